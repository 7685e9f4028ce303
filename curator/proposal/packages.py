"""Whether packages that a source needs, and curator does not, are here and can be imported.

Whether a package is installed is read without importing it, which for some takes seconds. Whether it
can be imported beside the other packages is known once it was tried, and then remembered.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
from dataclasses import dataclass
from typing import Any

from curator.errors import UnavailableError

_failures: dict[str, str] = {}


@dataclass(frozen=True)
class Package:
    """A package by the name that Python imports, who needs it, and the command that installs it.

    `repair` is what to do where it is installed and cannot be imported; by default the command.
    """

    name: str
    needed_by: str
    command: str
    repair: str = ""


def is_installed(name: str) -> bool:
    """Whether a package is here, as far as one can tell without importing it."""
    return name in sys.modules or importlib.util.find_spec(name) is not None


def lacking(package: Package) -> str | None:
    """None, or the sentence that says what is wrong with a package and what to run."""
    if not is_installed(package.name):
        return (
            f"{package.needed_by} needs the package {package.name}, which is not installed: "
            f"run `{package.command}`."
        )
    failure = _failures.get(package.name)
    if failure is None:
        return None
    return (
        f"{package.needed_by} needs the package {package.name}, which is installed and cannot be "
        f"imported here ({failure}): {package.repair or f'run `{package.command}`'}."
    )


def bring(package: Package, module: str = "") -> Any:
    """Import a package, or one of its modules.

    Raises
    ------
    UnavailableError
        If it is not installed, or cannot be imported; the latter is remembered.
    """
    reason = lacking(package)
    if reason is None:
        try:
            return importlib.import_module(module or package.name)
        # What compiled extensions raise where they were built for other packages than these.
        except (ImportError, AttributeError, OSError, RuntimeError, TypeError, ValueError) as error:
            _failures[package.name] = _first_line(error)
            reason = lacking(package)
    raise UnavailableError(reason or "")


def _first_line(error: Exception) -> str:
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(".:")
