"""Numbers that no hand drew: refused with a sentence by every way to change an annotation."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from curator.store.project import Project
from curator.web.server import create_app
from tests.web.routes import ALPHA, BAND, FLOOD, POLYGON, RECTANGLE, REGION, STROKE, everything

NAN, INF, HUGE = float("nan"), float("inf"), 10**40
BRUSH = BAND | {"radius": 6, "points": STROKE["points"]}
BAD_PLACES = [
    [[NAN, 5]],
    [[5, INF]],
    [[-INF, 5]],
    [[1e308, 5]],
    [[5, HUGE]],
    [[5, -161]],
    [[241, 5]],
    [[5]],
    [[5, 6, 7]],
    [5, 6],
    [["left", "top"]],
    [None],
    "everywhere",
    None,
]
BAD_RADII = [0, -0.0, -6, 0.49, 1e6, 1e308, NAN, INF, -INF, HUGE, "wide", None, [6]]


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, Project]]:
    """One project for all: nothing here may change it."""
    from curator.workflow.propose import start_blank
    from tests.durability.photos import import_one

    folder = tmp_path_factory.mktemp("numbers")
    with Project.create(folder / "project") as project:
        photo = import_one(project, folder / "photos")
        start_blank(project, photo.id, "ann")
        app = create_app(project)
        with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as client:
            yield client, project


def outside(width: int, height: int) -> list[list[list[float]]]:
    """Places further outside than the photo is large."""
    return [[[-width - 1, 5]], [[2 * width + 1, 5]], [[5, -height - 1]], [[5, 2 * height + 1]]]


def assert_refused(
    opened: tuple[TestClient, Project], route: str, body: dict[str, Any], words: str = ""
) -> None:
    client, project = opened
    before = everything(project)
    head = project.annotations.get(1).head
    # Written as JavaScript never would: JSON has no NaN, and none of our pages sends one.
    content = json.dumps({"base": head} | body).encode()
    headers = {"Content-Type": "application/json"}
    answer = client.post(f"/api/annotations/1/{route}", content=content, headers=headers)
    said = f"{route} {str(body)[:200]}: {answer.status_code} {answer.text[:200]}"
    assert answer.status_code in (400, 413, 422), said
    message = answer.json()["message"]
    assert len(message) > 20, said
    assert words in message, said
    assert everything(project) == before, said


@pytest.mark.parametrize(
    "body", [STROKE, BRUSH, ALPHA, REGION], ids=["stroke", "band", "alpha", "region"]
)
def test_a_radius_that_no_brush_has(opened: tuple[TestClient, Project], body: dict[str, Any]) -> None:
    route = "strokes" if body is STROKE else "corrections"
    for radius in BAD_RADII:
        assert_refused(opened, route, body | {"radius": radius}, "radius")


@pytest.mark.parametrize(
    "body",
    [STROKE, BRUSH, ALPHA, REGION, POLYGON],
    ids=["stroke", "band", "alpha", "region", "polygon"],
)
def test_points_that_are_nowhere(opened: tuple[TestClient, Project], body: dict[str, Any]) -> None:
    route = "strokes" if body is STROKE else "corrections"
    photo = opened[1].photos.get(1)
    for points in [*BAD_PLACES, *outside(photo.width, photo.height)]:
        assert_refused(opened, route, body | {"points": points})
        if isinstance(points, list):
            # After good ones, too.
            assert_refused(opened, route, body | {"points": [[5, 5], [9, 9], [5, 9], *points]})


@pytest.mark.parametrize(
    "body",
    [STROKE, BRUSH, ALPHA, REGION, POLYGON],
    ids=["stroke", "band", "alpha", "region", "polygon"],
)
def test_points_without_end(opened: tuple[TestClient, Project], body: dict[str, Any]) -> None:
    route = "strokes" if body is STROKE else "corrections"
    assert_refused(opened, route, body | {"points": [[5, 5]] * 100_000}, "100000: draw it in parts")
    assert_refused(
        opened, route, body | {"points": [[5.25, 5.25]] * 100_000}, "draw long strokes in parts"
    )
    if body is not BRUSH:
        assert_refused(opened, route, body | {"points": []})


@pytest.mark.parametrize(
    ("route", "body", "changes"),
    [
        ("strokes", STROKE, {"label": ["hair", "", None, 128]}),
        ("strokes", STROKE, {"token": ["short", "x" * 65, None, 12345678]}),
        ("strokes", STROKE, {"base": ["x" * 65, None, 7]}),
        ("corrections", BAND, {"pixels": [0, -1, 101, HUGE, NAN, 1.5, None], "change": ["melt", None]}),
        ("corrections", ALPHA, {"value": [-0.1, 1.1, NAN, INF, HUGE, None, "dark"]}),
        ("corrections", ALPHA, {"hardness": [-0.1, 1.1, NAN, INF, HUGE, None]}),
        ("corrections", FLOOD, {"x": [-1, 10**6, HUGE, NAN, 0.5], "y": [-1, 10**6, HUGE, INF]}),
        ("corrections", FLOOD, {"tolerance": [-1, 256, HUGE, NAN], "label": ["unknown", "hair"]}),
        (
            "rectangle",
            RECTANGLE,
            {"width": [0, -5, -HUGE, NAN, None], "height": [0, -HUGE, 0.5, "tall"]},
        ),
        ("rectangle", RECTANGLE, {"x": [10**6, HUGE, -HUGE, INF], "y": [10**6, HUGE, -HUGE]}),
        ("activity", {"token": "token-0001"}, {"seconds": [-1, 121, NAN, INF, HUGE, None]}),
    ],
)
def test_other_numbers_out_of_their_range(
    opened: tuple[TestClient, Project], route: str, body: dict[str, Any], changes: dict[str, list[Any]]
) -> None:
    for name, values in changes.items():
        for value in values:
            assert_refused(opened, route, body | {name: value})
