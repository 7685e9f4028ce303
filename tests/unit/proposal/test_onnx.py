"""Networks of one's own: asked as their TOML says, and refused in words where they are no good."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from skimage import data

from curator.errors import CuratorError, MaskError, NoPersonError, UnavailableError
from curator.proposal.onnx import OnnxParameters, onnx
from curator.records import Prompt
from curator.registry import SOURCES
from curator.types import PersonMask
from tests.unit.proposal import networks

PHOTO = np.zeros((60, 90, 3), np.uint8)
PHOTO[10:50, 30:60] = (255, 40, 0)
PERSON = PHOTO[..., 0] > 0


def mask_of(file: Path, photo: np.ndarray = PHOTO) -> PersonMask:
    (subject,) = onnx(photo, Prompt(), OnnxParameters(str(file)))
    assert subject.mask.dtype == np.float32
    assert 0 <= subject.mask.min() <= subject.mask.max() <= 1
    assert 0.5 <= subject.score <= 1
    return subject.mask


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "red.onnx"


@pytest.mark.parametrize("layout", ["nchw", "nhwc"])
def test_the_mask_is_the_sigmoid_of_the_networks_logit(file, layout):
    networks.red_at(file, layout=layout, width=90, height=60, activation="sigmoid")
    expected = 1 / (1 + np.exp(-40 * (PHOTO[..., 0] / 255 - 0.5)))
    np.testing.assert_allclose(mask_of(file), expected, atol=1e-6)


def test_the_photo_goes_in_normalised_as_said(file):
    """(200 / 255 - 0.3) / 0.4 is 1.2108 in red: just above one threshold, just below another."""
    photo = np.full((8, 8, 3), (200, 0, 0), np.uint8)
    said = {"width": 8, "height": 8, "activation": "sigmoid"}
    said |= {"mean": [0.3, 0.5, 0.5], "deviation": [0.4, 1, 1]}
    networks.red_at(file, threshold=1.21, **said)
    assert (mask_of(file, photo) > 0.5).all()
    networks.red_at(file, threshold=1.2115, **said)
    with pytest.raises(NoPersonError, match="The network red found nobody"):
        mask_of(file, photo)


def test_bytes_go_in_where_the_scale_is_one(file):
    networks.red_at(file, threshold=254.5, scale=1, activation="sigmoid", width=90, height=60)
    assert ((mask_of(file) >= 0.5) == PERSON).all()


def test_blue_is_first_where_the_network_wants_it(file):
    networks.red_at(file, colours="bgr", activation="sigmoid", width=90, height=60)
    swapped = np.ascontiguousarray(PHOTO[..., ::-1])
    assert ((mask_of(file, swapped) >= 0.5) == PERSON).all()
    with pytest.raises(NoPersonError):
        mask_of(file)


def test_softmax_over_the_channels_of_a_smaller_answer(file):
    networks.averaging(
        file, output="logits", channel=1, activation="softmax", width=96, height=64, fit="pad"
    )
    photo = np.zeros((64, 96, 3), np.uint8)
    photo[16:48, 32:64] = 255
    small = cv2.resize(photo[..., 0].astype(np.float32) / 255, (24, 16), interpolation=cv2.INTER_AREA)
    dark, bright = np.exp(8 * (1 - small)), np.exp(8 * small)
    expected = cv2.resize(bright / (dark + bright), (96, 64), interpolation=cv2.INTER_LINEAR)
    np.testing.assert_allclose(mask_of(file, photo), expected, atol=1e-6)


@pytest.mark.parametrize("shape", [(60, 90), (90, 60), (61, 244), (1, 64)])
@pytest.mark.parametrize("fit", ["squeeze", "pad"])
def test_the_figure_stays_in_its_place_whatever_the_photos_size(file, shape, fit):
    networks.red_at(file, activation="sigmoid", width=128, height=96, fit=fit)
    photo = np.zeros((*shape, 3), np.uint8)
    photo[shape[0] // 4 : max(1, shape[0] // 2), shape[1] // 4 : shape[1] // 2] = 255
    truth = photo[..., 0] > 0
    mask = mask_of(file, photo) >= 0.5
    assert mask.shape == shape
    assert (mask & truth).sum() / (mask | truth).sum() > 0.9


def test_an_output_is_found_by_its_name(file):
    networks.averaging(file, output="small", width=96, height=64)
    grey = data.camera()
    photo = np.ascontiguousarray(np.repeat(grey[:64, :96, None], 3, axis=2))
    mask = mask_of(file, photo)
    assert mask.mean() == pytest.approx(photo.mean() / 255, abs=1e-3)


def test_a_file_that_changed_is_read_again(file):
    networks.red_at(file, width=90, height=60, activation="sigmoid")
    mask_of(file)
    networks.red_at(file, threshold=2, width=90, height=60, activation="sigmoid")
    with pytest.raises(NoPersonError):
        mask_of(file)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("width = 0", "width must be from 1 to 4096"),
        ("height = 1000000", "height must be from 1 to 4096"),
        ('width = "wide"', "width must be a whole number"),
        ("width = 12.5", "width must be a whole number"),
        ("width = true", "width must be a whole number"),
        ("mean = [0.5, 0.5]", "mean must be a list of 3 numbers"),
        ("mean = [0.5, 0.5, nan]", "mean must be a list of 3 numbers"),
        ("deviation = [1, 0, 1]", "deviation must not be 0"),
        ("scale = inf", "scale must be a number"),
        ('layout = "chw"', "layout must be one of: nchw, nhwc"),
        ("activation = []", "activation must be one of"),
        ("titel = 'x'", "it says 'titel'; it may say: title, width"),
        ("title = 'unfinished", "it is no TOML"),
        ("\x00", "it is no TOML"),
        ("a = " + "[" * 60_000, "cannot be used"),
        ("# " + "x" * 70_000, "larger than 64 KB"),
        (f"title = '{'x' * 300}'", "at most 200 characters"),
    ],
)
def test_a_bad_description_is_refused_in_words(file, said, words):
    networks.red_at(file)
    file.with_suffix(".toml").write_text(said)
    with pytest.raises(UnavailableError, match=words) as caught:
        mask_of(file)
    assert str(caught.value).endswith(": correct it.")


def test_bytes_that_are_no_text_are_refused_in_words(file):
    networks.red_at(file)
    file.with_suffix(".toml").write_bytes(b"title = '\xff\xfe'")
    with pytest.raises(UnavailableError, match="it is no TOML"):
        mask_of(file)


def test_a_missing_description_is_said(file):
    networks.red_at(file)
    file.with_suffix(".toml").unlink()
    with pytest.raises(UnavailableError, match=r"red\.toml, which cannot be read"):
        mask_of(file)


@pytest.mark.parametrize("kept", [0, 20, -30])
def test_a_broken_network_is_refused_in_words(file, kept):
    networks.red_at(file)
    file.write_bytes(file.read_bytes()[:kept])
    with pytest.raises(UnavailableError, match=r"cannot be loaded|no input") as caught:
        mask_of(file)
    assert str(caught.value).count("\n") == 0


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"output": "alpha"}, "has no output 'alpha'; it has: small, logits"),
        ({"input": "image"}, "has no input 'image'; it has: photo"),
        ({"layout": "nhwc"}, "does not take a photo as 1 x 256 x 256 x 3"),
        ({"output": "logits", "channel": 2}, "with 2 channels, and its TOML asks for channel 2"),
        ({"activation": "softmax"}, "no softmax"),
    ],
)
def test_a_description_of_another_network_is_refused_in_words(file, said, words):
    networks.averaging(file, **said)
    with pytest.raises(UnavailableError, match=words):
        mask_of(file)


def test_nan_is_refused_in_words(file):
    networks.nan(file)
    with pytest.raises(MaskError, match="answers NaN for this photo"):
        mask_of(file)


def test_what_is_no_probability_is_refused_in_words(file):
    networks.red_at(file)
    with pytest.raises(MaskError, match=r"from -20 to 20"):
        mask_of(file)


def test_the_setting_names_the_network(file, monkeypatch):
    networks.red_at(file, width=90, height=60, activation="sigmoid")
    source = SOURCES.get("onnx")
    monkeypatch.delenv("CURATOR_ONNX", raising=False)
    assert "set CURATOR_ONNX" in str(source.unavailable())
    monkeypatch.setenv("CURATOR_ONNX", str(file))
    assert source.unavailable() is None
    (subject,) = source.function(PHOTO, Prompt(), source.parameters())
    assert ((subject.mask >= 0.5) == PERSON).all()
    file.with_suffix(".toml").write_text("wide = 3")
    assert "it says 'wide'" in str(source.unavailable())
    monkeypatch.setenv("CURATOR_ONNX", str(file.with_name("gone.onnx")))
    assert "There is no network at" in str(source.unavailable())


def test_without_onnxruntime_it_is_said_what_to_install(file, monkeypatch):
    from curator.proposal import packages

    networks.red_at(file)
    monkeypatch.setenv("CURATOR_ONNX", str(file))
    monkeypatch.setattr(packages, "is_installed", lambda name: False)
    assert "pip install onnxruntime" in str(SOURCES.get("onnx").unavailable())
    with pytest.raises(CuratorError, match="pip install onnxruntime"):
        mask_of(file)
