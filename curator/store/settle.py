"""Until the power can go: what was written is on the disk, not on its way there."""

from __future__ import annotations

import errno
import os
from pathlib import Path


def settle(path: Path) -> None:
    """Wait until the content of a file, or the names in a folder, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    except OSError as error:
        # Disks on a network may know nothing of the kind, and keep their folders in order themselves.
        if error.errno != errno.EINVAL:
            raise
    finally:
        os.close(handle)
