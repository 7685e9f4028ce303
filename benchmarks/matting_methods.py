"""Curator's methods and PyMatting's side by side, with their times."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from curator.imaging.convert import to_float
from curator.kernels import parallel_kernels
from curator.registry import METHODS
from curator.types import BACKGROUND, FOREGROUND, Alpha, FloatImage, Trimap
from curator.workflow.warm import small_case, try_method

#: The methods that PyMatting has, too.
SHARED_NAMES = ("closed-form", "knn", "shared")
_WIDTH = 150
T = TypeVar("T")


def ours(name: str, image: FloatImage, trimap: Trimap) -> Alpha:
    """A method of curator's from scratch, with its own parameters."""
    record = METHODS.get(name)
    alpha: Alpha = record.function(image, trimap, record.parameters())
    return alpha


def theirs(name: str, image: FloatImage, trimap: Trimap) -> Alpha:
    """The same of PyMatting's, with its own parameters."""
    import pymatting

    functions: dict[str, Callable[..., NDArray[Any]]] = {
        "closed-form": pymatting.estimate_alpha_cf,
        "knn": pymatting.estimate_alpha_knn,
        "shared": pymatting.estimate_alpha_sm,
    }
    with parallel_kernels():
        alpha = functions[name](image.astype(np.float64), fractions(trimap))
    clipped: Alpha = np.clip(alpha, 0, 1).astype(np.float32)
    return clipped


def fractions(trimap: Trimap) -> NDArray[np.float64]:
    """A trimap as PyMatting wants it."""
    return np.select([trimap == BACKGROUND, trimap == FOREGROUND], [0.0, 1.0], 0.5)


def warm(names: Iterable[str]) -> None:
    """Let everything compile that compiles, on a small photo."""
    image, trimap = small_case()
    for name in names:
        try_method(METHODS.get(name))
        if name in SHARED_NAMES:
            theirs(name, to_float(image), trimap)


def timed(function: Callable[..., T], *arguments: Any) -> tuple[float, T]:
    """Seconds, and what the call gave."""
    began = time.perf_counter()
    answer = function(*arguments)
    return time.perf_counter() - began, answer


def say(line: str) -> None:
    """Tell who waits what is being measured."""
    print(line, file=sys.stderr, flush=True)


def print_table(title: str, columns: str, rows: Iterable[Iterable[object]], notes: str = "") -> None:
    """Print a table; `columns` are separated by |, the first is text."""
    table = Table(title=title, caption=notes or None)
    for number, column in enumerate(columns.split("|")):
        table.add_column(column.strip(), justify="right" if number else "left")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, str) else f"{cell:.4g}" for cell in row))
    # Wide enough for all columns where no terminal says how wide it is.
    Console(width=max(_WIDTH, Console().width)).print(table)
