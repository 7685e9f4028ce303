"""Acknowledged means durable: the server is killed at random, every acknowledged stroke is there."""

from __future__ import annotations

import os
import random
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from curator.store.project import Project
from curator.workflow.propose import start_blank
from curator.workflow.verify import verify
from tests.durability.photos import import_one
from tests.durability.servers import Servers

KILLS = 50
LABELS = ("foreground", "background", "unknown")


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
