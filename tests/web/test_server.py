"""The server as a process: one line when it is ready, a sentence when it cannot start."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from curator.errors import InputError, ProjectError
from curator.store.project import Project
from curator.web.server import serve

PROGRAM = "import sys; from pathlib import Path; from curator.web.server import serve; "


def test_it_says_where_it_is_once_it_answers_and_ends_on_request(annotated: Project) -> None:
    code = f"{PROGRAM} serve(Path({str(annotated.folder)!r}), port=0)"
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=environment,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline().strip()
        prefix, _, address = line.rpartition(" ")
        assert prefix == "curator is ready at"
        assert httpx.get(f"{address}/api/annotations/1").json()["id"] == 1
        page = httpx.get(f"{address}/annotate").text
        assert "curator-editor" in page
        # As an open page keeps it: that somebody looks on is nothing to complain about in the end.
        with httpx.stream("GET", f"{address}/gradio_api/heartbeat/somebody", timeout=60):
            process.send_signal(signal.SIGTERM)
            assert process.wait(20) is not None
        assert process.stdout.read() == ""
        assert process.stderr is not None
        assert process.stderr.read() == ""
    finally:
        process.kill()
        process.wait()


def test_a_taken_port_is_said(annotated: Project) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(InputError, match=f"Port {port} .*another one with --port"):
            serve(annotated.folder, port=port)


def test_a_folder_without_a_project_is_said(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="curator init"):
        serve(tmp_path / "nothing", port=0)
