"""Hotspots that were looked at, what remains to be looked at, active time, matting runs.

The tables are written out here, not taken from `tables.py`: a step must make the same tables for ever.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables; what is there stays as it is."""
    op.create_table(
        "look",
        sa.Column("id", sa.Integer, primary_key=True),
        _annotation(),
        *(sa.Column(name, sa.Integer, nullable=False) for name in ("x", "y", "width", "height")),
        sa.Column("alpha_blob", sa.String(64), nullable=False),
        *_by_whom(),
    )
    op.create_table(
        "outlook",
        sa.Column("annotation_id", sa.Integer, sa.ForeignKey("annotation.id"), primary_key=True),
        sa.Column("revision", sa.String(64), sa.ForeignKey("revision.hash"), nullable=False),
        sa.Column("weight", sa.Float, nullable=False),
        sa.Column("spots", sa.Integer, nullable=False),
    )
    op.create_table(
        "activity",
        sa.Column("id", sa.Integer, primary_key=True),
        _annotation(),
        sa.Column("token", sa.Text, nullable=False),
        sa.Column("seconds", sa.Float, nullable=False),
        *_by_whom(),
        sa.UniqueConstraint("annotation_id", "token"),
    )
    op.create_table(
        "matting_run",
        sa.Column("id", sa.Integer, primary_key=True),
        _annotation(),
        sa.Column("revision", sa.String(64), sa.ForeignKey("revision.hash"), nullable=False),
        sa.Column("methods", sa.JSON, nullable=False),
        *_by_whom(),
    )


def _annotation() -> sa.Column[int]:
    return sa.Column(
        "annotation_id", sa.Integer, sa.ForeignKey("annotation.id"), nullable=False, index=True
    )


def _by_whom() -> tuple[sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
    )
