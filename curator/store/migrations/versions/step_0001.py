"""Photos, imported masks, annotations, revisions, strokes, reviews, moves, splits.

The tables are written out here, not taken from `tables.py`: a step must make the same tables for ever.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def _hash(name: str, target: str | None = None, **options: object) -> sa.Column[str]:
    reference = [sa.ForeignKey(target)] if target else []
    return sa.Column(name, sa.String(64), *reference, **options)  # type: ignore[arg-type]


def _number(name: str, target: str | None = None, **options: object) -> sa.Column[int]:
    reference = [sa.ForeignKey(target)] if target else []
    return sa.Column(name, sa.Integer, *reference, **options)  # type: ignore[arg-type]


def _text(name: str, **options: object) -> sa.Column[str]:
    return sa.Column(name, sa.Text, **options)  # type: ignore[arg-type]


def upgrade() -> None:
    """Make the tables and the triggers that keep history as it was written."""
    _photos()
    _annotations()
    _reviews_and_splits()
    for table in ("revision", "stroke", "review", "move"):
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is immutable'); END"
            )


def _photos() -> None:
    op.create_table(
        "photo",
        _number("id", primary_key=True),
        _hash("sha256", nullable=False, unique=True),
        _text("name", nullable=False),
        _text("stem", nullable=False, unique=True),
        _text("suffix", nullable=False),
        _number("width", nullable=False),
        _number("height", nullable=False),
        _text("imported_at", nullable=False),
        _number("external_id"),
        sa.Column("attributes", sa.JSON, nullable=False),
    )
    op.create_table(
        "imported_mask",
        _number("id", primary_key=True),
        _number("photo_id", "photo.id", nullable=False, index=True),
        _number("subject", nullable=False),
        _hash("blob", nullable=False),
        _number("external_id"),
        sa.Column("is_crowd", sa.Boolean, nullable=False),
        sa.UniqueConstraint("photo_id", "subject"),
    )


def _annotations() -> None:
    head = sa.ForeignKey("revision.hash", deferrable=True, initially="DEFERRED")
    op.create_table(
        "annotation",
        _number("id", primary_key=True),
        _number("photo_id", "photo.id", nullable=False, index=True),
        _number("subject", nullable=False),
        _text("state", nullable=False, index=True),
        sa.Column("head", sa.String(64), head),
        _number("external_id"),
        _text("created_at", nullable=False),
        _text("updated_at", nullable=False),
        sa.UniqueConstraint("photo_id", "subject"),
    )
    op.create_table(
        "revision",
        _hash("hash", primary_key=True),
        _hash("parent", "revision.hash", index=True),
        _number("annotation_id", "annotation.id", nullable=False, index=True),
        _number("number", nullable=False),
        _text("kind", nullable=False),
        _text("method", nullable=False),
        _text("version", nullable=False),
        sa.Column("parameters", sa.JSON, nullable=False),
        sa.Column("inputs", sa.JSON, nullable=False),
        _hash("trimap_digest", nullable=False),
        _hash("trimap_blob"),
        _hash("alpha_blob"),
        _text("author", nullable=False),
        _text("created_at", nullable=False),
        _text("token"),
        sa.UniqueConstraint("annotation_id", "number"),
        sa.UniqueConstraint("annotation_id", "token"),
    )
    op.create_table(
        "stroke",
        _hash("revision", "revision.hash", primary_key=True),
        _text("label", nullable=False),
        sa.Column("radius", sa.Float, nullable=False),
        sa.Column("points", sa.JSON, nullable=False),
    )


def _reviews_and_splits() -> None:
    op.create_table(
        "review",
        _number("id", primary_key=True),
        _number("annotation_id", "annotation.id", nullable=False, index=True),
        _hash("revision", "revision.hash", nullable=False),
        _text("verdict", nullable=False),
        _text("note", nullable=False),
        _text("reviewer", nullable=False),
        _text("created_at", nullable=False),
    )
    op.create_table(
        "move",
        _number("id", primary_key=True),
        _number("annotation_id", "annotation.id", nullable=False, index=True),
        _hash("source", "revision.hash", nullable=False),
        _hash("target", "revision.hash", nullable=False),
        _text("author", nullable=False),
        _text("created_at", nullable=False),
    )
    op.create_table(
        "split", _number("id", primary_key=True), _text("name", nullable=False, unique=True)
    )
    op.create_table(
        "split_photo",
        _number("split_id", "split.id", primary_key=True),
        _number("photo_id", "photo.id", primary_key=True),
    )
