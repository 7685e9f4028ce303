"""Is there room for what comes? Asked before, because a full machine ends the process, not the step."""

from __future__ import annotations

from pathlib import Path

_MEMORY = Path("/proc/meminfo")
_GROUP = Path("/sys/fs/cgroup")


def available() -> int | None:
    """Bytes of memory that can be had now; None where the system does not say."""
    rooms = [room for room in (_of_machine(), _of_group()) if room is not None]
    return min(rooms, default=None)


def _of_machine() -> int | None:
    for line in _lines(_MEMORY):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return None


def _of_group() -> int | None:
    """What the control group of a container leaves; files kept in memory can be dropped."""
    limit = next(iter(_lines(_GROUP / "memory.max")), "max")
    used = next(iter(_lines(_GROUP / "memory.current")), None)
    if limit == "max" or used is None:
        return None
    pairs = (line.split() for line in _lines(_GROUP / "memory.stat"))
    dropped = sum(int(value) for name, value in pairs if name == "inactive_file")
    return max(0, int(limit) - int(used) + dropped)


def _lines(path: Path) -> list[str]:
    try:
        return path.read_text().splitlines()
    except OSError:
        return []
