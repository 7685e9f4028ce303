"""Write docs/commands.md from the command line itself: `python docs/generate.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from typer.main import get_command

from curator.cli import cli

PAGE = Path(__file__).parent / "commands.md"
_HEAD = "# Commands\n\nWritten by `python docs/generate.py`; a test holds it to the program.\n"


def page() -> str:
    """The page as it should stand."""
    sections = [_HEAD]
    for name, command in get_command(cli).commands.items():  # type: ignore[attr-defined]
        inner = getattr(command, "commands", None)
        if inner is None:
            sections.append(_section(f"curator {name}", command))
        else:
            sections += [_section(f"curator {name} {each}", inner[each]) for each in inner]
    return "\n".join(sections)


def _section(title: str, command: Any) -> str:
    words, rows = [title], []
    for each in command.params:
        if each.name == "help":
            continue
        shown = each.metavar or each.name.upper()
        if each.param_type_name == "argument":
            words.append(shown)
            named = shown
        else:
            flag = each.opts[-1]
            named = flag if each.is_flag else f"{flag} {each.metavar}"
            part = named + ("" if not each.multiple else " ...")
            words.append(part if each.required else f"[{part}]")
        rows.append(f"| `{named}` | {getattr(each, 'help', None) or ''} |")
    table = "\n".join(["| | |", "|---|---|", *rows]) + "\n" if rows else ""
    return f"## {title}\n\n{command.help}\n\n```\n{' '.join(words)}\n```\n\n{table}"


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
