"""Forms of the pages: the two kernels of a proposal, and fields that were left empty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from curator.workflow.annotate import trimap_of
from tests.web.conftest import Served
from tests.web.pages import wait_text

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


def test_a_wider_kernel_is_proposed_with(page: Page, served: Served) -> None:
    before = [(trimap_of(served.project, number) == 128).sum() for number in (1, 2)]
    page.goto(served.address)
    page.locator(".c-thumb img").first.wait_for()
    page.get_by_role("button", name="Proposal options").click()
    page.get_by_label("Fusion").click()
    page.get_by_role("option", name="two kernels").click()
    page.get_by_label("Kernel, px at 600").fill("70")
    page.get_by_label("Kernel, px at 600").press("Tab")
    page.get_by_role("button", name="Propose all").click()
    wait_text(page, ".c-banner", "Proposed")
    for number, narrow in zip((1, 2), before, strict=True):
        head = served.project.revisions.get(served.project.annotations.get(number).head)
        assert head.parameters["kernel"] == 70
        assert (trimap_of(served.project, number) == 128).sum() > 1.5 * narrow


def test_an_emptied_kernel_is_the_one_of_the_paper(page: Page, served: Served) -> None:
    page.goto(served.address)
    page.locator(".c-thumb img").first.wait_for()
    page.get_by_role("button", name="Proposal options").click()
    page.get_by_label("Fusion").click()
    page.get_by_role("option", name="two kernels").click()
    for label in ("Kernel, px at 600", "Kernel of trusted sources"):
        page.get_by_label(label).fill("")
    page.get_by_role("button", name="Propose all").click()
    wait_text(page, ".c-banner.is-good", "Proposed")
    head = served.project.revisions.get(served.project.annotations.get(1).head)
    assert head.parameters["kernel"] == 35


@pytest.mark.parametrize(
    ("address", "button", "said"),
    [
        ("/", "Import folder", "Name the folder to import first."),
        ("/", "Import uploads", "Choose photos to upload first"),
        ("/evaluate", "Evaluate", "Name the folder of truths first."),
    ],
)
def test_an_empty_field_is_asked_for(
    page: Page, served: Served, address: str, button: str, said: str
) -> None:
    page.goto(served.address + address)
    page.locator(".c-thumb img, #evaluate-command code").first.wait_for()
    if address == "/":
        page.get_by_role("button", name="Import photos").click()
    if button == "Import uploads":
        page.get_by_role("tab", name="Upload from this browser").click()
    page.locator("button", has_text=button).last.click()
    wait_text(page, "body", said)
    assert len(served.project.photos.all()) == 3
