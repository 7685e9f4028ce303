"""Mattes to refine are packed beside photo and truth: the first as curator makes it, others varied."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from curator.errors import LayoutError, NoPersonError
from curator.records import SubjectMask
from curator.registry import SOURCES
from curator.training.packing import held_out, load_or_pack
from curator.workflow.train_drafts import automatic_draft
from tests.scenes import scene
from tests.unit.training.test_packing import HOW, folder, no_steps

__all__ = ["folder"]

DRAFTS = dataclasses.replace(HOW, method="none", drafts=3)


def by_brightness(photo, rng):
    """A draft that any photo gives: its red, so that it is known which part of it was asked about."""
    return photo[..., 0].astype(np.float32) / np.float32(255)


def test_each_photo_is_there_with_each_of_its_drafts(folder, tmp_path):
    asked = []

    def drafter(photo, rng):
        asked.append(rng)
        return by_brightness(photo, rng)

    pack = load_or_pack(folder, DRAFTS, tmp_path / "pack.npz", no_steps, drafter)
    assert pack.stems == tuple(f"p{number}" for number in range(4) for _ in range(3))
    assert [rng is None for rng in asked] == [True, False, False] * 4
    np.testing.assert_array_equal(pack.drafts, pack.photos[..., 0])
    # The first is of the whole photo, and its truth is the mask as it is.
    np.testing.assert_array_equal(pack.photos[3], scene(seed=1).image)
    np.testing.assert_array_equal(pack.alphas[3] >= 128, scene(seed=1).alpha > 0.5)
    assert set(np.unique(pack.alphas[3])) == {0, 255}
    # The others are of parts of it.
    assert np.abs(pack.photos[4].astype(int) - pack.photos[3]).mean() > 5
    again = load_or_pack(folder, DRAFTS, tmp_path / "again.npz", no_steps, drafter)
    np.testing.assert_array_equal(again.photos, pack.photos)
    read = load_or_pack(folder, DRAFTS, tmp_path / "pack.npz", no_steps, drafter)
    np.testing.assert_array_equal(read.drafts, pack.drafts)


def test_what_no_matte_could_be_made_of_is_left_out(folder, tmp_path):
    def drafter(photo, rng):
        return by_brightness(photo, rng) if rng is None else None

    pack = load_or_pack(folder, DRAFTS, tmp_path / "pack.npz", no_steps, drafter)
    assert pack.stems == ("p0", "p1", "p2", "p3")
    with pytest.raises(LayoutError, match="Of no photo"):
        load_or_pack(folder, DRAFTS, tmp_path / "none.npz", no_steps, lambda photo, rng: None)


def test_the_drafts_of_a_photo_are_held_out_together(folder, tmp_path):
    pack = load_or_pack(folder, DRAFTS, tmp_path / "pack.npz", no_steps, by_brightness)
    rest, held = held_out(pack, 3)
    assert held.stems == ("p0",) * 3 + ("p3",) * 3
    assert set(rest.stems) == {"p1", "p2"}
    np.testing.assert_array_equal(held.drafts, held.photos[..., 0])


def test_the_automatic_way_is_asked_without_the_truth(monkeypatch):
    """Both embedded sources say the same disc; the matte's edge is found in the photo, not in it."""
    portrait = scene(120, 90, softness=2)
    said = (portrait.alpha > 0.5).astype(np.float32)

    def stands_in(photo, prompt, parameters):
        return [SubjectMask(said)]

    for name in ("selfie", "pose"):
        record = dataclasses.replace(SOURCES.get(name), function=stands_in, unavailable=lambda: None)
        monkeypatch.setitem(SOURCES._records, name, record)
    draft = automatic_draft(portrait.image, None)
    assert draft is not None
    assert np.abs(draft - portrait.alpha).mean() < 0.02
    varied = [automatic_draft(portrait.image, np.random.default_rng(seed)) for seed in range(4)]
    assert len({each.tobytes() for each in varied if each is not None}) > 1

    def nobody(photo, prompt, parameters):
        raise NoPersonError("nobody")

    for name in ("selfie", "pose"):
        monkeypatch.setitem(
            SOURCES._records, name, dataclasses.replace(SOURCES.get(name), function=nobody)
        )
    assert automatic_draft(portrait.image, None) is None
