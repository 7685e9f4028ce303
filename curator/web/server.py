"""The web app: our routes for pixels and strokes, Gradio's pages around them."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
import threading
import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from curator.errors import InputError
from curator.registry import METHODS
from curator.store.project import Project

# Nothing phones home unless somebody asks for it; Gradio reads this when it is imported.
os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")

if TYPE_CHECKING:
    from fastapi import FastAPI

#: Seconds that open connections get when the server is stopped.
_FAREWELL = 2


def create_app(project: Project, host: str = "127.0.0.1") -> FastAPI:
    """The app on one open project; `host` is the name or address it is served at."""
    import gradio
    from fastapi import FastAPI

    from curator.ui.app import build
    from curator.ui.theme import appearance
    from curator.web import (
        activity,
        annotations,
        candidates,
        corrections,
        errors,
        files,
        live,
        people,
        photos,
        presence,
        reports,
        strokes,
        timeline,
        worst,
    )
    from curator.web.access import Access
    from curator.web.running import RunningJobs
    from curator.workflow.presence import Presence

    app = FastAPI(title="curator", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.project = project
    app.state.jobs = RunningJobs()
    app.state.presence = Presence()
    errors.install(app)
    parts = (photos, annotations, strokes, corrections, candidates, live, files, reports, timeline)
    for part in (*parts, activity, people, presence, worst):
        app.include_router(part.router)
    app.add_middleware(Access, host=host)
    with warnings.catch_warnings():
        # Said of every app of several pages, also of one that asked for no rendering on the server.
        warnings.filterwarnings("ignore", message="SSR mode is not supported", category=UserWarning)
        gradio.mount_gradio_app(app, build(project), path="/", **appearance())
    return app


def serve(folder: Path, host: str = "127.0.0.1", port: int = 7860) -> None:
    """Serve a project until interrupted; prints the address once it answers.

    Raises
    ------
    InputError
        If the port is taken, or the host is none of this machine's.
    ProjectError, NewerProjectError
        As `Project.open`.
    """
    import uvicorn

    with _listening(host, port) as listener, Project.open(folder) as project:
        shown = "127.0.0.1" if host in ("0.0.0.0", "::") else host
        address = f"http://{f'[{shown}]' if ':' in shown else shown}:{listener.getsockname()[1]}"

        class Server(uvicorn.Server):
            async def startup(self, sockets: Sequence[socket.socket] | None = None) -> None:
                await super().startup(list(sockets or ()))
                if self.started:
                    print(f"curator is ready at {address}", flush=True)
                    # Else the first page would wait for the kernels to be loaded.
                    threading.Thread(target=METHODS.all, daemon=True).start()

        config = uvicorn.Config(
            create_app(project, host), log_level="warning", timeout_graceful_shutdown=_FAREWELL
        )
        server = Server(config)
        logging.getLogger("uvicorn.error").addFilter(
            lambda record: not (server.should_exit and _is_farewell(record))
        )
        server.run(sockets=[listener])


def _is_farewell(record: logging.LogRecord) -> bool:
    """Whether uvicorn says, as of an error, that a page was open when the server was told to end."""
    of = record.exc_info[1] if record.exc_info else None
    return isinstance(of, asyncio.CancelledError) or record.msg.startswith("Cancel %s running task")


def _listening(host: str, port: int) -> socket.socket:
    """A socket at the address, so that a taken port is known before anything else starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Named, TCP is told to send at once: else each answer of two parts waits for the other's receipt.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except PermissionError as error:
        listener.close()
        raise InputError(
            f"This account may not listen at port {port}. Choose one above 1023 with --port."
        ) from error
    except OSError as error:
        listener.close()
        raise InputError(
            f"Port {port} at {host} cannot be used ({error.strerror or error}): another program may "
            "have it. Choose another one with --port."
        ) from error
    return listener
