"""A server process on demand: imports once, then serves each time in a child of its own.

Reads a line "HOST PORT FOLDER" for each server that is wanted, and answers with the child's process
id. The child is the real server, started as `curator serve` starts it; only the imports are shared, so
that fifty servers can be started and killed in about a minute.
"""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

# Imported here, before any fork, so that no child has to: `serve` asks for them only when it starts.
import gradio  # noqa: F401
import uvicorn  # noqa: F401

import curator.ui.app
import curator.web.annotations
import curator.web.candidates
import curator.web.strokes  # noqa: F401
from curator.registry import METHODS
from curator.web.server import serve
from tests.idle_apps import no_idle_apps


def main() -> None:
    METHODS.all()
    # What a child's collector does not look at is not copied for it.
    gc.freeze()
    with no_idle_apps():
        _serve_each()


def _serve_each() -> None:
    for line in sys.stdin:
        host, port, folder = line.rstrip("\n").split(" ", 2)
        child = os.fork()
        if child == 0:
            sys.stdin.close()
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
            serve(Path(folder), host, int(port))
            os._exit(0)
        print(child, flush=True)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
