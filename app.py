"""The web app's entry: `python app.py --project DIR`, or without it the demo project."""

from __future__ import annotations

import argparse
from pathlib import Path

from curator import terminal
from curator.errors import CuratorError

DEMO = Path(".demo")


def main() -> None:
    """Serve a project; a folder that is empty or not there becomes a new one."""
    parser = argparse.ArgumentParser(description="Serve a project of curator in the browser.")
    parser.add_argument("--project", type=Path, default=DEMO, help="its folder (default: a demo)")
    parser.add_argument("--host", default="127.0.0.1", help="the address to listen at")
    parser.add_argument("--port", type=int, default=7860, help="the port to listen at")
    chosen = parser.parse_args()
    try:
        _prepare(chosen.project)
        from curator.web.server import serve

        serve(chosen.project, chosen.host, chosen.port)
    except CuratorError as error:
        terminal.failure(str(error))
        raise SystemExit(1) from error


def _prepare(folder: Path) -> None:
    if folder == DEMO:
        from curator.workflow.demo import make_demo

        make_demo(folder, terminal.note)
    elif not folder.exists() or (folder.is_dir() and not any(folder.iterdir())):
        from curator.store.project import Project

        Project.create(folder).close()


if __name__ == "__main__":
    main()
