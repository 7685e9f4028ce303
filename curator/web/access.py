"""Who may ask: our own pages only, and nothing larger than we need.

The app has no password and holds people's portraits, so a page of another site must not reach it
through the browser of somebody who has it open:

- the Host header must name this machine, else a name that was made to point here (DNS rebinding)
  would count as the same site;
- what changes something must come from our own origin, and so must every read of the API that a
  browser says was caused by another site;
- a body sent to the API is bounded, so that no request fills the memory.
"""

from __future__ import annotations

import ipaddress
import json
import socket
from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from curator.settings import hosts
from curator.web.errors import as_json

#: Bytes that a request to the API may carry; a stroke of 20,000 points has about half of it.
LARGEST_BODY = 1_000_000

_TOO_LARGE = f"A request carries at most {LARGEST_BODY:,} bytes: draw long strokes in parts."
_SAFE = ("GET", "HEAD", "OPTIONS")
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
)


class Access:
    """ASGI middleware that turns away what is not ours."""

    def __init__(self, app: ASGIApp, host: str) -> None:
        self._app = app
        self._names = frozenset(_lowered(("localhost", host, socket.gethostname(), *hosts())))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or hand on."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        refusal = self._refusal(scope, headers)
        if refusal is not None:
            await _refuse(scope, send, 403, refusal)
        elif scope["type"] == "http" and _is_api(scope):
            await self._bounded(scope, headers, receive, send)
        else:
            await self._app(scope, receive, send)

    def _refusal(self, scope: Scope, headers: dict[str, str]) -> str | None:
        host = headers.get("host", "")
        name = _name(host)
        if not (name in self._names or name.endswith(".localhost") or _is_address(name)):
            return (
                f"This server does not answer to the name {name!r}. Open it by its address, or name "
                "it in the environment variable CURATOR_HOSTS."
            )
        site = headers.get("sec-fetch-site", "none")
        changes = scope["type"] == "websocket" or scope["method"] not in _SAFE
        if changes and (site not in ("same-origin", "none") or not _is_own(headers, host)):
            return "Only curator's own pages may change anything."
        if _is_api(scope) and site in ("cross-site", "same-site"):
            return "Only curator's own pages may read this."
        return None

    async def _bounded(
        self, scope: Scope, headers: dict[str, str], receive: Receive, send: Send
    ) -> None:
        length = headers.get("content-length", "0")
        if not length.isdigit() or int(length) > LARGEST_BODY:
            await _refuse(scope, send, 413, _TOO_LARGE)
            return
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            # Of a body that names no length and grows too large, the rest is never read.
            return {"type": "http.disconnect"} if seen > LARGEST_BODY else message

        async def guarded(message: Message) -> None:
            if seen > LARGEST_BODY:
                if message["type"] == "http.response.start":
                    await _refuse(scope, send, 413, _TOO_LARGE)
                return
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", ()), *_HEADERS]
            await send(message)

        await self._app(scope, counted, guarded)


def _is_api(scope: Scope) -> bool:
    return bool(scope["path"].startswith("/api/"))


def _is_own(headers: dict[str, str], host: str) -> bool:
    """Whether the Origin, which browsers send with every change, is this server."""
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == host.lower()


def _name(host: str) -> str:
    """A Host header without its port, in lower case."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _is_address(name: str) -> bool:
    """An IP address cannot be made to point elsewhere."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


def _lowered(names: Iterable[str]) -> Iterable[str]:
    return (name.strip().lower() for name in names if name.strip())


async def _refuse(scope: Scope, send: Send, status: int, message: str) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": 1008})
        return
    body = json.dumps(as_json("AccessError", message)).encode()
    headers = [(b"content-type", b"application/json"), *_HEADERS]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
