"""The refining network learns to mend mattes, from what the automatic way made."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from curator.errors import LayoutError
from curator.refinement.boundary_masks import boundary_mask, leftover_mask
from curator.training import loop
from curator.training.packing import Pack
from curator.training.recipe import Recipe, recipe
from curator.training.vgg_fcn import VggFcnTask
from tests.scenes import scene


def pack_of(number: int) -> Pack:
    """Scenes whose drafts have lost the lower third of the person."""
    scenes = [scene(48, 36, seed=seed) for seed in range(number)]
    alphas = np.stack([np.rint(each.alpha * 255).astype(np.uint8) for each in scenes])
    drafts = alphas.copy()
    drafts[:, 32:] = 0
    photos = np.stack([each.image for each in scenes])
    return Pack(photos, alphas, tuple(f"p{seed}" for seed in range(number)), "made", drafts)


def small(steps: int) -> Recipe:
    whole = recipe("vgg-fcn")
    stage = dataclasses.replace(
        whole.stages[1], width=36, height=48, steps=steps, batch=4, validate=steps, rate=0.001,
        weight_decay=0.0,
    )  # fmt: skip
    still = dataclasses.replace(
        whole.augmentation, mirror=0.0, scale=(1.0, 1.0), rotation=0.0, shift=0.0, gamma=(1.0, 1.0),
        blur=0.0, stretch=0.0, colour=0.0, grey=0.0,
    )  # fmt: skip
    network = dataclasses.replace(whole.network, deep=16, widths=(8, 8, 16, 16, 16))
    return dataclasses.replace(whole, decay=0.9, network=network, augmentation=still, stages=(stage,))


def task(how: Recipe) -> VggFcnTask:
    return VggFcnTask(how, how.network)


def test_four_photos_are_learnt_by_heart():
    how, pack = small(70), pack_of(4)
    # Without sides that the network would have to fill up to multiples of 32.
    square = dataclasses.replace(how.stages[0], width=32, height=32)
    how = dataclasses.replace(how, stages=(square,))
    state = loop.begun(how)
    loop.train(state, how, pack, pack, validated_then=lambda *said: None, step=lambda *said: None)
    last = state.rows[-1]
    assert last["draft_iou"] < 0.9
    assert last["iou"] > 0.94
    assert last["worse"] == 0


def test_a_batch_is_photo_and_both_masks_of_the_draft_against_the_true_mask():
    how, pack = small(1), pack_of(1)
    maps, truth = task(how).batch(pack, 0, 0)
    assert maps.shape == (4, 5, 48, 36)
    draft = pack.drafts[0].astype(np.float32) / np.float32(255)
    expected = [boundary_mask(draft), leftover_mask(draft)]
    np.testing.assert_allclose(maps[0, 3:], expected, atol=1e-6)
    np.testing.assert_allclose(maps[0, :3].permute(1, 2, 0), pack.photos[0] / 255, atol=1e-6)
    np.testing.assert_allclose(truth[0], pack.alphas[0] / 255, atol=1e-6)


def test_a_draft_that_was_turned_out_of_the_picture_has_no_masks():
    how, pack = small(1), pack_of(1)
    empty = dataclasses.replace(pack, drafts=np.zeros_like(pack.drafts))
    maps, _ = task(how).batch(empty, 0, 0)
    assert not maps[:, 3:].any()


def test_photos_without_drafts_are_refused():
    pack = dataclasses.replace(pack_of(1), drafts=None)
    with pytest.raises(LayoutError, match="mattes to refine"):
        task(small(1)).batch(pack, 0, 0)


def test_what_lost_more_than_a_point_counts_as_worse():
    """A network that sees nobody anywhere takes everything from each photo."""
    how, pack = small(1), pack_of(3)
    network = task(how).network()
    with torch.no_grad():
        network.decoder.final.weight.zero_()
        network.decoder.final.bias.copy_(torch.tensor([5.0, -5.0]))
    scores = task(how).validated(network, how.stages[0], pack)
    assert scores["iou"] == 0
    assert scores["worse"] == 1
    drafts, truths = pack.drafts >= 128, pack.alphas >= 128
    ious = (drafts & truths).sum((1, 2)) / (drafts | truths).sum((1, 2))
    assert scores["draft_iou"] == pytest.approx(ious.mean(), abs=0.005)
