"""What every registered matting method must do, whoever wrote it."""

from __future__ import annotations

import json
from dataclasses import asdict

import numpy as np
import pytest

from curator.errors import ParameterError, PhotoError, TrimapError
from curator.matting import estimate_alpha
from curator.parameters import build, describe
from curator.registry import METHODS, MattingMethod
from tests.scenes import Scene, scene


@pytest.fixture(params=METHODS.all(), ids=lambda method: method.name)
def method(request: pytest.FixtureRequest) -> MattingMethod:
    return request.param


@pytest.fixture(scope="module")
def portrait() -> Scene:
    return scene()


def test_the_three_methods_are_there():
    assert {"blend", "closed-form", "knn", "shared"} <= set(METHODS.names())


def test_record_can_be_shown(method):
    assert method.title.strip()
    assert method.paper.strip()
    assert method.version.strip()
    for info in describe(method.parameters):
        assert info.help.strip(), info.name
        if isinstance(info.default, int | float) and not isinstance(info.default, bool):
            assert info.minimum <= info.default <= info.maximum


def test_parameters_survive_json(method):
    plain = json.loads(json.dumps(asdict(method.parameters())))
    assert build(method.parameters, plain) == method.parameters()


def test_shape_type_and_range(method, portrait):
    alpha = estimate_alpha(portrait.image, portrait.trimap, method.name)
    assert alpha.shape == portrait.alpha.shape
    assert alpha.dtype == np.float32
    assert alpha.min() >= 0
    assert alpha.max() <= 1


def test_it_is_a_matte(method, portrait):
    alpha = estimate_alpha(portrait.image, portrait.trimap, method.name)
    band = portrait.trimap == 128
    error = np.abs(alpha - portrait.alpha)[band].mean()
    trivial = np.abs(0.5 - portrait.alpha)[band].mean()
    assert error < 0.4 * trivial


def test_known_pixels_are_exact(method, portrait):
    rng = np.random.default_rng(3)
    trimap = portrait.trimap.copy()
    # An annotator's strokes, some of which say what the colours do not.
    trimap[rng.random(trimap.shape) < 0.03] = 255
    trimap[rng.random(trimap.shape) < 0.03] = 0
    alpha = estimate_alpha(portrait.image, trimap, method.name)
    assert (alpha[trimap == 255] == 1).all()
    assert (alpha[trimap == 0] == 0).all()


def test_same_result_twice(method, portrait):
    first = estimate_alpha(portrait.image, portrait.trimap, method.name)
    second = estimate_alpha(portrait.image, portrait.trimap, method.name)
    np.testing.assert_array_equal(first, second)


def test_what_it_is_given_stays_as_it_was(method, portrait):
    image, trimap = portrait.image.copy(), portrait.trimap.copy()
    image.flags.writeable = trimap.flags.writeable = False
    estimate_alpha(image, trimap, method.name)


def test_strided_arrays_give_the_same(method, portrait):
    image, trimap = np.asfortranarray(portrait.image), np.asfortranarray(portrait.trimap)
    np.testing.assert_array_equal(
        estimate_alpha(image, trimap, method.name),
        estimate_alpha(portrait.image, portrait.trimap, method.name),
    )


def test_no_unknown_pixels_give_the_known_alpha(method, portrait):
    trimap = np.where(portrait.alpha > 0.5, 255, 0).astype(np.uint8)
    alpha = estimate_alpha(portrait.image, trimap, method.name)
    np.testing.assert_array_equal(alpha, (trimap == 255).astype(np.float32))
    assert alpha.dtype == np.float32


@pytest.mark.parametrize("value", [0, 128, 255])
def test_a_trimap_of_one_value_is_refused(method, portrait, value):
    with pytest.raises(TrimapError, match="draw a"):
        estimate_alpha(portrait.image, np.full_like(portrait.trimap, value), method.name)


@pytest.mark.parametrize(("gone", "word"), [(255, "foreground"), (0, "background")])
def test_a_trimap_without_one_side_is_refused(method, portrait, gone, word):
    trimap = portrait.trimap.copy()
    trimap[trimap == gone] = 128
    with pytest.raises(TrimapError, match=f"no {word}"):
        estimate_alpha(portrait.image, trimap, method.name)


def test_a_trimap_of_another_size_is_refused(method, portrait):
    with pytest.raises(TrimapError, match="45 x 60"):
        estimate_alpha(portrait.image, portrait.trimap[:-1].copy(), method.name)


@pytest.mark.parametrize("value", [1, 127, 129, 254])
def test_a_trimap_of_other_values_is_refused(method, portrait, value):
    trimap = portrait.trimap.copy()
    trimap[7, 5] = value
    with pytest.raises(TrimapError, match=str(value)):
        estimate_alpha(portrait.image, trimap, method.name)


@pytest.mark.parametrize("kind", [np.float32, np.float64, np.uint16])
def test_a_trimap_of_another_type_is_refused(method, portrait, kind):
    with pytest.raises(TrimapError):
        estimate_alpha(portrait.image, portrait.trimap.astype(kind), method.name)


def test_an_image_with_nan_is_refused(method, portrait):
    image = portrait.image.astype(np.float32) / 255
    image[0, 0, 0] = np.nan
    with pytest.raises(PhotoError):
        estimate_alpha(image, portrait.trimap, method.name)


@pytest.mark.parametrize("shape", [(60, 45), (60, 45, 4), (60, 45, 1), (0, 0, 3)])
def test_what_is_no_image_is_refused(method, portrait, shape):
    with pytest.raises(PhotoError):
        estimate_alpha(np.zeros(shape, np.uint8), portrait.trimap, method.name)


def test_a_parameter_that_does_not_exist_is_refused(method, portrait):
    with pytest.raises(ParameterError, match="no parameter 'lamda'"):
        estimate_alpha(portrait.image, portrait.trimap, method.name, lamda=1)


def test_parameters_out_of_range_are_refused(method, portrait):
    for info in describe(method.parameters):
        if isinstance(info.default, bool | str):
            continue
        kind = type(info.default)
        for wrong in (kind(info.maximum + 1), kind(info.minimum - 1)):
            with pytest.raises(ParameterError, match=info.name):
                estimate_alpha(portrait.image, portrait.trimap, method.name, **{info.name: wrong})


@pytest.mark.parametrize("shape", [(1, 40), (40, 1), (2, 2), (2, 40), (1, 3), (3, 3)])
def test_tiny_photos_are_matted_or_refused_in_words(method, shape):
    rng = np.random.default_rng(1)
    image = rng.integers(0, 256, (*shape, 3)).astype(np.uint8)
    trimap = np.full(shape, 128, np.uint8)
    trimap.flat[0], trimap.flat[-1] = 255, 0
    alpha, refusal = None, ""
    try:
        alpha = estimate_alpha(image, trimap, method.name)
    except PhotoError as error:
        refusal = str(error)
    if alpha is None:
        # The sentence names the photo's size, so that one knows what is too small.
        assert f"{shape[1]} x {shape[0]} pixels" in refusal
    else:
        assert alpha.shape == shape
        assert np.isfinite(alpha).all()
        assert (alpha.flat[0], alpha.flat[-1]) == (1, 0)


def test_a_flat_photo_gives_numbers(method):
    image = np.full((20, 20, 3), 128, np.uint8)
    trimap = np.full((20, 20), 128, np.uint8)
    trimap[:, :5], trimap[:, -5:] = 255, 0
    alpha = estimate_alpha(image, trimap, method.name)
    assert np.isfinite(alpha).all()
    assert (alpha[:, :5] == 1).all()
    assert (alpha[:, -5:] == 0).all()


def test_unknown_pixels_that_touch_background_alone_are_background(method, portrait):
    """A stroke of unknown into the wall: nothing there says foreground."""
    trimap = np.where(portrait.alpha > 0.5, 255, 0).astype(np.uint8)
    trimap[4:8, 2:6] = 128
    alpha = estimate_alpha(portrait.image, trimap, method.name)
    assert alpha[4:8, 2:6].max() < 0.1
