"""The one way to list and find matting methods, sources, metrics and formats.

A record is registered by the file that implements it. Looking anything up imports every file of
the kind's folder once, then the entry points of installed packages, so that adding a method is
adding one file.
"""

from __future__ import annotations

import importlib
import pkgutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, Generic, Literal, Protocol, TypeVar

from curator.errors import UnavailableError, UnknownNameError
from curator.exchange import IncomingPhoto, OutgoingPhoto, WriteSummary
from curator.records import Problem, Prompt, Rectangle, SubjectMask
from curator.types import Alpha, FloatImage, Image, Region, Trimap


class _Named(Protocol):
    @property
    def name(self) -> str: ...


R = TypeVar("R", bound=_Named)


class Engine(Protocol):
    """A method that stays on one photo, so that a changed trimap costs what the change can reach."""

    @property
    def nbytes(self) -> int:
        """Bytes it holds on to."""

    def solve(self, trimap: Trimap, changed: Rectangle | None) -> Alpha:
        """The alpha of a trimap, float32 in [0, 1], H x W, in a new array.

        `changed` is a box outside of which the trimap is that of the call before, None where nothing is
        known of that. The answer is that of the method's `function` to within 1e-5, however many
        changes came before. The trimap is as `function` wants it, and is not kept: it may be
        changed after the call. A call that raised leaves an engine that answers the next one.
        """


@dataclass(frozen=True)
class MattingMethod:
    """Photo and trimap to alpha.

    `function(image, trimap, parameters)` takes a float image and a checked trimap of the same size
    that has foreground, background and unknown pixels; known pixels of its answer are exactly 0
    and 1. It raises `ConvergenceError` rather than return what it did not finish.

    `engine(image, parameters)` makes an engine for one photo; None where each change is answered
    from scratch.
    """

    name: str
    title: str
    paper: str
    version: str
    parameters: type
    function: Callable[[FloatImage, Trimap, Any], Alpha]
    engine: Callable[[FloatImage, Any], Engine] | None = None


@dataclass(frozen=True)
class Source:
    """A thing that proposes person masks.

    `function(photo, prompt, parameters)` returns one mask a subject, of the photo's size, and raises
    `NoPersonError` when it finds nobody. `unavailable()` returns None, or the sentence that says
    what to install or fetch; it is cheap and never raises.

    `trust` says how far the inside of its masks is trusted: fusion divides the kernel by it (1 for a
    silhouette, 2 for a source like DensePose whose kernel Orrite halves).
    """

    name: str
    title: str
    paper: str
    version: str
    trust: float
    parameters: type
    function: Callable[[Image, Prompt, Any], Sequence[SubjectMask]]
    unavailable: Callable[[], str | None]


@dataclass(frozen=True)
class Metric:
    """A number for a pair of alpha and truth over a region.

    `function(alpha, truth, region, parameters)` takes two alphas of one size and a boolean region of
    that size (all True for the whole image, the trimap's unknown band otherwise).

    `variant` is the sentence that a report prints beside the numbers: which of the definitions in
    use was taken, and how it is normalised.
    """

    name: str
    title: str
    paper: str
    version: str
    unit: str
    better: Literal["higher", "lower"]
    regions: tuple[Literal["image", "band"], ...]
    parameters: type
    function: Callable[[Alpha, Alpha, Region, Any], float]
    variant: str = ""


@dataclass(frozen=True)
class Format:
    """A layout on disk that photos and annotations are read from and written to.

    `read(path)` yields photos one at a time, and a `Problem` for each file that cannot be used; it
    raises `LayoutError` when the folder is not of this layout at all. `write(directory, photos,
    split)` fills an empty directory; None where the layout is only read.
    """

    name: str
    title: str
    reference: str
    version: str
    read: Callable[[Path], Iterator[IncomingPhoto | Problem]]
    write: Callable[[Path, Iterable[OutgoingPhoto], str], WriteSummary] | None


class Registry(Generic[R]):
    """Records of one kind, by name."""

    def __init__(self, kind: str, package: str) -> None:
        self.kind = kind
        self._package = package
        self._records: dict[str, R] = {}
        self._loaded = False
        self._loading = threading.Lock()

    def register(self, record: R) -> R:
        """Add a record; a name is taken once."""
        if record.name in self._records:
            raise ValueError(f"there is a {self.kind} {record.name!r} already")
        self._records[record.name] = record
        return record

    def all(self) -> tuple[R, ...]:
        """Every record, by name."""
        self._load()
        return tuple(self._records[name] for name in sorted(self._records))

    def names(self) -> tuple[str, ...]:
        """Every name, sorted."""
        return tuple(record.name for record in self.all())

    def get(self, name: str) -> R:
        """The record of that name.

        Raises
        ------
        UnknownNameError
            If there is none; the message lists those there are.
        """
        self._load()
        if name not in self._records:
            names = ", ".join(sorted(self._records))
            raise UnknownNameError(f"There is no {self.kind} {name!r}; there are: {names}.")
        return self._records[name]

    def _load(self) -> None:
        if self._loaded:
            return
        # A second thread must not find the registry half filled.
        with self._loading:
            if self._loaded:
                return
            package = importlib.import_module(self._package)
            for module in pkgutil.iter_modules(package.__path__):
                importlib.import_module(f"{self._package}.{module.name}")
            for entry_point in entry_points(group=self._package):
                _load_installed(entry_point, self.kind)
            self._loaded = True


def _load_installed(entry_point: EntryPoint, kind: str) -> None:
    try:
        entry_point.load()
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        package = entry_point.dist.name if entry_point.dist is not None else entry_point.value
        raise UnavailableError(
            f"The installed package {package} cannot add its {kind} {entry_point.name!r} ({error}): "
            f"repair it, or run `pip uninstall {package}`."
        ) from error


METHODS: Registry[MattingMethod] = Registry("matting method", "curator.matting")
SOURCES: Registry[Source] = Registry("source", "curator.proposal")
METRICS: Registry[Metric] = Registry("metric", "curator.metrics")
FORMATS: Registry[Format] = Registry("format", "curator.formats")
