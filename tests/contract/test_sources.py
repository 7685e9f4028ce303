"""What every registered source must do, whoever wrote it."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest
from skimage import data

from curator.errors import CuratorError, PhotoError
from curator.parameters import build, describe
from curator.records import Prompt, Rectangle, SubjectMask
from curator.registry import SOURCES, Source

PHOTO = data.astronaut()
PERSON = np.zeros(PHOTO.shape[:2], np.float32)
PERSON[30:, 80:380] = 1
PROMPT = Prompt(rectangle=Rectangle(40, 4, 430, 500), masks=(SubjectMask(PERSON),))
#: Baselines that tell colours apart and know nobody: her suit has not the colour of her face. Their
#: own tests hold them to pictures of which the answer is known.
COLOUR_ALONE = ("graph-cut", "kmeans")


@pytest.fixture(params=SOURCES.all(), ids=lambda source: source.name)
def source(request: pytest.FixtureRequest) -> Source:
    """Each source that can work here."""
    reason = request.param.unavailable()
    if reason is not None:
        pytest.skip(reason)
    return request.param


def ask(source: Source, photo: np.ndarray = PHOTO, prompt: Prompt = PROMPT) -> list[SubjectMask]:
    return list(source.function(photo, prompt, source.parameters()))


def test_the_sources_of_the_house_are_there():
    embedded = {"annotation", "face", "grabcut", "graph-cut", "kmeans", "pose", "selfie"}
    brought = {"densepose", "maskrcnn", "onnx", "rembg"}
    assert embedded | brought <= set(SOURCES.names())


@pytest.mark.parametrize("record", SOURCES.all(), ids=lambda source: source.name)
def test_record_can_be_shown(record):
    assert record.title.strip()
    assert record.version.strip()
    assert record.trust >= 1
    assert record.unavailable() is None or record.unavailable().endswith(".")
    assert all(info.help.strip() for info in describe(record.parameters))
    plain = json.loads(json.dumps(asdict(record.parameters())))
    assert build(record.parameters, plain) == record.parameters()


def test_masks_are_of_the_photo(source):
    subjects = ask(source)
    assert subjects
    for subject in subjects:
        assert subject.mask.shape == PHOTO.shape[:2]
        assert subject.mask.dtype == np.float32
        assert subject.mask.min() >= 0
        assert subject.mask.max() <= 1
        assert 0 <= subject.score <= 1
        assert subject.parts is None or subject.parts.shape == PHOTO.shape[:2]


def test_the_person_is_found(source):
    """Her face and her chest are person, the corner with the flag is not."""
    if source.name in COLOUR_ALONE:
        pytest.xfail("colours alone do not find a person")
    whole = np.max([subject.mask for subject in ask(source)], axis=0)
    assert whole[130, 220] > 0.5
    assert whole[400, 200] > 0.5
    assert whole[20, 20] < 0.5


def test_same_result_twice(source):
    for first, second in zip(ask(source), ask(source), strict=True):
        np.testing.assert_array_equal(first.mask, second.mask)


def test_the_photo_stays_as_it_was(source):
    photo = PHOTO.copy()
    photo.flags.writeable = False
    ask(source, photo)


@pytest.mark.parametrize(
    "wrong",
    [PHOTO[..., 0], PHOTO.astype(np.float32) / 255, np.dstack([PHOTO, PHOTO[..., :1]]), PHOTO[:0]],
    ids=["grey", "float", "four channels", "empty"],
)
def test_what_is_no_photo_is_refused(source, wrong):
    with pytest.raises(PhotoError):
        ask(source, wrong)


@pytest.mark.parametrize("shape", [(1, 64), (64, 1), (1, 1)])
def test_thin_photos_are_masked_or_refused_in_words(source, shape):
    photo = np.random.default_rng(2).integers(0, 256, (*shape, 3)).astype(np.uint8)
    prompt = Prompt(Rectangle(0, 0, 2, 2), (SubjectMask(np.ones(shape, np.float32)),))
    subjects, refusal = [], ""
    try:
        subjects = ask(source, photo, prompt)
    except CuratorError as error:
        refusal = str(error)
    assert refusal.endswith(".") or [subject.mask.shape for subject in subjects] == [shape]


def test_a_blank_photo_without_a_prompt_is_refused_in_words(source):
    with pytest.raises(CuratorError, match=r"\.$"):
        ask(source, np.full((80, 60, 3), 127, np.uint8), Prompt())
