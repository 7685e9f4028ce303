"""Shipped weights are what their card says, or are refused."""

from __future__ import annotations

import hashlib
import json
import shutil

import numpy as np
import pytest
from safetensors.numpy import save

from curator.errors import UnavailableError
from curator.weights import shipped


@pytest.fixture
def copy(tmp_path):
    """The shipped files in a folder where a test may spoil them."""
    return shutil.copytree(shipped._FOLDER, tmp_path / "networks")


def test_the_card_tells_where_they_come_from():
    card = shipped.card("light-dense")
    assert card.data["photos"] > 0
    assert "matting" in card.data["truth"]
    assert len(card.commit) == 40
    assert card.recipe["seed"] == card.seed
    # Weights that are not good enough to work with say so.
    assert card.scores["iou"] >= 0.9 or "not for work" in card.note
    assert card.version == card.sha256[:12]


def test_they_are_small_and_in_half_precision():
    place = shipped._FOLDER / "light-dense.safetensors"
    size = place.stat().st_size
    assert size < 40_000_000
    numbers = sum(each.size for each in shipped.tensors("light-dense").values())
    assert size < 2 * numbers + 10_000


def test_a_changed_file_is_refused(copy):
    place = copy / "light-dense.safetensors"
    content = bytearray(place.read_bytes())
    content[-1] ^= 1
    place.write_bytes(content)
    with pytest.raises(UnavailableError, match="SHA-256 is another"):
        shipped.tensors("light-dense", copy)


def test_a_missing_file_or_card_is_refused(copy):
    (copy / "light-dense.safetensors").unlink()
    with pytest.raises(UnavailableError, match="install curator anew"):
        shipped.tensors("light-dense", copy)
    (copy / "light-dense.json").write_text("{}")
    with pytest.raises(UnavailableError, match="no card"):
        shipped.card("light-dense", copy)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (save({"a": np.array([np.nan], np.float16)}), "no number"),
        (b"\x80\x04K*.", "no safetensors"),
    ],
    ids=["nan", "pickle"],
)
def test_what_the_card_vouches_for_is_checked_still(copy, content, word):
    card = json.loads((copy / "light-dense.json").read_text())
    card["sha256"] = hashlib.sha256(content).hexdigest()
    (copy / "light-dense.json").write_text(json.dumps(card))
    (copy / "light-dense.safetensors").write_bytes(content)
    with pytest.raises(UnavailableError, match=word):
        shipped.tensors("light-dense", copy)
