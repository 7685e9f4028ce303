"""The tables as the code sees them; `migrations/` is what makes them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData()

photo = Table(
    "photo",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("sha256", String(64), nullable=False, unique=True),
    Column("name", Text, nullable=False),
    Column("stem", Text, nullable=False, unique=True),
    Column("suffix", String(8), nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("imported_at", String(32), nullable=False),
    Column("external_id", Integer),
    Column("attributes", JSON, nullable=False),
)

imported_mask = Table(
    "imported_mask",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("photo_id", ForeignKey("photo.id"), nullable=False, index=True),
    Column("subject", Integer, nullable=False),
    Column("blob", String(64), nullable=False),
    Column("external_id", Integer),
    Column("is_crowd", Boolean, nullable=False),
    UniqueConstraint("photo_id", "subject"),
)

annotation = Table(
    "annotation",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("photo_id", ForeignKey("photo.id"), nullable=False, index=True),
    Column("subject", Integer, nullable=False),
    Column("state", String(16), nullable=False, index=True),
    Column("head", String(64), ForeignKey("revision.hash", deferrable=True, initially="DEFERRED")),
    Column("external_id", Integer),
    Column("created_at", String(32), nullable=False),
    Column("updated_at", String(32), nullable=False),
    Column("removed", Boolean, nullable=False),
    UniqueConstraint("photo_id", "subject"),
)

revision = Table(
    "revision",
    metadata,
    Column("hash", String(64), primary_key=True),
    Column("parent", String(64), ForeignKey("revision.hash"), index=True),
    Column("annotation_id", ForeignKey("annotation.id"), nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("kind", String(16), nullable=False),
    Column("method", Text, nullable=False),
    Column("version", Text, nullable=False),
    Column("parameters", JSON, nullable=False),
    Column("inputs", JSON, nullable=False),
    Column("trimap_digest", String(64), nullable=False),
    Column("trimap_blob", String(64)),
    Column("alpha_blob", String(64)),
    Column("author", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    Column("token", Text),
    UniqueConstraint("annotation_id", "number"),
    UniqueConstraint("annotation_id", "token"),
)

stroke = Table(
    "stroke",
    metadata,
    Column("revision", String(64), ForeignKey("revision.hash"), primary_key=True),
    Column("label", String(16), nullable=False),
    Column("radius", Float, nullable=False),
    Column("points", JSON, nullable=False),
)

review = Table(
    "review",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("annotation_id", ForeignKey("annotation.id"), nullable=False, index=True),
    Column("revision", String(64), ForeignKey("revision.hash"), nullable=False),
    Column("verdict", String(8), nullable=False),
    Column("note", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
)

move = Table(
    "move",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("annotation_id", ForeignKey("annotation.id"), nullable=False, index=True),
    Column("source", String(64), ForeignKey("revision.hash"), nullable=False),
    Column("target", String(64), ForeignKey("revision.hash"), nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
)

removal = Table(
    "removal",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("annotation_id", ForeignKey("annotation.id"), nullable=False, index=True),
    Column("revision", String(64), ForeignKey("revision.hash"), nullable=False),
    Column("removed", Boolean, nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
)

split = Table(
    "split",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False, unique=True),
)

split_photo = Table(
    "split_photo",
    metadata,
    Column("split_id", ForeignKey("split.id"), primary_key=True),
    Column("photo_id", ForeignKey("photo.id"), primary_key=True),
)

look = Table(
    "look",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("annotation_id", ForeignKey("annotation.id"), nullable=False, index=True),
    Column("x", Integer, nullable=False),
    Column("y", Integer, nullable=False),
    Column("width", Integer, nullable=False),
    Column("height", Integer, nullable=False),
    Column("alpha_blob", String(64), nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
)

outlook = Table(
    "outlook",
    metadata,
    Column("annotation_id", ForeignKey("annotation.id"), primary_key=True),
    Column("revision", String(64), ForeignKey("revision.hash"), nullable=False),
    Column("weight", Float, nullable=False),
    Column("spots", Integer, nullable=False),
)

activity = Table(
    "activity",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("annotation_id", ForeignKey("annotation.id"), nullable=False, index=True),
    Column("token", Text, nullable=False),
    Column("seconds", Float, nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
    UniqueConstraint("annotation_id", "token"),
)

matting_run = Table(
    "matting_run",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("annotation_id", ForeignKey("annotation.id"), nullable=False, index=True),
    Column("revision", String(64), ForeignKey("revision.hash"), nullable=False),
    Column("methods", JSON, nullable=False),
    Column("author", Text, nullable=False),
    Column("created_at", String(32), nullable=False),
)

area = Table(
    "area",
    metadata,
    Column("blob", String(64), primary_key=True),
    Column("pixels", Integer, nullable=False),
)
