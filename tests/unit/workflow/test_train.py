"""`curator train` leaves what it says, goes on where it was stopped, and refuses what does not fit."""

from __future__ import annotations

import csv
import dataclasses

import pytest
import torch
from typer.testing import CliRunner

from curator.cli import cli
from curator.errors import CancelledError, LayoutError, UnknownNameError
from curator.imaging.decode import decode_photo
from curator.imaging.encode import encode_alpha, encode_png
from curator.training import recipe as recipes
from curator.training.tasks import task_of
from curator.weights import shipped
from curator.workflow.jobs import Job
from curator.workflow.train import train
from tests.scenes import scene


@pytest.fixture(autouse=True)
def small_recipe(monkeypatch):
    """The shipped recipe at a size that a test can train."""
    whole = recipes.recipe("light-dense")
    small = dataclasses.replace(
        whole,
        hold_out=3,
        network=dataclasses.replace(
            whole.network, initial=6, growths=(4,), dilations=((2,),), feathering=4
        ),
        pack=dataclasses.replace(whole.pack, width=30, height=40, fewest=6),
        stages=tuple(
            dataclasses.replace(stage, width=24, height=24, steps=4, batch=2, validate=4)
            for stage in whole.stages[:3]
        ),
    )
    monkeypatch.setattr(recipes, "recipe", lambda name: small)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    yield small
    torch.set_num_threads(threads)


@pytest.fixture
def data(tmp_path):
    for kind in ("images", "alphas"):
        (tmp_path / "data" / kind).mkdir(parents=True)
    for number in range(6):
        made = scene(40, 30, seed=number)
        (tmp_path / "data" / "images" / f"p{number}.png").write_bytes(encode_png(made.image))
        (tmp_path / "data" / "alphas" / f"p{number}.png").write_bytes(encode_alpha(made.alpha))
    return tmp_path / "data"


def test_a_training_leaves_weights_with_a_card_and_a_journal(data, tmp_path, small_recipe):
    out = tmp_path / "out"
    done = CliRunner().invoke(cli, ["train", "light-dense", "--data", str(data), "--out", str(out)])
    assert done.exit_code == 0, done.output
    card = shipped.card("light-dense", out)
    assert f"foreground IoU of {card.scores['iou']:.4f}" in done.output
    assert card.data["photos"] == 4
    assert card.validation["photos"] == 2
    assert card.step.startswith("whole, ")
    # The weights are usable, and score what the card says.
    from curator.networks.light_matting import LightMatting, folded
    from curator.training.packing import held_out, load_or_pack

    network = folded(LightMatting(6, (4,), ((2,),), 4, 2))
    weights = shipped.tensors("light-dense", out)
    network.load_state_dict({name: torch.from_numpy(each) for name, each in weights.items()})
    pack = load_or_pack(data, small_recipe.pack, out / "training.npz", lambda *said: None)
    scores = task_of(small_recipe).validated(network, small_recipe.stages[-1], held_out(pack, 3)[1])
    assert scores == pytest.approx(card.scores, abs=1e-6)
    with (out / "journal.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["stage"] for row in rows] == ["segmentation", "feathering", "whole"]
    assert rows[0]["cross entropy"]
    assert not rows[0]["alpha"]
    assert decode_photo((out / "journal.png").read_bytes(), "journal.png").shape[1] > 600


def test_a_stopped_training_goes_on_to_the_same_weights(data, tmp_path):
    def stopping(done, total, message):
        if message == "feathering":
            job.cancel()

    job = Job("train", stopping)
    with pytest.raises(CancelledError):
        train("light-dense", data, tmp_path / "stopped", job=job)
    with pytest.raises(LayoutError, match="--resume"):
        train("light-dense", data, tmp_path / "stopped")
    resumed = train("light-dense", data, tmp_path / "stopped", resume=True)
    straight = train("light-dense", data, tmp_path / "straight")
    assert resumed.sha256 == straight.sha256
    assert resumed.scores == straight.scores


def test_what_does_not_fit_is_refused(data, tmp_path, monkeypatch):
    with pytest.raises(LayoutError, match="no training in"):
        train("light-dense", data, tmp_path / "out", resume=True)
    (data / "alphas" / "p3.png").unlink()
    with pytest.raises(LayoutError, match=r"p3\.png"):
        train("light-dense", data, tmp_path / "out")
    monkeypatch.undo()
    with pytest.raises(UnknownNameError, match="light-dense"):
        train("vgg", data, tmp_path / "out")
