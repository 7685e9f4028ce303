"""Every route of the app that is about one annotation or photo, as a stranger may ask it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from curator.store.project import Project

POINTS = [[20, 20], [90, 30], [40, 120]]
STROKE = {"token": "token-0001", "label": "unknown", "radius": 6, "points": POINTS}
POLYGON = {"token": "token-0001", "kind": "polygon", "label": "background", "points": POINTS}
BAND = {"token": "token-0001", "kind": "band", "change": "widen", "pixels": 2}
BRUSHED = {"token": "token-0001", "radius": 9, "hardness": 0.5, "points": POINTS}
ALPHA = BRUSHED | {"kind": "alpha", "value": 0.4, "matte": "closed-form"}
REGION = BRUSHED | {"kind": "region", "method": "knn", "matte": "closed-form"}
FLOOD = {
    "token": "token-0001", "kind": "flood", "label": "foreground", "x": 60, "y": 30, "tolerance": 9,
}  # fmt: skip
RECTANGLE = {"x": 20, "y": 10, "width": 80, "height": 140}

#: What changes an annotation, and a body that would, but for the revision it is based on.
CHANGES: dict[str, list[dict[str, Any]]] = {
    "strokes": [STROKE],
    "corrections": [POLYGON, BAND, FLOOD, ALPHA, REGION],
    "undo": [{}],
    "redo": [{}],
    "rectangle": [RECTANGLE],
    "submit": [{}],
    "choose": [{"method": "closed-form"}],
    "refine": [{}],
    "jump": [{"target": ""}],
    "merge": [{"other": 2, "other_base": ""}],
    "remove": [{}],
    "restore": [{}],
}

#: Other bodies that are sent about an annotation or a photo.
QUESTIONS: dict[str, dict[str, Any]] = {
    "matte": {"methods": ["closed-form"]},
    "live": {"revision": "", "method": "closed-form"},
    "colours": {"method": "closed-form", "state": "a.1", "x": 0, "y": 0, "width": 9, "height": 9},
    "looked": {"revision": "", "number": 0},
    "activity": {"token": "token-0001", "seconds": 3},
    "presence": {"browser": "browser-0001", "wish": "draw"},
    "annotations": {"how": "blank"},
    "click": {"x": 60, "y": 60},
}


@dataclass(frozen=True)
class Question:
    """One request; `path` has a place for the id."""

    method: str
    path: str
    body: dict[str, Any] | None = None


def changes() -> Iterator[Question]:
    """Every way to change an annotation."""
    for verb, bodies in CHANGES.items():
        for body in bodies:
            yield Question("POST", f"/api/annotations/{{}}/{verb}", body)


def questions() -> Iterator[Question]:
    """Every route with the id of an annotation or a photo in its path."""
    from fastapi.routing import APIRoute

    from curator.web import (
        activity,
        annotations,
        candidates,
        corrections,
        live,
        people,
        photos,
        presence,
        strokes,
        timeline,
        worst,
    )

    parts = (
        activity,
        annotations,
        candidates,
        corrections,
        live,
        people,
        photos,
        presence,
        strokes,
        timeline,
        worst,
    )
    for route in (route for part in parts for route in part.router.routes):
        if not isinstance(route, APIRoute) or not {"{annotation_id}", "{photo_id}"} & set(
            route.path.split("/")
        ):
            continue
        path = route.path.replace("{annotation_id}", "{}").replace("{photo_id}", "{}")
        path = path.replace("{method}", "knn").replace("{revision}", "0" * 64)
        if "GET" in (route.methods or ()):
            yield Question("GET", f"{path}?revision={'0' * 64}&method=knn&state=a.1&digest=a")
            continue
        verb = path.rpartition("/")[2]
        for body in CHANGES.get(verb) or [QUESTIONS[verb]]:
            yield Question("POST", path, body)


def everything(project: Project) -> tuple[list[str], set[str]]:
    """Every row and every blob of a project."""
    database = sqlite3.connect(project.folder / "project.db")
    try:
        return list(database.iterdump()), set(project.blobs.all())
    finally:
        database.close()
