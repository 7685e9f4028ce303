"""The command line: every command is one workflow call."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from curator import cli_photo, cli_reports, cli_train, terminal
from curator.cli_weights import weights_cli
from curator.errors import CuratorError
from curator.imaging.names import shown
from curator.options import (
    AsJson,
    Fusion,
    Kernel,
    People,
    ProjectFolder,
    Settings,
    Smallest,
    Sources,
    SplitName,
)
from curator.records import STATES
from curator.store.project import Project
from curator.wording import counted

#: The exit code of a program that was interrupted, by the custom of shells.
_STOPPED = 130

cli = typer.Typer(
    name="curator",
    help="Make ground truth for portrait mattes, and judge models by it.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
cli.add_typer(weights_cli, name="weights")


@cli.command()
def init(project: ProjectFolder) -> None:
    """Make a new project in a folder that is empty or not there."""
    Project.create(project).close()
    terminal.say(f"Made a project in {project}. Bring photos in with: curator import {project} PATH")


@cli.command("import")
def import_(
    project: ProjectFolder,
    path: Annotated[Path, typer.Argument(metavar="PATH", help="What to import.")],
    format: Annotated[
        str, typer.Option(metavar="NAME", help="folder, coco, pfcn or coco-plus.")
    ] = "folder",
    split: SplitName = None,
) -> None:
    """Bring photos in, with their masks and mattes where the format has them."""
    from curator.workflow.ingest import import_photos

    with Project.open(project) as opened, terminal.progress("import") as job:
        summary = import_photos(opened, path, format, split, job=job)
    terminal.problems(summary.problems)
    for line in summary.notes:
        terminal.note(line)
    terminal.say(
        f"{counted(len(summary.photos), 'photo')} came in with {counted(summary.masks, 'mask')} and "
        f"{counted(summary.annotations, 'annotation')}; {len(summary.duplicates):,} already there, "
        f"{len(summary.problems):,} not usable."
    )


@cli.command("list")
def list_(
    project: ProjectFolder,
    state: Annotated[
        str | None, typer.Option(metavar="STATE", help=f"One of: {', '.join(STATES)}.")
    ] = None,
    order: Annotated[
        str, typer.Option(metavar="NAME", help="import, look, largest or smallest (person first).")
    ] = "import",
    json: AsJson = False,
) -> None:
    """List photos and the state of their annotations."""
    from curator.workflow.listing import listing, order_named, state_named

    with Project.open(project) as opened:
        rows = listing(opened, None if state is None else state_named(state), order_named(order))
    if json:
        terminal.as_json(rows)
    else:
        terminal.table(tuple(rows[0]) if rows else (), (tuple(row.values()) for row in rows))


@cli.command()
def propose(
    project: ProjectFolder,
    source: Sources = None,
    fusion: Fusion = None,
    kernel: Kernel = None,
    people: People = "each",
    smallest: Smallest = 1024,
    settings: Settings = None,
) -> None:
    """Propose a trimap for everybody in every photo whom nobody has worked on."""
    from curator.workflow.choices import choose
    from curator.workflow.propose import propose_all

    choices = choose(source, fusion, kernel, people, smallest, settings or ())
    with Project.open(project) as opened, terminal.progress("propose") as job:
        summary = propose_all(opened, choices, job=job)
    terminal.problems(summary.problems)
    for line in summary.notes:
        terminal.note(line)
    terminal.say(
        f"{counted(summary.proposed, 'trimap')} proposed, {summary.carried:,} of them carried over as "
        f"too small to matte, {counted(summary.skipped, 'photo')} not touched, "
        f"{len(summary.problems)} without a proposal."
    )


@cli.command()
def matte(
    project: ProjectFolder,
    method: Annotated[
        list[str] | None,
        typer.Option(
            "--method",
            metavar="NAME",
            help="A matting method, or fcn to refine mattes by the trained network. Repeatable: the "
            "first is kept, the others are compared.",
        ),
    ] = None,
    settings: Settings = None,
) -> None:
    """Matte every annotation in work that has no matte of its trimap; with fcn, refine mattes too."""
    from curator.workflow.bulk import matte_all

    with Project.open(project) as opened, terminal.progress("matte") as job:
        summary = matte_all(opened, method, job=job, settings=settings or ())
    terminal.problems(summary.problems)
    for annotation, photo, spread in summary.disagreement[:10]:
        terminal.say(
            f"{shown(photo)}, annotation {annotation}: the methods differ by {spread:.0f} pixels in sum"
        )
    terminal.say(
        f"{counted(summary.matted, 'matte')} made, "
        f"{counted(summary.skipped, 'annotation')} not touched, "
        f"{len(summary.problems)} failed."
    )


@cli.command()
def export(
    project: ProjectFolder,
    target: Annotated[Path, typer.Argument(metavar="DIR", help="A folder that is not there yet.")],
    format: Annotated[str, typer.Option(metavar="NAME", help="coco-plus or pfcn.")],
    split: SplitName = None,
    state: Annotated[
        str, typer.Option(metavar="STATE", help=f"One of: {', '.join(STATES)}.")
    ] = "accepted",
) -> None:
    """Write annotations of one state as a dataset: whole, or not at all."""
    from curator.workflow.export import export as run
    from curator.workflow.export import unwritten
    from curator.workflow.listing import state_named

    with Project.open(project) as opened, terminal.progress("export") as job:
        summary = run(opened, target, format, split, state_named(state), job)
    terminal.problems(summary.left_out)
    wrote = f"{counted(summary.photos, 'photo')} with {counted(summary.annotations, 'matte')}"
    terminal.say(f"Wrote {wrote} to {target}.")
    if summary.unrefined or summary.crowds:
        terminal.say(
            f"{summary.unrefined} of the mattes are imported masks carried over unrefined; "
            f"{counted(summary.crowds, 'crowd')} came along."
        )
    if summary.others:
        terminal.note(unwritten(summary.others))


cli.command()(cli_reports.evaluate)
cli.command()(cli_reports.agreement)
cli.command()(cli_train.train)
cli.command()(cli_photo.trimap)
cli.command()(cli_photo.alpha)
cli.command()(cli_photo.refine)


@cli.command()
def serve(
    project: ProjectFolder,
    host: Annotated[str, typer.Option(metavar="H", help="The address to listen at.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(metavar="N", help="The port to listen at.", min=1, max=65535)
    ] = 7860,
) -> None:
    """Open the project in the browser."""
    from curator.web.server import serve as run

    run(project, host, port)


@cli.command()
def verify(project: ProjectFolder) -> None:
    """Prove that every blob is whole and every trimap replays to the bit."""
    from curator.workflow.verify import verify as run

    with Project.open(project) as opened, terminal.progress("verify") as job:
        summary = run(opened, job)
    for fault in summary.faults:
        terminal.say(fault)
    if summary.faults:
        raise CuratorError(f"{counted(len(summary.faults), 'fault')} found in {project}.")
    terminal.say(
        f"{counted(summary.photos, 'photo')}, {counted(summary.annotations, 'annotation')}, "
        f"{counted(summary.revisions, 'revision')} and {counted(summary.blobs, 'blob')}: all of it is "
        "whole, and every trimap replays to the bit."
    )


@cli.command()
def methods(json: AsJson = False) -> None:
    """List every source, method, network, metric and format, with its parameters."""
    from curator.workflow.listing import registered

    kinds = registered()
    if json:
        terminal.as_json(kinds)
        return
    rows = [
        (kind, each["name"], each["title"], each.get("unavailable") or "")
        for kind, found in kinds.items()
        for each in found
    ]
    terminal.table(("kind", "name", "title", "not available because"), rows)


def main() -> None:
    """Run the command line; ends the process with 0, or with one line on stderr and another code."""
    try:
        code = cli(standalone_mode=False) or 0
    except CuratorError as error:
        terminal.failure(str(error))
        sys.exit(1)
    except TyperException as error:
        # A group that is called without a command has shown its help, and has nothing to add.
        if said := error.format_message():
            terminal.failure(said)
        sys.exit(error.exit_code)
    except (typer.Abort, KeyboardInterrupt):
        code = _STOPPED
    # An interrupt comes out of Typer as this code alone.
    if code == _STOPPED:
        terminal.failure("stopped")
    sys.exit(code)


if __name__ == "__main__":
    main()
