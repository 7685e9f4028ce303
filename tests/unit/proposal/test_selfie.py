"""The embedded source, on the one real portrait that a dependency brings along."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import cv2
import numpy as np
import pytest
from skimage import data

from curator import weights
from curator.errors import NoPersonError, UnavailableError
from curator.parameters import NoParameters
from curator.proposal.selfie import selfie
from curator.records import Prompt
from curator.registry import SOURCES
from curator.types import Image, PersonMask

PHOTO = data.astronaut()


@pytest.fixture
def fetched() -> None:
    found = next(each for each in weights.status() if each.weights.name == "selfie")
    if found.problem is not None:
        pytest.skip(found.problem)


def mask_of(photo: Image) -> PersonMask:
    (subject,) = selfie(photo, Prompt(), NoParameters())
    return subject.mask


@pytest.mark.usefixtures("fetched")
def test_covers_the_person_and_spares_the_wall():
    mask = mask_of(PHOTO)
    assert mask[60:480:20, 180:260:20].mean() > 0.95
    assert mask[:200, :60].max() < 0.5
    assert 0.3 < (mask >= 0.5).mean() < 0.7


@pytest.mark.usefixtures("fetched")
def test_is_what_the_interpreter_says_of_the_photo_in_0_to_1_and_of_its_mirror_image():
    """The photo is 256 x 256, so that the network sees it without any squeezing of ours."""
    from ai_edge_litert.interpreter import Interpreter

    photo = cv2.resize(PHOTO, (256, 256), interpolation=cv2.INTER_AREA)
    interpreter = Interpreter(model_path=str(weights.path("selfie")))
    interpreter.allocate_tensors()
    output = interpreter.get_output_details()[0]["index"]

    def says(picture: np.ndarray) -> np.ndarray:
        interpreter.set_tensor(0, picture[None].astype(np.float32) / 255)
        interpreter.invoke()
        return interpreter.get_tensor(output)[0, :, :, 0]

    expected = (says(photo) + np.fliplr(says(np.fliplr(photo)))) / 2
    np.testing.assert_allclose(mask_of(photo), np.clip(expected, 0, 1), atol=1e-5)


@pytest.mark.usefixtures("fetched")
@pytest.mark.parametrize("factor", [0.5, 4.0])
def test_the_size_of_the_photo_hardly_matters(factor):
    resized = cv2.resize(PHOTO, None, fx=factor, fy=factor, interpolation=cv2.INTER_AREA)
    mask = mask_of(resized)
    assert mask.shape == resized.shape[:2]
    back = cv2.resize(mask, PHOTO.shape[1::-1]) >= 0.5
    same = mask_of(PHOTO) >= 0.5
    assert (back & same).sum() / (back | same).sum() > 0.97


@pytest.mark.usefixtures("fetched")
def test_left_is_left():
    half = PHOTO[:, :300]
    mirrored = mask_of(np.ascontiguousarray(half[:, ::-1])) >= 0.5
    straight = mask_of(half) >= 0.5

    def iou(other: np.ndarray) -> float:
        return float((straight & other).sum() / (straight | other).sum())

    assert iou(mirrored[:, ::-1]) > 0.9
    assert iou(mirrored) < 0.7


@pytest.mark.usefixtures("fetched")
def test_nobody_is_said():
    with pytest.raises(NoPersonError, match="found nobody"):
        selfie(np.full((80, 60, 3), 200, np.uint8), Prompt(), NoParameters())


@pytest.mark.usefixtures("fetched")
def test_threads_do_not_mix_their_photos():
    photos = [PHOTO, np.ascontiguousarray(PHOTO[:, ::-1]), PHOTO[:300], PHOTO[:, :300]] * 4
    alone = [mask_of(photo) for photo in photos]
    together: list[PersonMask | None] = [None] * len(photos)

    def work(number: int) -> None:
        together[number] = mask_of(photos[number])

    threads = [threading.Thread(target=work, args=(number,)) for number in range(len(photos))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for first, second in zip(alone, together, strict=True):
        np.testing.assert_array_equal(first, second)


@pytest.mark.usefixtures("fetched")
def test_the_library_greets_nobody():
    """A command's error is one line on stderr, with nothing around it."""
    program = (
        "import sys; from skimage import data; from curator.registry import SOURCES\n"
        "from curator.records import Prompt\n"
        "source = SOURCES.get('selfie')\n"
        "source.function(data.astronaut(), Prompt(), source.parameters())\n"
        "print('after', file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, env=os.environ
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "after\n")


def test_absent_weights_are_said_and_how_to_fetch_them(tmp_path, monkeypatch):
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path))
    reason = SOURCES.get("selfie").unavailable()
    assert reason is not None
    assert "curator weights fetch selfie" in reason
    with pytest.raises(UnavailableError, match="curator weights fetch selfie"):
        selfie(PHOTO, Prompt(), NoParameters())
