"""What the environment may say, read in one place."""

from __future__ import annotations

import getpass
import os
from pathlib import Path

import platformdirs

#: Pixels a photo may have before it is refused as a decompression bomb.
MAX_PHOTO_PIXELS = 100_000_000


def weights_folder() -> Path:
    """Where weights are kept: CURATOR_WEIGHTS, or the user's cache folder."""
    chosen = os.environ.get("CURATOR_WEIGHTS")
    return Path(chosen) if chosen else Path(platformdirs.user_cache_dir("curator")) / "weights"


def own_file(source: str) -> Path | None:
    """The file that a person brought for a source: CURATOR_MASKRCNN, _DENSEPOSE or _ONNX."""
    chosen = os.environ.get(f"CURATOR_{source.upper()}", "").strip()
    return Path(chosen) if chosen else None


def offline() -> bool:
    """Whether CURATOR_OFFLINE forbids every use of the network."""
    return os.environ.get("CURATOR_OFFLINE", "").strip().lower() not in ("", "0", "no", "false")


def hosts() -> tuple[str, ...]:
    """Further names that the web app answers to, as behind a proxy: CURATOR_HOSTS, by commas."""
    names = os.environ.get("CURATOR_HOSTS", "").split(",")
    return tuple(name.strip() for name in names if name.strip())


def author() -> str:
    """Who works on the command line: CURATOR_AUTHOR, or the name of the account."""
    chosen = os.environ.get("CURATOR_AUTHOR", "").strip()
    if chosen:
        return chosen
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "unknown"
