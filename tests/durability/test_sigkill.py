"""Acknowledged means durable: the server is killed at random, every acknowledged stroke is there."""

from __future__ import annotations

import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from curator.store.project import Project
from curator.workflow.propose import start_blank
from curator.workflow.verify import verify
from tests.durability.photos import import_one

KILLS = 50
LABELS = ("foreground", "background", "unknown")


class Servers:
    """Starts the real server in a process of its own, again and again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}"
        self._parent = subprocess.Popen(
            [sys.executable, "-m", "tests.durability.fork_server"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )

    def start(self) -> int:
        """The process id of a server that answers."""
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(f"127.0.0.1 {self.port} {self.folder}\n")
        self._parent.stdin.flush()
        process = int(self._parent.stdout.readline())
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            try:
                if httpx.get(f"{self.address}/api/annotations/1", timeout=5).status_code == 200:
                    return process
            except httpx.TransportError:
                time.sleep(0.02)
        raise AssertionError("the server did not answer within a minute")

    def stop(self) -> None:
        self._parent.kill()
        self._parent.wait()


@pytest.fixture
def servers(tmp_path: Path) -> Iterator[Servers]:
    folder = tmp_path / "project"
    with Project.create(folder) as project:
        photo = import_one(project, tmp_path / "photos")
        start_blank(project, photo.id, "ann")
    made = Servers(folder)
    yield made
    made.stop()


def draw_until_dead(
    address: str, dice: random.Random, kill_after: int, kill: threading.Timer
) -> list[tuple[str, str]]:
    """Draw stroke upon stroke until the server is gone; (token, hash) of each acknowledged one.

    The timer that kills it is started when `kill_after` strokes are acknowledged.
    """
    acknowledged: list[tuple[str, str]] = []
    with httpx.Client(base_url=address, timeout=60) as client:
        head = client.get("/api/annotations/1").raise_for_status().json()["head"]
        while True:
            if len(acknowledged) == kill_after:
                kill.start()
            token = f"{dice.getrandbits(64):016x}"
            stroke = {
                "base": head,
                "token": token,
                "label": dice.choice(LABELS),
                "radius": dice.uniform(1, 9),
                "points": [[dice.uniform(0, 72), dice.uniform(0, 96)] for _ in range(5)],
            }
            try:
                answer = client.post("/api/annotations/1/strokes", json=stroke)
            except httpx.TransportError:
                return acknowledged
            answer.raise_for_status()
            head = answer.json()["head"]
            acknowledged.append((token, head))


def test_no_acknowledged_stroke_is_lost_in_fifty_kills(servers: Servers) -> None:
    dice = random.Random(20261121)
    acknowledged: list[tuple[str, str]] = []
    for number in range(KILLS):
        process = servers.start()
        killer = threading.Timer(dice.uniform(0.0, 0.15), os.kill, (process, signal.SIGKILL))
        # However slow the machine is, so many strokes are there to be lost.
        acknowledged += draw_until_dead(servers.address, dice, number % 4, killer)
        killer.join()
        with Project.open(servers.folder) as project:
            current = project.annotations.get(1).head
            chain = {step.token: step.hash for step in project.revisions.chain(current)}
            assert [hash_ for token, hash_ in acknowledged if chain.get(token) != hash_] == []
            # At most the one stroke in flight can be there without having been acknowledged.
            assert len(chain) - 1 - len(acknowledged) <= number + 1
            assert verify(project).faults == ()
    assert len(acknowledged) >= sum(number % 4 for number in range(KILLS))
