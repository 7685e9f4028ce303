"""The hash that binds a revision to everything before it."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from typing import Any

from curator.records import Draft, Revision, Stroke

_HASHED = (
    "parent",
    "annotation_id",
    "number",
    "kind",
    "method",
    "version",
    "parameters",
    "inputs",
    "stroke",
    "trimap_digest",
    "trimap_blob",
    "alpha_blob",
    "author",
    "created_at",
    "token",
)


def as_json(revision: Revision) -> dict[str, Any]:
    """A revision as JSON values: what is hashed, and what an export's provenance holds."""
    values = asdict(revision)
    values["created_at"] = stamp(revision)
    values["stroke"] = None if revision.stroke is None else stroke_as_json(revision.stroke)
    return values


def stroke_as_json(stroke: Stroke) -> dict[str, Any]:
    """A stroke as JSON values."""
    points = [[float(x), float(y)] for x, y in stroke.points]
    return {"label": stroke.label, "radius": float(stroke.radius), "points": points}


def stamp(revision: Revision) -> str:
    """The time of a revision as it is stored and hashed: ISO 8601, UTC, microseconds."""
    return revision.created_at.isoformat(timespec="microseconds")


def digest(values: dict[str, Any]) -> str:
    """SHA-256 of the canonical JSON of a revision's values without its own hash.

    The parent's hash is one of the values, so that changing any revision changes every later hash.
    """
    hashed = {name: values[name] for name in _HASHED}
    text = json.dumps(hashed, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def draft_as_json(
    draft: Draft, parent: str | None, annotation_id: int, number: int, when: str
) -> dict[str, Any]:
    """The values of the revision that a draft becomes at its place in a chain."""
    values = {name: getattr(draft, name, None) for name in _HASHED}
    values["parameters"], values["inputs"] = dict(draft.parameters), dict(draft.inputs)
    values["stroke"] = None if draft.stroke is None else stroke_as_json(draft.stroke)
    values |= {"parent": parent, "annotation_id": annotation_id, "number": number, "created_at": when}
    values["hash"] = digest(values)
    return values
