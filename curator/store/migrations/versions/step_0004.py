"""How many pixels a person takes, counted once for each stored mask or trimap.

The table is written out here, not taken from `tables.py`: a step must make the same tables for ever.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is counted yet: what is asked for is counted then, and kept."""
    op.create_table(
        "area",
        sa.Column("blob", sa.String(64), primary_key=True),
        sa.Column("pixels", sa.Integer, nullable=False),
    )
