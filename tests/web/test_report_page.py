"""The report in a real browser: it asks for nothing, sorts, filters and enlarges."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Request

from curator.workflow.evaluate import evaluate

pytestmark = pytest.mark.browser

SHARES = {"alike": 0.0, "off <b>a little": 0.1, "far off": 0.3, "fourth" + 200 * "x": 0.2}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("report")
    y, x = np.mgrid[:80, :60]
    for number in range(1, 13):
        truth = np.hypot(x - 30, y - 40) < 12 + number
        for name, share in {"truth": 0.0, **SHARES}.items():
            wrong = np.hypot(x - 30, y - 40) < (12 + number) * (1 - share)
            folder = root / name
            folder.mkdir(exist_ok=True)
            Image.fromarray(truth if share == 0 else wrong).save(folder / f"{number}.png")
        trimap = np.where(np.abs(np.hypot(x - 30, y - 40) - 12 - number) < 5, 128, truth * 255)
        (root / "trimaps").mkdir(exist_ok=True)
        Image.fromarray(trimap.astype(np.uint8)).save(root / "trimaps" / f"{number}.png")
    predictions = [root / name for name in SHARES]
    return evaluate(root / "truth", predictions, root / "out", trimaps=root / "trimaps").page


@pytest.fixture(params=[(1280, 720, "light"), (1440, 900, "dark")], ids=["light", "dark"])
def page(report: Path, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """The report, opened; whatever it asks for or complains about fails the test."""
    width, height, scheme = request.param
    page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=scheme)
    trouble: list[str] = []

    def asked(request: Request) -> None:
        if not request.url.startswith("data:"):
            trouble.append(request.url)

    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("request", asked)
    page.goto(report.as_uri())
    yield page
    page.close()
    assert trouble == [report.as_uri()]


def column(page: Page, number: int) -> list[str]:
    return page.locator(f"#photo-table tbody tr:visible > :nth-child({number})").all_inner_texts()


def test_nothing_is_wider_than_the_window(page: Page):
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    for table in page.locator(".summary").all():
        assert table.evaluate("(t) => t.scrollWidth <= t.parentElement.clientWidth")


def test_numbers_are_right_aligned(page: Page):
    for cell in ("#summary td.first", "#comparison td", "#photo-table td[data-value]"):
        assert page.locator(cell).first.evaluate("(c) => getComputedStyle(c).textAlign") == "right"


def test_plots_take_the_colours_of_the_scheme(page: Page):
    paint = "(e) => [getComputedStyle(e).fill, getComputedStyle(document.body).color]"
    label, _ = page.locator("#distributions svg text").first.evaluate(paint)
    is_dark = page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches")
    assert label == ("rgb(160, 168, 178)" if is_dark else "rgb(93, 102, 114)")


def test_every_picture_is_there(page: Page):
    page.evaluate("document.querySelectorAll('img').forEach((i) => { i.loading = 'eager'; })")
    page.wait_for_function("[...document.images].every((i) => i.complete && i.naturalWidth > 0)")
    # Six cases of each of the four methods: truth, prediction, difference.
    assert page.locator("#worst img").count() == 6 * 4 * 3


def test_sorting_by_a_score_and_by_name(page: Page):
    heading = page.locator("#photo-table thead th:nth-child(4)")
    heading.locator("button").click()
    values = [float(text) for text in column(page, 4)]
    assert values == sorted(values)
    assert heading.get_attribute("aria-sort") == "ascending"
    heading.locator("button").click()
    assert [float(text) for text in column(page, 4)] == sorted(values, reverse=True)
    assert heading.get_attribute("aria-sort") == "descending"
    page.locator("#photo-table thead th:nth-child(1) button").click()
    # As people count: 2 before 10.
    assert column(page, 1) == [str(number) for number in range(1, 13) for _ in SHARES]
    assert heading.get_attribute("aria-sort") is None


def test_filtering_by_photo_and_method(page: Page):
    page.fill("#filter-photo", "12")
    assert column(page, 1) == ["12"] * len(SHARES)
    page.select_option("#filter-method", "far off")
    assert column(page, 2) == ["far off"]
    assert page.inner_text("#filter-count") == "1 row"
    page.fill("#filter-photo", "")
    assert len(column(page, 1)) == 12
    # Whose row it is stays beside the last of its scores.
    photo, method = (
        page.locator(f"#photo-table tbody tr:visible > :nth-child({n})").first for n in (1, 2)
    )
    page.locator("#photo-table thead th").last.scroll_into_view_if_needed()
    page.wait_for_function("document.querySelector('#photo-table').parentElement.scrollLeft > 0")
    left, right = photo.bounding_box(), method.bounding_box()
    assert left is not None
    assert right is not None
    assert right["x"] == pytest.approx(left["x"] + left["width"], abs=1)


def test_a_method_whose_name_is_markup_can_be_filtered(page: Page):
    name = next(name for name in SHARES if "<b>" in name)
    page.select_option("#filter-method", name)
    assert column(page, 2) == [name] * 12


def test_a_case_is_enlarged_and_closed_again(page: Page):
    page.locator("#worst [data-enlarge]").first.click()
    dialog = page.locator("#enlarged")
    assert dialog.is_visible()
    assert dialog.locator("figcaption").all_inner_texts() == ["Truth", "Prediction", "Difference"]
    box, size = dialog.bounding_box(), page.viewport_size
    assert box is not None
    assert size is not None
    assert box["width"] <= size["width"]
    assert box["height"] <= size["height"]
    dialog.get_by_role("button", name="Close").click()
    assert not dialog.is_visible()
    page.locator("#worst [data-enlarge]").first.click()
    page.keyboard.press("Escape")
    assert not dialog.is_visible()


def test_works_in_a_frame_that_allows_scripts_alone(page: Page, report: Path):
    """The Evaluate page shows the report so."""
    page.evaluate(
        """(html) => {
          const frame = document.createElement("iframe");
          frame.sandbox = "allow-scripts"; frame.id = "boxed"; frame.width = 1000; frame.height = 700;
          frame.srcdoc = html; document.body.replaceChildren(frame);
        }""",
        report.read_text("utf-8"),
    )
    frame = page.frame_locator("#boxed")
    frame.locator("#worst [data-enlarge]").first.click()
    frame.locator("#enlarged button").click()
    assert not frame.locator("#enlarged").is_visible()
    frame.locator("#photo-table thead th:nth-child(4) button").click()
    assert frame.locator("#photo-table thead th:nth-child(4)").get_attribute("aria-sort") == "ascending"
