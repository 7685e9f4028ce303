"""Every source is offered, and those that cannot work here say what they lack."""

from __future__ import annotations

from dataclasses import replace

import pytest

from curator.registry import SOURCES
from curator.ui.proposal_options import _choices, _lacking
from curator.workflow.listing import OfferedSource, offered, registered


def test_sources_that_work_and_those_that_do_not(monkeypatch: pytest.MonkeyPatch) -> None:
    SOURCES.all()
    densepose = replace(SOURCES.get("densepose"), unavailable=lambda: "It needs `pip install it`.")
    monkeypatch.setitem(SOURCES._records, "densepose", densepose)
    found = {each.name: each for each in offered()}
    assert found["densepose"] == OfferedSource("densepose", "DensePose", "It needs `pip install it`.")
    assert found["kmeans"].unavailable is None
    assert "grabcut" not in found
    listed = {each["name"]: each["unavailable"] for each in registered()["sources"]}
    assert listed["densepose"] == "It needs `pip install it`."
    assert listed["grabcut"] is None


def test_the_page_marks_them_and_sets_commands_as_such() -> None:
    sources = (
        OfferedSource("one", "One", None),
        OfferedSource("two", "Two <2>", "It needs <b> & `pip install 'it'`."),
    )
    assert _choices(sources) == [("One", "one"), ("Two <2> (not available)", "two")]
    said = _lacking(sources)
    assert "1 of 2 sources are not available here" in said
    assert "One" not in said
    assert _lacking(sources[:1]) == ""
    assert "<strong>Two &lt;2&gt;</strong>: It needs &lt;b&gt; &amp; " in said
    assert "<code>pip install &#x27;it&#x27;</code>." in said
