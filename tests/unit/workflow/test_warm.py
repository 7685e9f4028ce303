"""Warming: once, in sight, and never said to be done when it was not."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from curator import weights
from curator.errors import ConvergenceError, UnavailableError
from curator.registry import METHODS
from curator.workflow import warm as warming
from curator.workflow.warm import main, warm

DONE = "The matting methods are compiled already."


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An environment of its own for the stamp."""
    monkeypatch.setattr(sys, "prefix", str(tmp_path))
    return tmp_path


def run() -> list[str]:
    lines: list[str] = []
    warm(lines.append)
    return lines


def stamp(prefix: Path) -> Path:
    (found,) = prefix.glob(".curator-warm-*")
    return found


def test_every_method_is_tried_and_the_second_time_nothing(prefix):
    lines = run()
    assert lines[0].startswith("Compiling")
    for title in [record.title for record in METHODS.all()]:
        assert any(title in line for line in lines)
    assert "ready" in lines[-1]
    assert "numba0" in stamp(prefix).name
    assert run() == [DONE]


def test_the_second_time_numba_is_not_even_imported(prefix):
    run()
    program = (
        f"import sys; sys.prefix = {str(prefix)!r}\n"
        "from curator.workflow.warm import warm\n"
        "warm(print); print('numba' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == f"{DONE}\nFalse\n"


COMPILED = """
import json, numpy
from numba.core.dispatcher import Dispatcher
import sys
from curator.imaging.convert import to_float
from curator.records import Stroke
from curator.matting import estimate_alpha
from curator.matting.session import MattingSession
from curator.registry import METHODS
from curator.workflow.warm import try_method
from tests.scenes import scene

def known():
    return {
        f"{name}.{key}": [str(each) for each in value.signatures]
        for name, module in list(sys.modules.items()) if name.startswith("curator.")
        for key, value in vars(module).items() if isinstance(value, Dispatcher)
    }

for record in METHODS.all():
    try_method(record)
before = known()
for height, width, made in ((160, 120, numpy.array), (90, 130, numpy.asfortranarray)):
    portrait = scene(height, width)
    for record in METHODS.all():
        image, trimap = made(portrait.image), made(portrait.trimap)
        estimate_alpha(image, trimap, record.name)
        with MattingSession(image, trimap, record.name) as session:
            for label in ("foreground", "unknown", "background"):
                session.edit([Stroke(label, 5.0, ((40.0, 40.0), (60.5, 70.5)))])
            session.undo()
            session.edit([Stroke("unknown", 9.0, ((80.0, 20.0),))])
after = known()
print(json.dumps([len(before), {key: after[key] for key in after if after[key] != before.get(key)}]))
"""


def test_no_photo_meets_a_kernel_that_is_not_compiled():
    """What the small case compiles is all there is: other photos bring no other types."""
    done = subprocess.run([sys.executable, "-c", COMPILED], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    count, new = json.loads(done.stdout)
    assert count > 20
    assert new == {}


def test_another_processor_or_installation_is_warmed_anew(prefix):
    run()
    note = json.loads(stamp(prefix).read_text())
    stamp(prefix).write_text(json.dumps({**note, "installation": "another"}))
    assert len(run()) > 1
    assert run() == [DONE]


def test_a_cache_that_was_deleted_is_made_anew(prefix, tmp_path):
    run()
    note = json.loads(stamp(prefix).read_text())
    caches = [note["caches"][0], str(tmp_path / "gone")]
    stamp(prefix).write_text(json.dumps({**note, "caches": caches}))
    assert len(run()) > 1


def test_a_stamp_that_says_nothing_counts_as_none(prefix):
    run()
    stamp(prefix).write_text("{")
    assert len(run()) > 1


def test_a_failure_leaves_no_stamp(prefix, monkeypatch):
    def fails(image, trimap, parameters):
        raise ConvergenceError("It did not arrive.")

    monkeypatch.setitem(METHODS._records, "shared", replace(METHODS.get("shared"), function=fails))
    with pytest.raises(ConvergenceError):
        run()
    assert list(prefix.iterdir()) == []


def test_a_stamp_that_cannot_be_written_is_said(prefix, monkeypatch):
    monkeypatch.setattr(sys, "prefix", str(prefix / "not" / "there"))
    assert any("could not be noted" in line for line in run())


def test_long_work_is_seen_to_go_on(monkeypatch):
    """The clock ticks while the step lasts, here until it has ticked twice."""
    import threading

    monkeypatch.setattr(warming, "_TICK_SECONDS", 0.01)
    lines: list[str] = []
    twice = threading.Event()

    def report(line: str) -> None:
        lines.append(line)
        if len(lines) == 3:
            twice.set()

    with warming._ticking("Compiling", report):
        assert twice.wait(60)
    assert lines[0] == "Compiling ..."
    assert lines[1] == "Compiling ... 0 s"


def test_without_a_network_the_app_can_start(prefix, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path / "weights"))
    monkeypatch.setenv("CURATOR_OFFLINE", "1")
    assert main() == 0
    printed = capsys.readouterr()
    assert "CURATOR_OFFLINE is set" in printed.err
    assert "ready" in printed.out


def test_absent_weights_are_fetched(prefix, monkeypatch, capsys, tmp_path):
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path / "weights"))
    asked = []

    def fetch(name, report):
        asked.append(name)
        raise UnavailableError("There is no network.")

    monkeypatch.setattr(weights, "fetch", fetch)
    monkeypatch.setattr(warming, "warm", lambda report: None)
    assert main() == 0
    assert asked == ["selfie"]
    assert "There is no network." in capsys.readouterr().err


def test_a_broken_method_is_an_exit_code(prefix, monkeypatch, capsys):
    def fails(report):
        raise ConvergenceError("Shared did not arrive.")

    monkeypatch.setattr(warming, "warm", fails)
    monkeypatch.setattr(weights, "KNOWN", {})
    assert main() == 1
    assert "Shared did not arrive." in capsys.readouterr().err
