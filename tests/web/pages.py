"""What the tests of the pages share: annotations ready for review, and waiting for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.imaging.encode import encode_alpha
from curator.records import Annotation, Draft
from curator.store.project import Project
from curator.types import Alpha
from curator.workflow import annotate
from tests.pictures import portrait

if TYPE_CHECKING:
    from playwright.sync_api import APIResponse, Page, Route

HEIGHT, WIDTH = 160, 120


def submit_all(project: Project) -> tuple[Annotation, ...]:
    """Give every annotation the alpha its photo was drawn with, and hand it in."""
    return tuple(
        submit(project, annotation, portrait(HEIGHT, WIDTH, seed=number).alpha)
        for number, annotation in enumerate(project.annotations.all())
    )


def submit(project: Project, annotation: Annotation, alpha: Alpha) -> Annotation:
    """Give an annotation an alpha, and hand it in."""
    head = project.revisions.get(annotation.head)
    draft = Draft(
        kind="matte",
        method="closed-form",
        version="test",
        trimap_digest=head.trimap_digest,
        trimap_blob=head.trimap_blob,
        alpha_blob=project.blobs.add(encode_alpha(alpha)),
        author="ann",
    )
    revision = project.annotations.append(annotation.id, annotation.head, draft, "in progress")
    return annotate.submit(project, annotation.id, revision.hash, "ann")


class LateAnswers:
    """The server's answers to a page, which come when the test lets them come, and not before."""

    def __init__(self, page: Page, pattern: str = "**/gradio_api/run/predict") -> None:
        self._held: list[tuple[Route, APIResponse]] = []
        self._late = True
        page.route(pattern, self._answer)

    def _answer(self, route: Route) -> None:
        if not self._late:
            route.continue_()
            return
        response = route.fetch()
        if self._late:
            self._held.append((route, response))
        else:
            route.fulfill(response=response)

    def come(self) -> None:
        """Let come what was held back, the oldest last, and from now on everything at once."""
        self._late = False
        for route, response in reversed(self._held):
            route.fulfill(response=response)


def text_of(page: Page, selector: str) -> str:
    """The text of the first element there is, on one line."""
    return " ".join((page.locator(selector).first.text_content() or "").split())


def wait_text(page: Page, selector: str, words: str) -> None:
    """Wait until an element's text holds some words."""
    page.locator(selector).filter(has_text=words).first.wait_for()


def wait_pictures(page: Page, selector: str) -> None:
    """Wait until every picture there is has come, with pixels."""
    page.wait_for_function(
        "(selector) => { const all = [...document.querySelectorAll(selector)];"
        "return all.length && all.every((one) => one.complete && one.naturalWidth > 0); }",
        arg=selector,
    )
