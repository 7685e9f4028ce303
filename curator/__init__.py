"""Ground truth for portrait mattes: made, corrected, reviewed, exported, and used to judge models."""

__version__ = "0.1.0"
