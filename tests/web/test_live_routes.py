"""The routes of the live matte as a browser's requests find them, without a browser."""

from __future__ import annotations

import cv2
import httpx
import numpy as np
import pytest

from curator.matting import estimate_alpha
from curator.registry import METHODS
from curator.workflow import sessions
from curator.workflow.annotate import trimap_of
from curator.workflow.cache import Bounded
from tests.pictures import portrait
from tests.web.conftest import HEIGHT, WIDTH, Served

PATH = "/api/annotations/1/live"


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_sessions", Bounded(10**9, sessions._bytes))


def wanted(served: Served, **changes: object) -> dict[str, object]:
    head = served.project.annotations.get(1).head
    return {"revision": head, "method": "closed-form", "have": "", "settle": False} | changes


def ask(served: Served, path: str = PATH, **changes: object) -> httpx.Response:
    return httpx.post(served.address + path, json=wanted(served, **changes), timeout=60)


def test_the_first_answer_is_the_whole_matte(served: Served) -> None:
    answer = ask(served)
    headers = answer.headers
    assert headers["content-type"] == "image/png"
    assert headers["cache-control"] == "no-store"
    assert headers["x-curator-box"] == f"0,0,{WIDTH},{HEIGHT}"
    assert (headers["x-curator-whole"], headers["x-curator-exact"]) == ("1", "1")
    assert headers["x-curator-revision"] == served.project.annotations.get(1).head
    levels = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_UNCHANGED)
    assert (levels.dtype, levels.shape) == (np.uint8, (HEIGHT, WIDTH))
    alpha = estimate_alpha(portrait(HEIGHT, WIDTH, seed=0).image, trimap_of(served.project, 1))
    np.testing.assert_allclose(levels / 255, alpha, atol=0.5 / 255 + 1e-4)


def test_what_has_not_changed_is_an_empty_answer(served: Served) -> None:
    state = ask(served).headers["x-curator-state"]
    answer = ask(served, have=state)
    assert answer.content == b""
    assert answer.headers["x-curator-box"] == "none"
    assert answer.headers["x-curator-state"] == state
    assert answer.headers["x-curator-whole"] == "0"


def test_colours_are_a_picture_or_nothing(served: Served) -> None:
    state = ask(served).headers["x-curator-state"]
    box = {"x": 30, "y": 20, "width": 40, "height": 50}
    answer = ask(served, f"{PATH}/colours", state=state, **box)
    pixels = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels.shape == (50, 40, 4)
    assert ask(served, f"{PATH}/colours", state="gone.1", **box).status_code == 204


def test_the_methods_are_listed_with_their_titles_and_parameters(served: Served) -> None:
    listed = httpx.get(f"{served.address}/api/methods").json()
    assert [(each["name"], each["title"]) for each in listed] == [
        (each.name, each.title) for each in METHODS.all()
    ]
    told = {each["name"]: each["parameters"] for each in listed}["closed-form"]
    assert told[1] == {
        "name": "radius",
        "type": "int",
        "default": 1,
        "minimum": 1,
        "maximum": 5,
        "help": "Radius of the windows in pixels; 1 is 3 x 3.",
    }


def test_other_parameters_have_a_matte_of_their_own(served: Served) -> None:
    image, trimap = portrait(HEIGHT, WIDTH, seed=0).image, trimap_of(served.project, 1)
    settings = ["closed-form.epsilon=0.01", "knn.tolerance=0.001"]
    usual = ask(served).headers["x-curator-state"]
    answer = ask(served, have=usual, settings=settings)
    assert answer.headers["x-curator-whole"] == "1"
    levels = cv2.imdecode(np.frombuffer(answer.content, np.uint8), cv2.IMREAD_UNCHANGED)
    alpha = estimate_alpha(image, trimap, epsilon=0.01)
    np.testing.assert_allclose(levels / 255, alpha, atol=0.5 / 255 + 1e-4)
    assert np.abs(alpha - estimate_alpha(image, trimap)).max() > 0.01
    state = answer.headers["x-curator-state"]
    box = {"x": 30, "y": 20, "width": 40, "height": 50}
    colours = f"{PATH}/colours"
    assert ask(served, colours, state=state, settings=settings, **box).status_code == 200
    assert ask(served, colours, state=state, **box).status_code == 204
    worst = {"method": "closed-form", "state": state}
    address = f"{served.address}{PATH}/worst"
    assert httpx.get(address, params=worst | {"settings": settings}).json()["colour"]
    assert httpx.get(address, params=worst).status_code == 404
    # The other one is still where it was.
    assert ask(served, have=usual).content == b""


@pytest.mark.parametrize(
    ("path", "changes", "status"),
    [
        (PATH, {"method": "magic"}, 404),
        (PATH, {"revision": "0" * 64}, 404),
        (PATH, {"revision": "x" * 65}, 400),
        (PATH, {"have": "x" * 65}, 400),
        (PATH, {"settle": "perhaps"}, 400),
        (PATH, {"settings": ["closed-form.epsilon=2"]}, 400),
        (PATH, {"settings": ["closed-form.colour=2"]}, 400),
        (PATH, {"settings": ["magic.epsilon=2"]}, 404),
        (PATH, {"settings": ["x" * 201]}, 400),
        ("/api/annotations/99/live", {}, 404),
        ("/api/annotations/-1/live", {}, 404),
        (f"{PATH}/colours", {"state": "a.1"}, 400),
        (f"{PATH}/colours", {"state": "a.1", "x": -1, "y": 0, "width": 1, "height": 1}, 400),
        (f"{PATH}/colours", {"state": "a.1", "x": 0, "y": 0, "width": 0, "height": 1}, 400),
        (f"{PATH}/colours", {"state": "a.1", "x": 0, "y": 0, "width": 999, "height": 1}, 400),
        (f"{PATH}/colours", {"state": "a.1", "x": 10**9, "y": 0, "width": 1, "height": 1}, 400),
        (
            f"{PATH}/colours",
            {"state": "a.1", "x": 0, "y": 0, "width": 1, "height": 1, "method": "m"},
            404,
        ),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    served: Served, path: str, changes: dict[str, object], status: int
) -> None:
    answer = ask(served, path, **changes)
    assert answer.status_code == status
    assert len(answer.json()["message"]) > 20


def test_the_revision_of_another_annotation_is_not_shown(served: Served) -> None:
    other = served.project.annotations.get(2).head
    assert ask(served, revision=other).status_code == 404
