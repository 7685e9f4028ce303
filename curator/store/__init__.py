"""The project on disk; `project.py` is the only door."""
