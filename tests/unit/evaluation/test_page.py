"""The page: everything in it, nothing outside it, every name harmless."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from curator.evaluation.page import digits, finding, signed
from curator.evaluation.pairs import pair
from curator.evaluation.reading import read_alpha
from curator.evaluation.report import write
from curator.evaluation.results import Digests, Results
from curator.evaluation.scores import HEADLINE, score, scores
from curator.evaluation.tables import Row

from .conftest import Folders, disk

HOSTILE = "<script>alert(1)<"  # a name of a folder cannot hold a slash


class Page(HTMLParser):
    """What a browser would make of the page: its elements, texts by element, and table rows."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, str]] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in ("meta", "img", "input", "br"):
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        if data.strip():
            self.texts.append((self._open[-1] if self._open else "", data.strip()))

    def count(self, tag: str) -> int:
        return sum(found == tag for found, _ in self.elements)


def results(folders: Folders, methods: list[str], trimaps: bool = False) -> Results:
    pairing = pair(
        folders.truth,
        [folders.root / name for name in methods],
        folders.root / "trimaps" if trimaps else None,
    )
    rows = []
    for each in pairing.pairs:
        truth, _ = read_alpha(each.truth)
        trimap = np.asarray(Image.open(each.trimap)) if each.trimap else None
        for method, file in zip(pairing.methods, each.predictions, strict=True):
            height, width = truth.shape
            found = score(read_alpha(file)[0], truth, trimap)
            rows.append(Row(each.stem, method.name, width, height, found))
    digests = Digests("0" * 64, tuple("1" * 64 for _ in methods), "2" * 64 if trimaps else None)
    made = datetime(2026, 11, 3, 9, 5, tzinfo=UTC)
    return Results(pairing, scores(trimaps), tuple(rows), digests, made)


def page_of(made: Results, tmp_path: Path) -> tuple[str, Page]:
    target = tmp_path / "report"
    target.mkdir()
    write(made, target)
    text = (target / "report.html").read_text("utf-8")
    return text, Page(text)


def test_needs_nothing_but_itself(folders: Folders, tmp_path: Path):
    text, page = page_of(results(folders, ["good", "poor"], trimaps=True), tmp_path)
    for tag, attributes in page.elements:
        for name in ("src", "href", "xlink:href", "action", "poster", "data"):
            address = attributes.get(name)
            assert address is None or address.startswith(("data:image/", "#")), (tag, name, address)
        assert tag not in ("link", "iframe", "object", "embed", "form", "base")
    assert not re.search(r"url\((?!#)|@import|fetch\(|XMLHttpRequest", text)
    policy = next(a["content"] for t, a in page.elements if a.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_shows_every_part(folders: Folders, tmp_path: Path):
    made = results(folders, ["good", "poor"], trimaps=True)
    text, page = page_of(made, tmp_path)
    ids = {attributes.get("id") for _, attributes in page.elements}
    assert {"summary", "comparison", "distributions", "worst", "photos", "measured"} <= ids
    # Six distributions, the curves and the scatter.
    assert page.count("svg") == 8
    # Three photos, two methods: truth, prediction and difference of each.
    assert page.count("img") == 18
    assert "3 November 2026, 09:05 UTC" in text
    assert "unknown band" in text
    shown = [data for tag, data in page.texts if tag == "td"]
    for row in made.rows:
        assert f"{row.scores[HEADLINE]:.4f}" in shown


def test_one_method_has_nothing_to_compare(folders: Folders, tmp_path: Path):
    text, page = page_of(results(folders, ["good"]), tmp_path)
    assert page.count("svg") == 7
    assert "#comparison" not in text
    assert "No trimaps were given" in text
    assert not any(t == "strong" and "best" in (a.get("class") or "") for t, a in page.elements)


def test_names_are_text_and_never_markup(folders: Folders, tmp_path: Path):
    for number in (1, 2, 3):
        folders.write(HOSTILE, f"0000{number}.png", disk(6))
    folders.write("truth", "<img src=x onerror=alert(2)>.png", disk(6))
    for method in ("good", HOSTILE):
        folders.write(method, "<img src=x onerror=alert(2)>.png", disk(4))
        folders.write(method, "' onload='$x$.png", disk(4))
    text, page = page_of(results(folders, [HOSTILE, "good"]), tmp_path)
    assert page.count("script") == 1
    assert HOSTILE not in text
    assert all(not name.startswith("on") for _, a in page.elements for name in a)
    assert all((a.get("src") or "data:").startswith("data:") for t, a in page.elements if t == "img")
    assert any(data == HOSTILE for _, data in page.texts)


def test_bytes_that_are_no_text_do_not_stop_the_report(folders: Folders, tmp_path: Path):
    name = b"caf\xe9.png".decode("utf-8", "surrogateescape")
    try:
        folders.write("truth", name, disk(6))
    except OSError:
        pytest.skip("this file system takes only names that are text")
    folders.write("good", name, disk(5))
    text, _ = page_of(results(folders, ["good"]), tmp_path)
    assert r"caf\udce9" in text


def test_the_first_sentence_names_the_best(folders: Folders):
    made = results(folders, ["poor", "good"])
    sentence = finding(made, made.summary())
    table = made.summary().set_index(["score", "method"])["mean"]
    assert sentence == (
        f"good has the best mean foreground IoU over 3 photos: {table[HEADLINE, 'good']:.4f}, "
        f"against {table[HEADLINE, 'poor']:.4f} of poor."
    )


def test_the_first_sentence_of_one_method_names_its_worst_photo(folders: Folders):
    made = results(folders, ["poor"])
    assert finding(made, made.summary()).endswith("(00003).")


def test_the_first_sentence_does_not_choose_between_equals(folders: Folders):
    for number in (1, 2, 3):
        file = folders.root / "good" / f"0000{number}.png"
        copy = folders.root / "copy" / file.name
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(file.read_bytes())
    made = results(folders, ["good", "copy", "poor"])
    assert finding(made, made.summary()).startswith("good and copy share the best mean")


@pytest.mark.parametrize(
    ("values", "better", "expected"),
    [
        ([1.0, 0.5], "higher", 4),
        ([13.17, 1.24], "lower", 2),
        ([0.00216], "lower", 6),
        ([0.0], "lower", 4),
        ([123456.0], "lower", 0),
        ([1e-12], "lower", 7),
    ],
)
def test_decimals(values: list[float], better: str, expected: int):
    assert digits(values, better) == expected


def test_differences_have_their_sign():
    assert [signed(value) for value in (0.01234, -0.5)] == ["+0.0123", "−0.5000"]
