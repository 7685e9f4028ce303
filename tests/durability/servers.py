"""Real servers in processes of their own, to be killed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from functools import cache
from pathlib import Path

import httpx


class Servers:
    """Starts the real server in a process of its own, again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._served: int | None = None

    def start(self) -> int:
        """The process id of a server that answers."""
        parent = _parent()
        assert parent.stdin is not None
        assert parent.stdout is not None
        parent.stdin.write(f"127.0.0.1 {self.port} {self.folder}\n")
        parent.stdin.flush()
        process = int(parent.stdout.readline())
        self._served = process
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.address}/api/annotations/1", timeout=5).status_code == 200:
                    return process
            except httpx.TransportError:
                time.sleep(0.02)
        raise AssertionError("the server did not answer within a minute")

    def stop(self) -> None:
        # Nobody else ends a server that no test has killed.
        if self._served is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._served, signal.SIGKILL)


@cache
def _parent() -> subprocess.Popen[str]:
    """What forks the servers; it ends with the process that asked for it, whose end it reads."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.durability.fork_server"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
