"""Photos to train on: packed once, and refused early where they do not fit."""

from __future__ import annotations

import numpy as np
import pytest

from curator.errors import LayoutError
from curator.imaging.encode import encode_alpha, encode_mask, encode_png
from curator.training.packing import Packing, held_out, load_or_pack
from tests.scenes import scene

HOW = Packing(width=45, height=60, kernel=60.0, method="closed-form", fewest=3)


@pytest.fixture
def folder(tmp_path):
    """Four portraits with masks."""
    for number in range(4):
        write(tmp_path / "data", f"p{number}", scene(seed=number))
    return tmp_path / "data"


def write(folder, stem, portrait, kind="masks"):
    for name in ("images", kind):
        (folder / name).mkdir(parents=True, exist_ok=True)
    (folder / "images" / f"{stem}.png").write_bytes(encode_png(portrait.image))
    soft = encode_alpha(portrait.alpha)
    mask = encode_mask((portrait.alpha > 0.5).astype(np.float32))
    (folder / kind / f"{stem}.png").write_bytes(soft if kind == "alphas" else mask)


def no_steps(done, total, message):
    """Nobody watches."""


def test_masks_become_soft(folder, tmp_path):
    pack = load_or_pack(folder, HOW, tmp_path / "out" / "pack.npz", no_steps)
    true = scene(seed=2).alpha
    made = pack.alphas[2] / 255
    assert pack.stems == ("p0", "p1", "p2", "p3")
    np.testing.assert_array_equal(pack.photos[2], scene(seed=2).image)
    assert np.abs(made - true).mean() < 0.6 * np.abs((true > 0.5) - true).mean()


def test_alphas_are_taken_as_they_are(tmp_path):
    for number in range(3):
        write(tmp_path / "data", f"p{number}", scene(seed=number), "alphas")
    pack = load_or_pack(tmp_path / "data", HOW, tmp_path / "pack.npz", no_steps)
    np.testing.assert_allclose(pack.alphas[1] / 255, scene(seed=1).alpha, atol=1 / 255)


def test_it_is_packed_once(folder, tmp_path):
    place, steps = tmp_path / "pack.npz", []
    first = load_or_pack(folder, HOW, place, lambda *said: steps.append(said))
    assert len(steps) == 4
    again = load_or_pack(folder, HOW, place, lambda *said: steps.append(said))
    assert len(steps) == 4
    assert again.fingerprint == first.fingerprint
    np.testing.assert_array_equal(again.alphas, first.alphas)
    write(folder, "p4", scene(seed=4))
    assert len(load_or_pack(folder, HOW, place, no_steps)) == 5


def test_some_are_held_out(folder, tmp_path):
    pack = load_or_pack(folder, HOW, tmp_path / "pack.npz", no_steps)
    training, held = held_out(pack, 2)
    assert training.stems == ("p1", "p3")
    assert held.stems == ("p0", "p2")
    np.testing.assert_array_equal(held.photos, pack.photos[::2])


def test_missing_truths_are_refused_before_anything_is_packed(folder, tmp_path):
    (folder / "masks" / "p1.png").unlink()
    with pytest.raises(LayoutError, match=r"1 of 4 photos .* \(p1\.png\)"):
        load_or_pack(folder, HOW, tmp_path / "pack.npz", no_steps)
    assert not (tmp_path / "pack.npz").exists()


def test_too_few_photos_are_refused(folder, tmp_path):
    (folder / "images" / "p0.png").unlink()
    (folder / "images" / "p1.png").unlink()
    with pytest.raises(LayoutError, match="2 photos with a truth; training needs at least 3"):
        load_or_pack(folder, HOW, tmp_path / "pack.npz", no_steps)


def test_a_truth_of_another_size_is_refused(folder, tmp_path):
    (folder / "masks" / "p1.png").write_bytes(encode_mask(np.ones((10, 20), np.float32)))
    with pytest.raises(LayoutError, match=r"p1\.png is 20 x 10 pixels and p1\.png is 45 x 60"):
        load_or_pack(folder, HOW, tmp_path / "pack.npz", no_steps)


def test_a_mask_of_nobody_is_refused(folder, tmp_path):
    (folder / "masks" / "p1.png").write_bytes(encode_mask(np.zeros((60, 45), np.float32)))
    with pytest.raises(LayoutError, match=r"p1\.png shows nobody"):
        load_or_pack(folder, HOW, tmp_path / "pack.npz", no_steps)


def test_a_folder_without_images_is_refused(tmp_path):
    with pytest.raises(LayoutError, match="no folder `images`"):
        load_or_pack(tmp_path, HOW, tmp_path / "pack.npz", no_steps)


def test_a_broken_pack_is_named(folder, tmp_path):
    (tmp_path / "pack.npz").write_bytes(b"PK nonsense")
    with pytest.raises(LayoutError, match="remove it"):
        load_or_pack(folder, HOW, tmp_path / "pack.npz", no_steps)
