"""Training learns, goes on where it was stopped, and says when it fails."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import torch

from curator.errors import CancelledError, ConvergenceError, CorruptError, LayoutError
from curator.training import checkpoints, loop
from curator.training.packing import Pack
from curator.training.recipe import Recipe, recipe
from tests.scenes import scene


def pack_of(number: int) -> Pack:
    scenes = [scene(48, 36, seed=seed) for seed in range(number)]
    alphas = np.stack([np.rint(each.alpha * 255).astype(np.uint8) for each in scenes])
    photos = np.stack([each.image for each in scenes])
    return Pack(photos, alphas, tuple(f"p{seed}" for seed in range(number)), "made")


def small(steps: tuple[int, int, int], validate: int) -> Recipe:
    """The shipped recipe at a size that a test can train."""
    whole = recipe("light-dense")
    stages = tuple(
        dataclasses.replace(
            stage, width=32, height=32, steps=each, batch=4, validate=validate, rate=0.01
        )
        for stage, each in zip(whole.stages[:3], steps, strict=True)
    )
    network = dataclasses.replace(
        whole.network, initial=16, growths=(16,), dilations=((1, 2),), feathering=8
    )
    return dataclasses.replace(whole, decay=0.9, network=network, stages=stages)


def run(state, how, pack, then=lambda scores, best: None, step=lambda done, total, name: None):
    loop.train(state, how, pack, pack, validated_then=then, step=step)
    return state


def test_four_photos_are_learnt_by_heart():
    state = run(loop.begun(small((60, 30, 30), 30)), small((60, 30, 30), 30), pack_of(4))
    last = state.rows[-1]
    assert last["iou"] > 0.95
    assert last["mse"] < 0.01
    assert [row["stage"] for row in state.rows] == ["segmentation"] * 2 + ["feathering", "whole"]
    assert set(state.rows[0]) >= {"cross entropy", "iou", "mse"}
    assert "alpha" not in state.rows[0]


def test_only_what_a_stage_trains_changes():
    how = small((2, 2, 1), 2)
    state = loop.begun(how)
    before = {name: each.clone() for name, each in state.network.state_dict().items()}
    seen = []

    def then(scores, best):
        seen.append({name: each.clone() for name, each in state.mean.state_dict().items()})

    run(state, how, pack_of(4), then)
    for name, start in before.items():
        part = name.split(".")[0]
        changed = not torch.equal(seen[0][name], start)
        assert changed == (part == "segmentation"), name
        if part == "segmentation":
            assert torch.equal(seen[1][name], seen[0][name]), name


@pytest.mark.parametrize("stop", [1, 3, 4])
def test_going_on_gives_the_same_numbers(tmp_path, stop):
    """Stopped between, at and after the end of a stage, against never stopped."""
    how, pack, place = small((4, 2, 3), 1), pack_of(5), tmp_path / "checkpoint.safetensors"
    straight = run(loop.begun(how), how, pack)
    state = loop.begun(how)

    def halt(done, total, name):
        if done == stop + 1:
            raise CancelledError("stopped")

    def keep(scores, best):
        checkpoints.save(state, how, "made", place)

    with pytest.raises(CancelledError):
        run(state, how, pack, keep, halt)
    resumed = run(checkpoints.load(how, "made", place), how, pack)
    assert resumed.rows == straight.rows
    for name, each in straight.network.state_dict().items():
        assert torch.equal(each, resumed.network.state_dict()[name]), name
    for name, each in straight.best.items():
        assert torch.equal(each, resumed.best[name]), name


def test_a_stage_added_later_goes_on_as_if_it_had_been_there(tmp_path):
    short, pack, place = small((2, 1, 2), 1), pack_of(5), tmp_path / "checkpoint.safetensors"
    longer = dataclasses.replace(short, stages=(*short.stages, short.stages[2]))
    state = run(loop.begun(short), short, pack)
    checkpoints.save(state, short, "made", place)
    resumed = run(checkpoints.load(longer, "made", place), longer, pack)
    assert resumed.rows == run(loop.begun(longer), longer, pack).rows


def test_a_checkpoint_is_refused_where_it_does_not_belong(tmp_path):
    how, place = small((1, 1, 1), 1), tmp_path / "checkpoint.safetensors"
    with pytest.raises(LayoutError, match="without --resume"):
        checkpoints.load(how, "made", place)
    checkpoints.save(loop.begun(how), how, "made", place)
    with pytest.raises(LayoutError, match="another state of its photos"):
        checkpoints.load(how, "others", place)
    with pytest.raises(LayoutError, match="another state of its recipe"):
        checkpoints.load(dataclasses.replace(how, seed=1), "made", place)
    later = dataclasses.replace(how.stages[2], steps=7)
    longer = dataclasses.replace(how, stages=(*how.stages[:2], later))
    assert checkpoints.load(longer, "made", place).step == 0
    place.write_bytes(b"\x08\0\0\0\0\0\0\0{}      ")
    with pytest.raises(CorruptError, match="no checkpoint"):
        checkpoints.load(how, "made", place)


def test_a_training_that_diverges_says_so():
    how = small((2, 1, 1), 1)
    state = loop.begun(how)
    with torch.no_grad():
        state.network.segmentation.finals[0].bias.fill_(float("nan"))
    with pytest.raises(ConvergenceError, match="cross entropy loss is nan after 1 steps"):
        run(state, how, pack_of(4))
