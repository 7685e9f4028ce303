"""The command that trains a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from curator import terminal


def train(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The network, as light-dense.")],
    data: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Photos in images/, their truth in alphas/ or masks/."),
    ],
    out: Annotated[Path, typer.Option(metavar="DIR", help="Where all that it leaves goes.")],
    validation: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Photos to choose the weights by. Default: every 20th of --data."
        ),
    ] = None,
    encoder: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="VGG16's weights (safetensors) for vgg-fcn to begin with."),
    ] = None,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on where the training in --out was stopped.")
    ] = False,
) -> None:
    """Train a network by its recipe: checkpoints, a journal, and weights with their card."""
    from curator.workflow.train import train as run

    with terminal.progress("train") as job:
        card = run(name, data, out, validation=validation, encoder=encoder, resume=resume, job=job)
    terminal.say(
        f"{out / card.name}.safetensors scores a foreground IoU of {card.scores['iou']:.4f} and a mean "
        f"squared error of {card.scores['mse']:.5f} on {card.validation['photos']} photos."
    )
