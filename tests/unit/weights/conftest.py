"""Toy weights, a cache of their own, and a server of this machine that can misbehave."""

from __future__ import annotations

import hashlib
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from curator import weights

CONTENT = bytes(range(256)) * 2048
#: A port of this machine where nobody listens.
NOWHERE = "http://127.0.0.1:9/toy.tflite"
TOY = weights.Weights(
    name="toy",
    title="Toy weights",
    file="toy.tflite",
    address=NOWHERE,
    requirement="toy-package==1.2.3",
    python="3.11",
    platform="manylinux_2_28_x86_64",
    wheel_size=1_000_000,
    member="toy/models/toy.tflite",
    size=len(CONTENT),
    sha256=hashlib.sha256(CONTENT).hexdigest(),
    licence="Apache-2.0",
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The cache, which is not there yet, and no proxy."""
    monkeypatch.setenv("CURATOR_WEIGHTS", str(tmp_path / "cache" / "weights"))
    monkeypatch.delenv("CURATOR_OFFLINE", raising=False)
    for scheme in ("http", "https", "all", "no"):
        monkeypatch.delenv(f"{scheme}_proxy", raising=False)
        monkeypatch.delenv(f"{scheme.upper()}_PROXY", raising=False)
    monkeypatch.setattr(weights, "KNOWN", {"toy": TOY})
    return tmp_path / "cache" / "weights"


class Server(http.server.ThreadingHTTPServer):
    """Serves one content at every address, as a good server does unless it is told otherwise.

    `asked` holds the path and the headers of every request. `ends_after` are the bytes of an answer
    after which the connection ends, one a request, and no more once they are used up.
    """

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.content, self.etag = CONTENT, '"first"'
        self.ranges, self.lies, self.status = True, 0, 200
        self.ends_after: list[int] = []
        self.asked: list[tuple[str, dict[str, str]]] = []

    @property
    def root(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Server

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        server, headers = self.server, {name.lower(): value for name, value in self.headers.items()}
        server.asked.append((self.path, headers))
        if server.status != 200:
            self.send_error(server.status)
            return
        start, size = 0, len(server.content)
        wanted = headers.get("range", "")
        if wanted and server.ranges and headers.get("if-range", server.etag) == server.etag:
            start = int(wanted.removeprefix("bytes=").rstrip("-")) + server.lies
            if start >= size:
                self.send_error(416)
                return
            self.send_response(206)
            self.send_header("Content-Range", f"bytes {start}-{size - 1}/{size}")
        else:
            self.send_response(200)
        if server.etag:
            self.send_header("ETag", server.etag)
        self.send_header("Content-Length", str(size - start))
        self.end_headers()
        end = start + server.ends_after.pop(0) if server.ends_after else size
        self.wfile.write(server.content[start:end])


@pytest.fixture
def server(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server of this machine, from which the toy weights come."""
    made = Server()
    thread = threading.Thread(target=made.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield made
    made.shutdown()
    thread.join()
    made.server_close()
