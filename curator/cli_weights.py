"""The commands of `curator weights`."""

from __future__ import annotations

from typing import Annotated

import typer

from curator import terminal
from curator.options import AsJson

weights_cli = typer.Typer(no_args_is_help=True, help="The weights that sources need.")


@weights_cli.command("list")
def list_(json: AsJson = False) -> None:
    """List the weights that sources need: size, licence, origin, SHA-256, and whether they are here."""
    from curator import weights

    found = weights.status()
    if json:
        keys = ("name", "title", "size", "licence", "origin", "sha256")
        terminal.as_json(
            [
                {key: getattr(each.weights, key) for key in keys}
                | {"path": str(each.path), "problem": each.problem}
                for each in found
            ]
        )
        return
    for each in found:
        known = each.weights
        terminal.say(f"{known.name}: {known.title}, {known.size:,} bytes, {known.licence}")
        terminal.say(f"  {each.problem or each.path}")
        terminal.say(f"  from {known.origin}")
        terminal.say(f"  SHA-256 {known.sha256}")


@weights_cli.command()
def fetch(
    name: Annotated[str, typer.Argument(metavar="[NAME]", help="Default: all of them.")] = "",
) -> None:
    """Fetch weights into the cache, checked; goes on where an earlier download broke off."""
    from curator import weights

    for each in [name] if name else list(weights.KNOWN):
        with terminal.download(each) as progress:
            place = weights.fetch(each, terminal.note, progress)
        terminal.say(f"{each} is at {place}")


@weights_cli.command()
def path(name: Annotated[str, typer.Argument(metavar="NAME", help="Which weights.")]) -> None:
    """Print where weights lie; an error where they are not here or not what they must be."""
    from curator import weights

    terminal.say(str(weights.path(name)))
