"""A matte refined from the page: a step of the history with its own trimap, and why it may fail.

The network's word is said by hand: the person of the trimap, and a square hat that the matte lacks.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from fastapi.testclient import TestClient

from curator.errors import UnavailableError
from curator.imaging.convert import quantise_alpha
from curator.records import Stroke
from curator.store.project import Project
from curator.types import Alpha, Image, Trimap
from curator.web.server import create_app
from curator.workflow import matte, refining
from curator.workflow.annotate import add_stroke, alpha_of, trimap_of
from tests.web.annotating import ask, open_annotation, shown_trimap, wait_saved, wait_until
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

#: Rows and columns of the hat: background for certain in the proposal.
HAT = (slice(4, 16), slice(90, 110))
ABSENT = "The vgg-fcn weights cannot be read: install curator anew."


@pytest.fixture(autouse=True)
def says_hat(monkeypatch: pytest.MonkeyPatch) -> None:
    def decide(_photo: Image, alpha: Alpha) -> refining.Decision:
        stored = quantise_alpha(alpha)
        mask = (stored >= 0.5).astype(np.float32)
        mask[HAT] = 1
        return refining.Decision(stored, mask, "by-hand")

    monkeypatch.setattr(refining, "decide", decide)


def absent() -> str:
    raise UnavailableError(ABSENT)


@pytest.fixture
def client(annotated: Project) -> TestClient:
    return TestClient(create_app(annotated), base_url="http://localhost")


def ended(client: TestClient, job: dict[str, Any]) -> dict[str, Any]:
    """A job once it has ended."""
    while job["state"] == "running":
        time.sleep(0.02)
        job = client.get(f"/api/jobs/{job['id']}").json()
    return job


def has_hat(trimap: Trimap) -> bool:
    """Whether the middle of the hat is foreground for certain."""
    return bool((trimap[8:12, 96:104] == 255).all())


def test_the_route_makes_a_revision_with_the_parameters_it_is_told(
    client: TestClient, annotated: Project
) -> None:
    head = annotated.annotations.get(1).head
    assert not has_hat(trimap_of(annotated, 1))
    told = {"base": head, "method": "closed-form", "settings": ["closed-form.epsilon=0.001"]}
    started = client.post("/api/annotations/1/refine", json=told)
    assert started.status_code == 202
    job = ended(client, started.json())
    assert (job["state"], job["error"]) == ("finished", None)
    made = annotated.revisions.get(annotated.annotations.get(1).head)
    assert (made.kind, made.parent) == ("refined", head)
    assert made.parameters["matte_parameters"] == {"epsilon": 0.001, "radius": 1}
    assert has_hat(trimap_of(annotated, 1))
    assert (alpha_of(annotated, 1)[8:12, 96:104] == 1).all()
    result = job["result"]
    assert (result["head"], result["refined"], result["has_alpha"]) == (made.hash, True, True)
    assert (result["matte_method"], result["matte_parameters"]["epsilon"]) == ("closed-form", 0.001)
    stroke = Stroke("unknown", 5.0, ((60.0, 80.0),))
    add_stroke(annotated, 1, made.hash, stroke, "ann", "token-0001")
    again = client.post("/api/annotations/1/refine", json={"base": made.hash})
    assert (again.status_code, again.json()["error"]) == (409, "ConflictError")


def test_what_the_route_cannot_do_is_a_sentence(
    client: TestClient, annotated: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = annotated.annotations.get(1).head
    for told, why in (
        ({"method": "knn", "settings": ["knn.tolerance=9"]}, "must be from 1e-09 to 0.01, not 9.0"),
        ({"method": "magic"}, "There is no matting method 'magic'"),
    ):
        answer = client.post("/api/annotations/1/refine", json={"base": head} | told)
        job = ended(client, answer.json())
        assert job["state"] == "failed"
        assert why in job["error"]
    monkeypatch.setattr(refining, "version", absent)
    job = ended(client, client.post("/api/annotations/1/refine", json={"base": head}).json())
    assert (job["state"], job["error"]) == ("failed", ABSENT)
    assert annotated.annotations.get(1).head == head


@pytest.mark.browser
def test_a_matte_is_refined_shown_and_taken_back(
    served: Served, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = served.project
    first = matte.choose(project, 1, project.annotations.get(1).head, "shared", "ann").hash
    open_annotation(page, served)
    proposed = shown_trimap(page)
    page.keyboard.press("j")
    page.keyboard.press("*")
    wait_until(page, "editor.annotation.refined && !editor.working")
    made = project.revisions.get(project.annotations.get(1).head)
    assert (made.kind, made.method, made.parent) == ("refined", "shared", first)
    assert has_hat(shown_trimap(page))
    np.testing.assert_array_equal(shown_trimap(page), trimap_of(project, 1))
    assert ask(page, "editor.settings.mode") == "alpha"
    assert made.hash in ask(page, "editor.mattes.current.picture")
    assert ask(page, "editor.mattes.current.title") == "In use, refined"
    page.get_by_role("button", name="Step 3: Refined, ").and_(page.locator("[aria-current]")).wait_for()
    page.keyboard.press("Control+z")
    wait_until(page, f"editor.annotation.head === '{first}' && !editor.working")
    np.testing.assert_array_equal(shown_trimap(page), proposed)
    # Beside the methods it is one to choose, with its own trimap.
    page.keyboard.press("m")
    card = page.locator(".cu-card[data-method=fcn]")
    card.get_by_role("button", name="Choose Refined by the FCN").click(timeout=120_000)
    card.get_by_role("button", name="Refined by the FCN is in use").wait_for()
    wait_until(page, "editor.annotation.refined && !editor.working")
    wait_saved(page)
    assert has_hat(shown_trimap(page))
    page.get_by_text("The FCN has redrawn the trimap. Run again to choose.").wait_for()
    page.keyboard.press("Control+z")
    wait_until(page, f"editor.annotation.head === '{first}' && !editor.working")
    np.testing.assert_array_equal(shown_trimap(page), proposed)
    # What fails is said, and changes nothing.
    monkeypatch.setattr(refining, "version", absent)
    page.get_by_role("button", name="Refine the matte by the trained network").click()
    page.get_by_text(ABSENT).wait_for()
    wait_until(page, "!editor.working && editor.editable")
    assert project.annotations.get(1).head == first
