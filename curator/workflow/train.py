"""Train a network that curator ships, or one of one's own photos by the same recipe."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import curator
from curator.errors import LayoutError
from curator.workflow.jobs import Job

if TYPE_CHECKING:
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
    resume
        Go on with the training in `out` where it was stopped: to the same numbers.
    job
        Its progress; cancelling it leaves the last checkpoint.

    Raises
    ------
    UnknownNameError
        If there is no such recipe.
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
    training, held = _packs(chosen, data, validation, out, job)
    known_by = f"{training.fingerprint} {held.fingerprint}"
    state = checkpoints.load(chosen, known_by, checkpoint) if resume else loop.begun(chosen)
    keeper = _Keeper(chosen, training, held, data, validation, out)

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
        out: Path,
    ) -> None:
        self._recipe, self._held, self._out = recipe, held, out
        of = data.resolve().name
        truth = f"{recipe.pack.method} matting about the masks, or the alphas that the folder has"
        size = f"{recipe.pack.width} x {recipe.pack.height}"
        self._data = {
            "folder": of,
            "photos": len(training),
            "truth": f"{truth}, at {size} pixels",
            "fingerprint": training.fingerprint,
        }
        self._chosen_by = {
            "folder": of if validation is None else validation.resolve().name,
            "photos": len(held),
            "fingerprint": held.fingerprint,
        }

    def keep(self, state: Any, best: bool) -> None:
        from curator.training import journal
        from curator.training.shipping import ship

        journal.write(state.rows, self._out)
        if best:
            last = state.rows[-1]
            ship(
                state.mean,
                self._recipe,
                f"{last['stage']}, {last['step']}",
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

    if validation is None:
        pack = load_or_pack(data, recipe.pack, out / "training.npz", job.step)
        return held_out(pack, recipe.hold_out)
    held = load_or_pack(validation, recipe.pack, out / "validation.npz", job.step)
    return load_or_pack(data, recipe.pack, out / "training.npz", job.step), held


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
