"""Annotations that are set aside, and who set them aside or brought them back.

The table is written out here, not taken from `tables.py`: a step must make the same tables for ever.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nothing is set aside in what is there; what is said of it later stays as it was written."""
    op.add_column(
        "annotation", sa.Column("removed", sa.Boolean, nullable=False, server_default=sa.false())
    )
    op.create_table(
        "removal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "annotation_id", sa.Integer, sa.ForeignKey("annotation.id"), nullable=False, index=True
        ),
        sa.Column("revision", sa.String(64), sa.ForeignKey("revision.hash"), nullable=False),
        sa.Column("removed", sa.Boolean, nullable=False),
        sa.Column("author", sa.Text, nullable=False),
        sa.Column("created_at", sa.Text, nullable=False),
    )
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER removal_no_{verb.lower()} BEFORE {verb} ON removal "
            "BEGIN SELECT RAISE(ABORT, 'removal is immutable'); END"
        )
