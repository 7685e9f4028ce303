"""axe-core finds no serious or critical violation on any page, light or dark."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe

from curator.workflow import review
from tests.web.annotating import open_annotation, wait_saved
from tests.web.conftest import Served
from tests.web.pages import submit_all, wait_pictures

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


#: What has the focus, and whether it, or the label around it, looks another way than without.
_FOCUS = """() => {
    const node = document.activeElement;
    if (node === document.body) return ["", true];
    const around = ["label", ".wrap", ".container"].map((selector) => node.closest(selector));
    const looks = () => [node, node.parentElement, ...around]
        .filter(Boolean)
        .map((each) => {
            const style = getComputedStyle(each);
            const ring = parseFloat(style.outlineWidth) >= 1 && style.outlineStyle !== "none";
            return [ring, style.boxShadow, style.borderColor, style.backgroundColor].join();
        })
        .join();
    const focused = looks();
    node.blur();
    const blurred = looks();
    node.focus({focusVisible: true});
    const name = node.getAttribute("aria-label") || node.textContent.trim() || node.id || node.tagName;
    return [[name, node.tagName, node.type, node.name, node.value].join(" "), focused !== blurred];
}"""


@pytest.fixture(params=["light", "dark"])
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of a browser that prefers a theme, and no motion: a colour half-way is no colour."""
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, color_scheme=request.param, reduced_motion="reduce"
    )
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def violations(page: Page) -> list[str]:
    """What is serious or critical, a line each; nothing of Gradio's markup has to be excused."""
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    lines = []
    for rule in found:
        if rule["impact"] not in ("serious", "critical"):
            continue
        for node in rule["nodes"]:
            target = " ".join(str(part) for part in node["target"])
            said = node["failureSummary"].splitlines()[1].strip()
            lines.append(f"{rule['id']}: {target}: {said} {node['html'][:160]}")
    return lines


def test_the_library(served: Served, page: Page) -> None:
    page.goto(served.address)
    wait_pictures(page, ".c-card img")
    page.get_by_role("button", name="Import photos").click()
    page.get_by_label("Folder").first.wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Proposal options").click()
    page.get_by_role("tab", name="Upload from this browser").click()
    page.get_by_text("Drop").first.wait_for()
    page.get_by_role("button", name="Parameters").click()
    page.get_by_label("Detection").wait_for()
    assert violations(page) == []


def test_annotate_with_everything_open(served: Served, page: Page) -> None:
    open_annotation(page, served)
    assert violations(page) == []
    page.keyboard.press("m")
    page.locator(".cu-card img").first.wait_for()
    page.keyboard.press("j")
    page.locator(".cu-step").first.wait_for()
    page.keyboard.press("2")
    wait_saved(page)
    page.keyboard.press("Shift+X")
    page.locator(".cu-pairbar").wait_for()
    page.keyboard.press("q")
    assert violations(page) == []
    page.keyboard.press("Shift+D")
    page.locator(".cu-scale").wait_for()
    page.get_by_text("SAD").wait_for()
    assert violations(page) == []
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+W")
    page.locator(".cu-worst b").wait_for()
    assert violations(page) == []


def test_the_keys(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.keyboard.press("?")
    page.get_by_role("dialog", name="Keys").wait_for()
    assert violations(page) == []
    page.get_by_role("button", name="Change keys").click()
    page.locator('[data-id="run"]').click()
    page.keyboard.press("f")
    page.get_by_role("button", name="Leave both").wait_for()
    assert violations(page) == []


def test_a_photo_without_an_annotation(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/annotate?photo=3")
    page.locator(".cu-begin").wait_for()
    assert violations(page) == []


def test_review(served: Served, page: Page) -> None:
    submitted = submit_all(served.project)
    page.goto(f"{served.address}/review")
    wait_pictures(page, ".c-film img:not([hidden])")
    page.locator("#review-accept").wait_for()
    assert violations(page) == []
    (first, *_) = submitted
    review.reject(served.project, first.id, first.head, "Look at the left ear.", "Rita")
    open_annotation(page, served, first.id)
    page.get_by_text("Look at the left ear.").wait_for()
    assert violations(page) == []


def test_export(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/export")
    page.locator("#export-command code").wait_for()
    assert violations(page) == []


def test_evaluate(served: Served, page: Page) -> None:
    page.goto(f"{served.address}/evaluate")
    page.locator("#evaluate-command code").wait_for()
    assert violations(page) == []


@pytest.mark.parametrize(
    ("address", "last"),
    [
        ("/", ".c-card img"),
        ("/review", "#review-accept"),
        ("/export", "#export-command code"),
        ("/evaluate", "#evaluate-command code"),
    ],
)
def test_what_has_the_focus_shows_it(served: Served, page: Page, address: str, last: str) -> None:
    submit_all(served.project)
    page.goto(served.address + address)
    page.locator(last).first.wait_for()
    page.locator(".c-brand").focus()
    names = []
    for _ in range(80):
        page.keyboard.press("Tab")
        name, shown = page.evaluate(_FOCUS)
        if name in names[:1] or not name:
            break
        names.append(name)
        assert shown, f"{name} shows no focus"
    assert len(names) >= 8
