"""The route of corrections: stored once, answered in full; what cannot be is refused in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from curator.store.project import Project
from curator.web.server import create_app
from curator.workflow.annotate import trimap_of
from curator.workflow.verify import verify

PATH = "/api/annotations/1/corrections"
POLYGON = {"kind": "polygon", "label": "background", "points": [[5, 5], [60, 8], [30, 90]]}
BAND = {"kind": "band", "change": "widen", "pixels": 2}
PRESSED = {"kind": "pressed", "label": "unknown", "radii": [2, 6.5], "points": [[30, 40], [60, 44]]}
ALPHA = {
    "kind": "alpha", "value": 0.4, "radius": 12, "hardness": 0.5,
    "points": [[30, 60], [60, 25], [90, 60]], "matte": "closed-form",
}  # fmt: skip
REGION = {name: ALPHA[name] for name in ("radius", "hardness", "points", "matte")} | {
    "kind": "region",
    "method": "knn",
}


@pytest.fixture
def client(annotated: Project) -> Iterator[TestClient]:
    with TestClient(create_app(annotated), base_url="http://127.0.0.1") as made:
        yield made


def sent(project: Project, body: dict[str, Any], token: str = "token-0001") -> dict[str, Any]:
    return {"base": project.annotations.get(1).head, "token": token} | body


@pytest.mark.parametrize("body", [POLYGON, BAND, PRESSED, ALPHA, REGION], ids=lambda body: body["kind"])
def test_a_correction_sent_twice_is_stored_once(
    client: TestClient, annotated: Project, body: dict[str, Any]
) -> None:
    wanted = sent(annotated, body)
    first = client.post(PATH, json=wanted, headers={"X-Curator-Author": "bea"})
    assert first.status_code == 200, first.text
    assert client.post(PATH, json=wanted).json() == first.json()
    steps = annotated.revisions.of_annotation(1)
    assert [step.kind for step in steps] == ["propose", body["kind"]]
    assert steps[1].author == "bea"
    painted = body["kind"] in ("alpha", "region")
    assert first.json()["has_alpha"] is painted
    assert first.json()["matte_method"] == ("closed-form" if painted else None)
    assert first.json()["can_undo"]
    assert verify(annotated).faults == ()


@pytest.mark.parametrize(
    ("body", "status", "words"),
    [
        ({"kind": "magic"}, 400, "magic"),
        ({}, 400, "kind"),
        (POLYGON | {"points": [[1, 1], [2, 2]]}, 400, "3 to 20000 points"),
        (POLYGON | {"points": [[1, 1], [2, 2], [1e9, 1]]}, 400, "further outside"),
        (POLYGON | {"points": [[1, 1], [2, 2], [3, "NaN"]]}, 400, "no number"),
        (POLYGON | {"points": [[1, 1]] * 100_000}, 400, "not 100000"),
        (POLYGON | {"label": "hair"}, 400, "label"),
        (BAND | {"pixels": 1_000_000}, 400, "1 to 100 pixels"),
        (BAND | {"radius": 1e6, "points": [[1, 1]]}, 400, "radius"),
        (PRESSED | {"radii": [2]}, 400, "each of its 2 points"),
        (PRESSED | {"radii": [2, 1e6]}, 400, "0.5 to 2000"),
        (PRESSED | {"radii": [2, "NaN"]}, 400, "0.5 to 2000"),
        (PRESSED | {"radii": [2] * 100_000, "points": [[1, 1]] * 100_000}, 400, "not 100000"),
        ({"kind": "flood", "label": "foreground", "x": -1, "y": 0, "tolerance": 3}, 400, "outside"),
        (
            {"kind": "flood", "label": "foreground", "x": 0, "y": 0, "tolerance": 3},
            400,
            "unknown pixel",
        ),
        (ALPHA | {"value": 2}, 400, "0 to 1"),
        (ALPHA | {"radius": 0}, 400, "radius"),
        (ALPHA | {"matte": ""}, 400, "choose a matte first"),
        (REGION | {"method": "guess"}, 404, "guess"),
    ],
)
def test_what_cannot_be_done_changes_nothing(
    client: TestClient, annotated: Project, body: dict[str, Any], status: int, words: str
) -> None:
    before = trimap_of(annotated, 1)
    answer = client.post(PATH, json=sent(annotated, body))
    assert (answer.status_code, words in answer.json()["message"]) == (status, True), answer.text
    assert len(annotated.revisions.of_annotation(1)) == 1
    np.testing.assert_array_equal(trimap_of(annotated, 1), before)


def test_an_old_base_is_a_conflict_and_a_forged_annotation_unknown(
    client: TestClient, annotated: Project
) -> None:
    old = sent(annotated, POLYGON, "token-0001")
    assert client.post(PATH, json=old).status_code == 200
    assert client.post(PATH, json=old | {"token": "token-0002"}).status_code == 409
    assert client.post(PATH, json=old | ALPHA | {"token": "token-0003"}).status_code == 409
    assert client.post("/api/annotations/99/corrections", json=old).status_code == 404
    # Another annotation's revision is no base of this one.
    other = annotated.annotations.get(2).head
    assert client.post(PATH, json=old | {"base": other, "token": "token-0004"}).status_code == 409
