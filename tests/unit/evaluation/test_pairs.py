from __future__ import annotations

import pytest

from curator.errors import EvaluationError
from curator.evaluation.pairs import pair

from .conftest import Folders, disk


def test_pairs_by_stem_in_the_order_of_the_methods(folders: Folders):
    found = pair(
        folders.truth, [folders.root / "poor", folders.root / "good"], folders.root / "trimaps"
    )
    assert [each.stem for each in found.pairs] == ["00001", "00002", "00003"]
    assert [method.name for method in found.methods] == ["poor", "good"]
    second = found.pairs[1]
    assert second.truth == folders.truth / "00002.png"
    assert second.predictions == (
        folders.root / "poor" / "00002.png",
        folders.root / "good" / "00002.png",
    )
    assert second.trimap == folders.root / "trimaps" / "00002.png"


def test_photos_and_hidden_files_beside_the_truths_are_passed_over(folders: Folders):
    (folders.truth / "00009.jpg").write_bytes(b"")
    (folders.truth / "._00001.png").write_bytes(b"")
    (folders.truth / "more.png").mkdir()
    assert len(pair(folders.truth, [folders.root / "good"]).pairs) == 3


def test_predictions_that_no_truth_asks_for_are_named(folders: Folders):
    folders.write("good", "00007.png", disk(5))
    (method,) = pair(folders.truth, [folders.root / "good"]).methods
    assert method.unused == ("00007.png",)


def test_what_the_split_leaves_out_is_not_unused(folders: Folders):
    split = folders.root / "val.txt"
    split.write_text("00002\n")
    found = pair(folders.truth, [folders.root / "good"], split=split)
    assert found.methods[0].unused == ()
    assert found.left_out == 2


def test_a_split_holds_stems_or_file_names_and_comments(folders: Folders):
    folders.write("truth", "a.b.png", disk(5))
    folders.write("good", "a.b.png", disk(5))
    split = folders.root / "val.txt"
    split.write_bytes(b"\xef\xbb\xbf# validation\r\n\r\n 00003.jpg \r\nimages/00001.png\r\na.b\r\n")
    found = pair(folders.truth, [folders.root / "good"], split=split)
    assert [each.stem for each in found.pairs] == ["00001", "00003", "a.b"]


def test_a_split_saves_a_prediction_that_it_leaves_out(folders: Folders):
    (folders.root / "good" / "00001.png").unlink()
    split = folders.root / "val.txt"
    split.write_text("00002\n")
    assert len(pair(folders.truth, [folders.root / "good"], split=split).pairs) == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"00001\n00008\n", r"Line 2 of the split file .*val\.txt names 00008, but there is no truth"),
        (b"00001\n00001.png\n", "Line 2 .* names 00001.png, which an earlier line names already"),
        (b"# nothing\n", "names no truth"),
        (b"\xff\xfe0", "no UTF-8 text"),
    ],
)
def test_splits_that_cannot_be_used(folders: Folders, text: bytes, sentence: str):
    split = folders.root / "val.txt"
    split.write_bytes(text)
    with pytest.raises(EvaluationError, match=sentence):
        pair(folders.truth, [folders.root / "good"], split=split)


def test_a_split_file_that_is_not_there(folders: Folders):
    with pytest.raises(EvaluationError, match=r"val\.txt cannot be read: No such file"):
        pair(folders.truth, [folders.root / "good"], split=folders.root / "val.txt")


def test_a_missing_prediction_is_named_with_its_folder_and_how_many_more(folders: Folders):
    (folders.root / "good" / "00002.png").unlink()
    (folders.root / "good" / "00003.png").unlink()
    with pytest.raises(EvaluationError, match=r"prediction 00002\.png is not in .*good, and 1 more"):
        pair(folders.truth, [folders.root / "good"])


def test_a_prediction_of_another_suffix_is_pointed_at(folders: Folders):
    (folders.root / "good" / "00002.png").rename(folders.root / "good" / "00002.jpg")
    with pytest.raises(EvaluationError, match=r"There is 00002\.jpg, but a prediction must be a PNG"):
        pair(folders.truth, [folders.root / "good"])


def test_a_prediction_of_a_longer_name_is_pointed_at(folders: Folders):
    good = folders.root / "good"
    (good / "00002.png").rename(good / "00002_mask.png")
    with pytest.raises(EvaluationError, match=r"There is 00002_mask\.png, but its stem.*rename it"):
        pair(folders.truth, [good])
    (good / "00002_mask.png").rename(good / "000021.png")
    with pytest.raises(EvaluationError, match=r"is not in [^ ]*good\. Every truth"):
        pair(folders.truth, [good])


def test_a_missing_trimap_is_named(folders: Folders):
    (folders.root / "trimaps" / "00003.png").unlink()
    with pytest.raises(EvaluationError, match=r"trimap 00003\.png is not in .*trimaps"):
        pair(folders.truth, [folders.root / "good"], folders.root / "trimaps")


def test_folders_that_are_not_there_or_empty(folders: Folders):
    empty = folders.root / "empty"
    empty.mkdir()
    with pytest.raises(
        EvaluationError, match=r"no PNG in the truth folder .* an export that is alphas"
    ):
        pair(empty, [folders.root / "good"])
    with pytest.raises(EvaluationError, match=r"prediction folder .*nowhere is not there"):
        pair(folders.truth, [folders.root / "nowhere"])
    with pytest.raises(EvaluationError, match=r"truth folder .* is no folder"):
        pair(folders.truth / "00001.png", [folders.root / "good"])
    with pytest.raises(EvaluationError, match="at least one folder"):
        pair(folders.truth, [])


def test_two_files_of_one_stem(folders: Folders):
    folders.write("good", "00001.PNG", disk(5))
    if len(list((folders.root / "good").iterdir())) == 3:
        pytest.skip("this file system does not tell 00001.png from 00001.PNG")
    with pytest.raises(EvaluationError, match=r"00001\.PNG and 00001\.png: remove one"):
        pair(folders.truth, [folders.root / "good"])


def test_folders_of_one_name_are_told_apart(folders: Folders):
    for run in ("run-1", "run-2"):
        for number in (1, 2, 3):
            folders.write(f"{run}/pred/alpha", f"0000{number}.png", disk(5))
    paths = [
        folders.root / "run-1/pred/alpha",
        folders.root / "good",
        folders.root / "run-2/pred/alpha",
    ]
    names = [method.name for method in pair(folders.truth, paths).methods]
    assert names == ["run-1/pred/alpha", "good", "run-2/pred/alpha"]


def test_one_folder_twice_is_a_mistake(folders: Folders):
    twice = folders.root / "truth" / ".." / "good"
    with pytest.raises(EvaluationError, match="named twice"):
        pair(folders.truth, [folders.root / "good", twice])


def test_a_link_to_a_truth_that_is_gone_is_not_passed_over(folders: Folders):
    (folders.truth / "00009.png").symlink_to("gone.png")
    folders.write("good", "00009.png", disk(5))
    assert pair(folders.truth, [folders.root / "good"]).pairs[-1].stem == "00009"


def test_a_folder_that_cannot_be_looked_at(folders: Folders):
    with pytest.raises(EvaluationError, match="cannot be read: File name too long"):
        pair(folders.root / ("t" * 300), [folders.root / "good"])
