"""Arguments and options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

ProjectFolder = Annotated[Path, typer.Argument(metavar="PROJECT", help="The project's folder.")]
Sources = Annotated[
    list[str] | None, typer.Option("--source", metavar="NAME", help="A source to ask; repeatable.")
]
Kernel = Annotated[
    list[float] | None,
    typer.Option(
        metavar="PX",
        help="Kernel of the paper's fusion at 600 x 800 (35); given twice, the second is for trusted "
        "sources.",
    ),
]
Fusion = Annotated[
    str | None,
    typer.Option(
        metavar="NAME",
        help="calibrated (by how often each source is right; the paper's where that is not known) or "
        "paper (Orrite's two kernels). Default: calibrated, but paper where a kernel is given.",
    ),
]
People = Annotated[
    str,
    typer.Option(
        metavar="WHOM",
        help="each (a trimap a person, the others known background), everyone (one trimap of "
        "all) or main (the main person alone).",
    ),
]
Smallest = Annotated[
    int,
    typer.Option(
        metavar="PIXELS",
        help="Imported masks of fewer pixels are carried over as they are: too small to matte.",
        min=0,
    ),
]
Settings = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="NAME.PARAMETER=VALUE",
        help="A parameter of what is asked, as in pose.detection=0.3; `curator methods --json` lists "
        "them; repeatable.",
    ),
]
SplitName = Annotated[str | None, typer.Option("--split", metavar="NAME", help="A split.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
