"""Train a network that curator ships, or one of one's own photos by the same recipe."""

from __future__ import annotations

import subprocess
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import curator
from curator.errors import LayoutError, ParameterError
from curator.workflow.jobs import Job
from curator.workflow.train_drafts import automatic_draft

if TYPE_CHECKING:
    from curator.training.encoder import Encoder
    from curator.training.packing import Pack
    from curator.training.recipe import Recipe
    from curator.weights.shipped import Card

_CHECKPOINT = "checkpoint.safetensors"


def train(
    name: str,
    data: Path,
    out: Path,
    *,
    validation: Path | None = None,
    encoder: Path | None = None,
    resume: bool = False,
    job: Job[Any] | None = None,
) -> Card:
    """Train a network by its recipe.

    What is left in `out`: the photos packed at training size, a checkpoint after each validation, a
    table and a plot of losses and scores, and the weights that scored best in the last stage begun,
    with their card.

    Parameters
    ----------
    name
        Which network; there is a recipe for it.
    data
        A folder with `images/`, and `alphas/` or `masks/`.
    out
        Where everything goes; a folder without a training in it, but for `resume`.
    validation
        A folder of the same layout to choose by; without it, some photos of `data` are kept for that.
    encoder
        A safetensors file with VGG16's weights for the refining network to begin with; from scratch
        without one. To go on with a training that began with one, name it again.
    resume
        Go on with the training in `out` where it was stopped: to the same numbers.
    job
        Its progress; cancelling it leaves the last checkpoint.

    Raises
    ------
    UnknownNameError
        If there is no such recipe.
    ParameterError
        If the network has no encoder to begin with.
    LayoutError
        If the photos do not fit, or `out` holds a training (without `resume`) or none (with it).
    ConvergenceError
        If the training diverges.
    """
    # torch is loaded by who trains, and by nobody else.
    from curator.training import checkpoints, loop, recipe

    job = job or Job("train")
    chosen = recipe.recipe(name)
    checkpoint = out / _CHECKPOINT
    if checkpoint.exists() and not resume:
        raise LayoutError(
            f"There is a training in {out} already: go on with it with --resume, or name another "
            "folder."
        )
    begins = None if encoder is None else _encoder(chosen, encoder)
    training, held = _packs(chosen, data, validation, out, job)
    known_by = " ".join([training.fingerprint, held.fingerprint, *([begins.sha256] if begins else [])])
    weights = begins.weights if begins else None
    state = checkpoints.load(chosen, known_by, checkpoint) if resume else loop.begun(chosen, weights)
    keeper = _Keeper(chosen, training, held, data, validation, begins, out)

    def validated_then(scores: Any, best: bool) -> None:
        checkpoints.save(state, chosen, known_by, checkpoint)
        keeper.keep(state, best)

    loop.train(state, chosen, training, held, validated_then=validated_then, step=job.step)
    return keeper.card()


class _Keeper:
    """Writes what a training leaves beside its checkpoints."""

    def __init__(
        self,
        recipe: Recipe,
        training: Pack,
        held: Pack,
        data: Path,
        validation: Path | None,
        encoder: Encoder | None,
        out: Path,
    ) -> None:
        self._recipe, self._held, self._out = recipe, held, out
        of = data.resolve().name
        self._data = {
            "folder": of,
            "photos": len(set(training.stems)),
            "truth": _truth(recipe),
            "fingerprint": training.fingerprint,
        }
        if training.drafts is not None:
            self._data["drafts"] = len(training)
        if encoder is not None:
            self._data["encoder"] = {"file": encoder.name, "sha256": encoder.sha256}
        self._chosen_by = {
            "folder": of if validation is None else validation.resolve().name,
            "photos": len(set(held.stems)),
            "fingerprint": held.fingerprint,
        }

    def keep(self, state: Any, best: bool) -> None:
        from curator.training import journal
        from curator.training.shipping import ship

        journal.write(state.rows, self._out)
        if best:
            last = state.rows[-1]
            stage = next(each for each in self._recipe.stages if each.name == last["stage"])
            ship(
                state.mean,
                self._recipe,
                stage,
                last["step"],
                data=self._data,
                validation=self._held,
                chosen_by=self._chosen_by,
                commit=_commit(),
                folder=self._out,
            )

    def card(self) -> Card:
        from curator.weights.shipped import card

        return card(self._recipe.name, self._out)


def _packs(
    recipe: Recipe, data: Path, validation: Path | None, out: Path, job: Job[Any]
) -> tuple[Pack, Pack]:
    from curator.training.packing import held_out, load_or_pack

    pack, drafter = recipe.pack, automatic_draft if recipe.pack.drafts else None
    if validation is None:
        return held_out(
            load_or_pack(data, pack, out / "training.npz", job.step, drafter), recipe.hold_out
        )
    # Of what it is judged by, each photo counts once.
    once = replace(pack, drafts=min(1, pack.drafts))
    held = load_or_pack(validation, once, out / "validation.npz", job.step, drafter)
    return load_or_pack(data, pack, out / "training.npz", job.step, drafter), held


def _encoder(recipe: Recipe, place: Path) -> Encoder:
    from curator.training.encoder import read_encoder

    if "encoder" not in recipe.parts:
        raise ParameterError(
            f"{recipe.name} has no VGG16 encoder: train it without --encoder, or train vgg-fcn."
        )
    return read_encoder(place, recipe.seed)


def _truth(recipe: Recipe) -> str:
    truth = "the masks or alphas that the folder has"
    if recipe.pack.method != "none":
        truth = f"{recipe.pack.method} matting about the masks, or the alphas that the folder has"
    return f"{truth}, at {recipe.pack.width} x {recipe.pack.height} pixels"


def _commit() -> str:
    """The commit of the source that trains; empty where it is no checkout."""
    try:
        done = subprocess.run(
            ["git", "rev-parse", "HEAD"],
            cwd=Path(curator.__file__).parent,
            capture_output=True,
            text=True,
            check=False,
        )
    except OSError:
        return ""
    return done.stdout.strip()
