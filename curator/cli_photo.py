"""The commands that work on one photo, without a project."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from curator.options import Fusion, Kernel, People, Settings, Sources


def trimap(
    photo: Annotated[Path, typer.Argument(metavar="PHOTO")],
    out: Annotated[Path, typer.Argument(metavar="OUT.png")],
    source: Sources = None,
    fusion: Fusion = None,
    kernel: Kernel = None,
    people: People = "main",
    settings: Settings = None,
    mask: Annotated[
        list[Path] | None,
        typer.Option("--mask", metavar="MASK.png", help="A person mask of the subject; repeatable."),
    ] = None,
) -> None:
    """Propose a trimap for one photo, without a project."""
    from curator.workflow.automatic import trimap_file
    from curator.workflow.choices import SMALLEST, choose

    choices = choose(source, fusion, kernel, people, SMALLEST, settings or ())
    trimap_file(photo, out, choices, mask or ())


def alpha(
    photo: Annotated[Path, typer.Argument(metavar="PHOTO")],
    out: Annotated[Path, typer.Argument(metavar="OUT.png")],
    trimap: Annotated[Path | None, typer.Option(metavar="TRIMAP.png", help="0, 128, 255.")] = None,
    method: Annotated[
        str,
        typer.Option(
            metavar="NAME",
            help="blend, closed-form, knn or shared; light-dense needs no trimap and takes none.",
        ),
    ] = "closed-form",
    cutout: Annotated[
        Path | None, typer.Option(metavar="CUTOUT.png", help="Also write a straight RGBA cut-out.")
    ] = None,
    settings: Settings = None,
) -> None:
    """Estimate the alpha of one photo; without a trimap, the automatic way."""
    from curator.workflow.automatic import alpha_file

    alpha_file(photo, out, trimap, method, cutout, settings or ())


def refine(
    photo: Annotated[Path, typer.Argument(metavar="PHOTO")],
    alpha: Annotated[Path, typer.Argument(metavar="ALPHA.png", help="The matte to refine.")],
    out: Annotated[Path, typer.Argument(metavar="OUT.png")],
    method: Annotated[
        str, typer.Option(metavar="NAME", help="What mattes again: blend, closed-form, knn or shared.")
    ] = "closed-form",
    portrait: Annotated[
        Path | None,
        typer.Option(
            metavar="PORTRAIT.png", help="Also write where the network sees the person: 0 or 255."
        ),
    ] = None,
) -> None:
    """Refine the matte of one photo by the trained network, without a project."""
    from curator.workflow.refine import refine_file

    refine_file(photo, alpha, out, method, portrait)
