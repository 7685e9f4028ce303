"""What the pages say when a job is done."""

from __future__ import annotations

from pathlib import Path

from curator.exchange import WriteSummary
from curator.ui.export import described
from curator.ui.told import told
from curator.workflow.ingest import ImportSummary


def test_an_import_says_which_photos_are_in_two_splits_now():
    note = "1 photo is in the splits <a> and b alike"
    said = told(ImportSummary((), (("b.jpg", "a.jpg"),), (), 0, 0, (note,)))
    assert "<p>1 photo is in the splits &lt;a&gt; and b alike</p>" in said


def test_an_export_says_who_stays_behind():
    summary = WriteSummary(photos=2, annotations=2, others={"proposed": 82, "submitted": 6})
    said = described((summary, Path("out")))
    assert "in another state were not written: 82 proposed, 6 submitted." in said
    assert "another state" not in described((WriteSummary(photos=2, annotations=2), Path("out")))
