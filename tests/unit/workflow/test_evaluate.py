"""Truths and predictions on disk in, a report out: whole, or not at all."""

from __future__ import annotations

import csv
import errno
import hashlib
import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import curator
from curator.errors import CancelledError, DiskFullError, EvaluationError, StoreError
from curator.evaluation import report as report_module
from curator.workflow.evaluate import evaluate
from curator.workflow.jobs import Job

STEMS = ("00001", "00002", "00003")
FILES = {"scores.csv", "summary.csv", "report.json", "report.html"}


def disk(radius: float) -> np.ndarray:
    y, x = np.mgrid[:40, :30]
    return np.clip(0.5 + (radius - np.hypot(x - 14.5, y - 19.5)) / 4, 0, 1)


def save(path: Path, alpha: np.ndarray, bits: int = 8) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if bits == 1:
        Image.fromarray(alpha >= 0.5).save(path)
    else:
        kind = np.uint8 if bits == 8 else np.uint16
        Image.fromarray(np.rint(alpha * (2**bits - 1)).astype(kind)).save(path)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Truths of 8 bit, predictions of 16 and of 1 bit, and trimaps."""
    root = tmp_path / "data"
    for number, stem in enumerate(STEMS, start=1):
        truth = disk(7 + number)
        save(root / "truth" / f"{stem}.png", truth)
        save(root / "matte" / f"{stem}.png", disk(6.5 + number), bits=16)
        save(root / "mask" / f"{stem}.png", disk(7 + number), bits=1)
        band = np.where(truth <= 0, 0, np.where(truth >= 1, 255, 128)).astype(np.uint8)
        (root / "trimaps").mkdir(exist_ok=True)
        Image.fromarray(band).save(root / "trimaps" / f"{stem}.png")
    return root


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_number_is_that_of_score(data: Path):
    found = evaluate(
        data / "truth", [data / "matte", data / "mask"], data / "out", trimaps=data / "trimaps"
    )
    lines = table(data / "out" / "scores.csv")
    assert [(line["photo"], line["method"]) for line in lines] == [
        (stem, method) for stem in STEMS for method in ("matte", "mask")
    ]
    for line in lines:
        truth = np.asarray(Image.open(data / "truth" / f"{line['photo']}.png")) / np.float32(255)
        raw = np.asarray(Image.open(data / line["method"] / f"{line['photo']}.png"))
        scale = {"bool": 1, "uint16": 65535, "int32": 65535}[raw.dtype.name]
        alpha = raw.astype(np.float32) / np.float32(scale)
        trimap = np.asarray(Image.open(data / "trimaps" / f"{line['photo']}.png"))
        for name, value in curator.score(alpha, truth.astype(np.float32), trimap).items():
            assert float(line[name]) == pytest.approx(value, rel=1e-12), name
    means = found.table.set_index(["score", "method"])["mean"]
    by_hand = np.mean([float(line["sad/band"]) for line in lines if line["method"] == "mask"])
    assert means["sad/band", "mask"] == pytest.approx(by_hand)


def test_the_four_files_agree(data: Path):
    found = evaluate(data / "truth", [data / "matte", data / "mask"], data / "out")
    assert {entry.name for entry in found.folder.iterdir()} == FILES
    assert found.page == (data / "out" / "report.html").resolve()
    facts = json.loads((data / "out" / "report.json").read_text("utf-8"))
    assert facts == found.to_json()
    assert facts["photos"] == 3
    assert [method["name"] for method in facts["methods"]] == ["matte", "mask"]
    lines = table(data / "out" / "summary.csv")
    assert len(lines) == len(found.table) == len(facts["summary"]) == 2 * 11
    for line, summary in zip(lines, facts["summary"], strict=True):
        assert (line["score"], line["method"]) == (summary["score"], summary["method"])
        assert float(line["median"]) == summary["median"]
    text = found.page.read_text("utf-8")
    assert f"{found.table['mean'][0]:.4f}" in text


def test_the_report_says_what_it_measured(data: Path):
    facts = evaluate(data / "truth", [data / "matte"], data / "out", trimaps=data / "trimaps").to_json()
    definitions = {entry["name"]: entry for entry in facts["scores"]}
    assert definitions["sad/band"]["unit"] == "sum / 1000"
    assert definitions["gradient/image"]["parameters"] == {"sigma": 1.4, "power": 2.0}
    assert definitions["connectivity/image"]["parameters"] == {"step": 0.1, "theta": 0.15}
    assert all(entry["definition"] and entry["region_title"] for entry in definitions.values())
    assert facts["versions"]["curator"] == curator.__version__
    lines = "".join(
        f"{hashlib.sha256((data / 'truth' / f'{stem}.png').read_bytes()).hexdigest()}  {stem}\n"
        for stem in STEMS
    )
    assert facts["truth"]["digest"] == hashlib.sha256(lines.encode()).hexdigest()


def test_truth_judged_by_itself_is_perfect(data: Path):
    found = evaluate(data / "truth", [data / "truth"], data / "out", trimaps=data / "trimaps")
    best = found.table["better"].map({"higher": 1.0, "lower": 0.0})
    assert (found.table["minimum"] == best).all()
    assert (found.table["maximum"] == best).all()
    facts = found.to_json()
    assert facts["truth"]["digest"] == facts["methods"][0]["digest"]


def test_a_split_scores_its_photos_alone(data: Path):
    split = data / "val.txt"
    split.write_text("# val\n00003\n00001.png\n")
    found = evaluate(data / "truth", [data / "matte"], data / "out", split=split)
    assert [line["photo"] for line in table(data / "out" / "scores.csv")] == ["00001", "00003"]
    assert found.to_json()["split"] == {"file": str(split), "left_out": 1}


def test_predictions_without_a_truth_are_named_and_not_scored(data: Path):
    save(data / "mask" / "extra.png", disk(5))
    found = evaluate(data / "truth", [data / "mask"], data / "out")
    assert found.warnings == ("1 prediction of mask is not used, no truth has that stem: extra.png.",)
    assert found.to_json()["methods"][0]["unused"] == ["extra.png"]
    assert "extra.png" in found.page.read_text("utf-8")
    assert len(table(data / "out" / "scores.csv")) == 3


def test_masks_of_0_and_1_in_8_bits_are_not_scored_in_silence(data: Path):
    """A common way to save a mask; as an alpha its people are of 1/255."""
    for stem in STEMS:
        ones = (disk(8) >= 0.5).astype(np.uint8)
        (data / "ones").mkdir(exist_ok=True)
        Image.fromarray(ones).save(data / "ones" / f"{stem}.png")
    found = evaluate(data / "truth", [data / "mask", data / "ones"], data / "out")
    (warning,) = found.warnings
    assert "predictions of ones" in warning
    assert "0 and 255" in warning
    assert "predictions of ones" in found.page.read_text("utf-8")
    (warning,) = evaluate(data / "ones", [data / "mask"], data / "other").warnings
    assert "the truths" in warning


def test_progress_is_told_and_ends_at_the_end(data: Path):
    told: list[tuple[int, int, str]] = []
    job: Job[object] = Job("", lambda *step: told.append(step))
    evaluate(data / "truth", [data / "matte", data / "mask"], data / "out", job=job)
    assert [message for _, _, message in told[:3]] == [f"Checking {stem}" for stem in STEMS]
    assert [done for done, _, _ in told] == [0, 0, 0, *range(7)]
    assert {total for _, total, _ in told} == {6}
    assert told[4][2] == "mask/00001.png"


BAD = [
    ("cut", r"matte/00002\.png"),
    ("empty", r"matte/00002\.png"),
    ("colour", r"matte/00002\.png"),
    ("jpeg", r"matte/00002\.png"),
    ("wide", r"matte/00002\.png is 31 x 40 pixels, but the truth is 30 x 40"),
    ("missing", r"prediction 00002\.png is not in"),
]


@pytest.mark.parametrize(("fault", "sentence"), BAD)
def test_a_bad_prediction_is_named_and_nothing_is_written(data: Path, fault: str, sentence: str):
    path = data / "matte" / "00002.png"
    if fault == "cut":
        path.write_bytes(path.read_bytes()[:-40])
    elif fault == "empty":
        path.write_bytes(b"")
    elif fault == "colour":
        Image.new("RGB", (30, 40), (255, 0, 0)).save(path)
    elif fault == "jpeg":
        Image.new("L", (30, 40)).save(path, format="JPEG")
    elif fault == "wide":
        Image.new("L", (31, 40)).save(path)
    else:
        path.unlink()
    before = sorted(data.iterdir())
    with pytest.raises(EvaluationError, match=sentence):
        evaluate(data / "truth", [data / "mask", data / "matte"], data / "out")
    assert sorted(data.iterdir()) == before


@pytest.mark.parametrize(
    ("values", "size", "sentence"),
    [
        (128, (30, 41), "is 30 x 41 pixels"),
        (255, (30, 40), "no unknown pixel"),
        (7, (30, 40), "value 7"),
    ],
)
def test_a_bad_trimap_is_named(data: Path, values: int, size: tuple[int, int], sentence: str):
    Image.new("L", size, values).save(data / "trimaps" / "00003.png")
    with pytest.raises(EvaluationError, match=rf"trimaps/00003\.png.*{sentence}"):
        evaluate(data / "truth", [data / "mask"], data / "out", trimaps=data / "trimaps")
    assert not (data / "out").exists()


def test_all_files_with_a_fault_are_named_at_once_and_before_anything_is_scored(data: Path):
    """Of thousands each would else cost another run, up to where it lies."""
    (data / "truth" / "00001.png").write_bytes(b"")
    Image.new("L", (31, 40)).save(data / "matte" / "00002.png")
    Image.new("L", (30, 40), 255).save(data / "trimaps" / "00002.png")
    (data / "mask" / "00003.png").write_bytes(b"")
    told: list[int] = []
    job: Job[object] = Job("", lambda done, *_: told.append(done))
    with pytest.raises(EvaluationError) as raised:
        predictions = [data / "mask", data / "matte"]
        evaluate(data / "truth", predictions, data / "out", data / "trimaps", job=job)
    assert str(raised.value).startswith("truth/00001.png is empty")
    assert str(raised.value).endswith(
        " 3 more files have a fault: trimaps/00002.png, matte/00002.png, mask/00003.png."
    )
    assert set(told) == {0}


def test_a_bad_truth_is_named(data: Path):
    (data / "truth" / "00001.png").write_bytes(b"\x89PNG\r\n\x1a\n")
    with pytest.raises(EvaluationError, match=r"truth/00001\.png"):
        evaluate(data / "truth", [data / "mask"], data / "out")


def test_an_empty_folder_and_new_parents_are_fine(data: Path):
    (data / "out").mkdir()
    evaluate(data / "truth", [data / "mask"], data / "out")
    evaluate(data / "truth", [data / "mask"], data / "deep" / "er" / "out")
    assert {entry.name for entry in (data / "out").iterdir()} == FILES
    assert {entry.name for entry in (data / "deep" / "er" / "out").iterdir()} == FILES


@pytest.mark.parametrize("what", ["file beside", "folder of photos", "other json", "file"])
def test_a_folder_that_holds_something_else_is_left_alone(data: Path, what: str):
    out = data / "out"
    if what == "file":
        out.write_text("mine")
    elif what == "folder of photos":
        out = data / "mask"
    else:
        evaluate(data / "truth", [data / "mask"], out)
        if what == "file beside":
            (out / "notes.txt").write_text("mine")
        else:
            (out / "report.json").write_text('{"kind": "something else"}')
    before = {path: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}
    with pytest.raises(EvaluationError, match=r"holds something that is no report|is a file"):
        evaluate(data / "truth", [data / "mask"], out)
    assert {p: p.read_bytes() for p in sorted(data.rglob("*")) if p.is_file()} == before


def test_an_earlier_report_is_kept_under_its_date(data: Path):
    first = evaluate(data / "truth", [data / "mask"], data / "out")
    kept = {name: (data / "out" / name).read_bytes() for name in FILES}
    second = evaluate(data / "truth", [data / "matte"], data / "out")
    third = evaluate(data / "truth", [data / "mask"], data / "out")
    assert first.earlier is None
    assert second.earlier is not None
    assert third.earlier is not None
    stamp = first.to_json()["created"].replace("-", "").replace(":", "").replace("+0000", "Z")
    assert second.earlier.name == f"out-{stamp}"
    assert {name: (second.earlier / name).read_bytes() for name in FILES} == kept
    assert len({second.earlier, third.earlier, data / "out"}) == 3
    assert json.loads((data / "out" / "report.json").read_text("utf-8")) == third.to_json()


def test_a_full_disk_leaves_the_earlier_report_where_it_was(
    data: Path, monkeypatch: pytest.MonkeyPatch
):
    evaluate(data / "truth", [data / "mask"], data / "out")
    before = {path: path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(report_module, "write_text", full)
    with pytest.raises(DiskFullError, match="full"):
        evaluate(data / "truth", [data / "matte"], data / "out")
    assert {p: p.read_bytes() for p in sorted(data.rglob("*")) if p.is_file()} == before
    assert {p.name for p in data.iterdir() if p.name.startswith(".")} == set()


def test_cancelling_leaves_no_trace(data: Path):
    def stop_at_three(done: int, *_: object) -> None:
        if done == 3:
            job.cancel()

    job: Job[object] = Job("Evaluation", stop_at_three)
    before = sorted(data.iterdir())
    with pytest.raises(CancelledError, match="4 of 6"):
        evaluate(data / "truth", [data / "matte", data / "mask"], data / "out", job=job)
    assert sorted(data.iterdir()) == before


def test_real_portraits(tmp_path: Path):
    masks = Path(__file__).parents[4] / "shared" / "data" / "eg1800_val" / "masks"
    if not masks.is_dir():
        pytest.skip("../shared/data is not there")
    stems = sorted(path.stem for path in masks.glob("*.png"))[:3]
    split = tmp_path / "three.txt"
    split.write_text("\n".join(stems))
    predictions = tmp_path / "shifted"
    predictions.mkdir()
    for stem in stems:
        mask = np.roll(np.asarray(Image.open(masks / f"{stem}.png")), 3, axis=1)
        Image.fromarray(mask).save(predictions / f"{stem}.png")
    found = evaluate(masks, [predictions], tmp_path / "out", split=split)
    means = found.table.set_index("score")["mean"]
    assert 0.95 < means["foreground-iou/image"] < 0.999
    assert means["boundary-iou/image"] < means["foreground-iou/image"]
    # The photos lie beside the masks, so each case shows one.
    assert found.page.read_text("utf-8").count("Enlarge: Photo of") == 3


def test_a_truth_that_is_a_link_to_nothing_is_named(data: Path):
    (data / "truth" / "00009.png").symlink_to("annex/00009.png")
    save(data / "matte" / "00009.png", disk(7))
    with pytest.raises(EvaluationError, match=r"truth/00009\.png cannot be read: No such file"):
        evaluate(data / "truth", [data / "matte"], data / "report")


def test_a_name_that_no_disk_takes_is_said_before_anything_is_read(data: Path):
    with pytest.raises(StoreError, match="too long"):
        evaluate(data / "truth", [data / "matte"], data / ("r" * 300))
