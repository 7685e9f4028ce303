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
    from playwright.sync_api import Page

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
