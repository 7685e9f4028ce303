"""The embedded body source, on the one real portrait that a dependency brings along."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from skimage import data

from curator import weights
from curator.errors import NoPersonError, UnavailableError
from curator.proposal.pose import PoseParameters, pose
from curator.records import Prompt, SubjectMask
from curator.registry import SOURCES
from curator.types import Image, Region

PHOTO = data.astronaut()


@pytest.fixture
def fetched() -> None:
    for found in weights.status():
        if found.weights.name.startswith(("pose", "selfie")) and found.problem is not None:
            pytest.skip(found.problem)


def ask(photo: Image, **parameters: float) -> Sequence[SubjectMask]:
    return pose(photo, Prompt(), PoseParameters(**parameters))  # type: ignore[arg-type]


def person(photo: Image) -> Region:
    (subject,) = ask(photo)
    inside: Region = subject.mask >= 0.5
    return inside


def iou(first: Region, second: Region) -> float:
    return float((first & second).sum() / (first | second).sum())


@pytest.mark.usefixtures("fetched")
def test_covers_the_body_and_leaves_out_what_is_held() -> None:
    """The helmet in her arm is the silhouette source's, and not the body's."""
    silhouette = SOURCES.get("selfie").function(PHOTO, Prompt(), SOURCES.get("selfie").parameters())[0]
    (subject,) = ask(PHOTO)
    assert subject.score > 0.9
    assert subject.mask[60:480:20, 180:260:20].mean() > 0.9
    assert subject.mask[:200, :100].max() < 0.5
    helmet = np.s_[380:480, 320:440]
    assert silhouette.mask[helmet].mean() > 0.9
    assert subject.mask[helmet].mean() < 0.2


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize("turns", [1, 2, 3])
def test_a_photo_on_its_side_is_the_same_person(turns: int) -> None:
    turned = person(np.ascontiguousarray(np.rot90(PHOTO, turns)))
    assert iou(np.rot90(turned, -turns), person(PHOTO)) > 0.9


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize("factor", [0.5, 4.0])
def test_the_size_of_the_photo_hardly_matters(factor: float) -> None:
    resized = cv2.resize(PHOTO, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    mask = person(resized)
    assert mask.shape == resized.shape[:2]
    back = cv2.resize(mask.astype(np.float32), PHOTO.shape[1::-1]) >= 0.5
    assert iou(back, person(PHOTO)) > 0.96


@pytest.mark.usefixtures("fetched")
def test_two_people_are_two_subjects_the_larger_first() -> None:
    wall = np.full((512, 420, 3), PHOTO[10, 300], np.uint8)
    small = cv2.resize(PHOTO[:, :420], (210, 256), interpolation=cv2.INTER_AREA)
    wall[256:, 100:310] = small
    subjects = ask(np.hstack([PHOTO[:, :420], wall]))
    assert len(subjects) == 2
    first, second = (subject.mask >= 0.5 for subject in subjects)
    assert not (first & second).any()
    assert iou(first[:, :420], person(PHOTO)[:, :420]) > 0.9
    assert not first[:, 420:].any()
    assert second[420, 420 + 100 + 100]


@pytest.mark.usefixtures("fetched")
def test_no_more_people_than_were_asked_for() -> None:
    assert len(ask(np.hstack([PHOTO, PHOTO]))) == 2
    assert len(ask(np.hstack([PHOTO, PHOTO]), people=1)) == 1


@pytest.mark.usefixtures("fetched")
def test_nobody_is_said() -> None:
    with pytest.raises(NoPersonError, match="found nobody"):
        ask(np.full((80, 60, 3), 200, np.uint8))
    with pytest.raises(NoPersonError, match="found nobody"):
        ask(data.coffee())


@pytest.mark.usefixtures("fetched")
def test_threads_do_not_mix_their_photos() -> None:
    photos = [PHOTO, np.ascontiguousarray(PHOTO[:, ::-1]), PHOTO[:400], PHOTO[:, :400]] * 2
    alone = [ask(photo)[0].mask for photo in photos]
    together: list[SubjectMask | None] = [None] * len(photos)

    def work(number: int) -> None:
        together[number] = ask(photos[number])[0]

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(photos))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for first, second in zip(alone, together, strict=True):
        assert second is not None
        np.testing.assert_array_equal(first, second.mask)


def test_absent_weights_are_said_and_how_to_fetch_them(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path))
    reason = SOURCES.get("pose").unavailable()
    assert reason is not None
    assert "curator weights fetch pose" in reason
    with pytest.raises(UnavailableError, match="curator weights fetch pose"):
        ask(PHOTO)
