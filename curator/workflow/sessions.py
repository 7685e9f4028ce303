"""Matting sessions of the annotations that are being worked on: a change costs what it can reach."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from curator.imaging.convert import quantise_alpha
from curator.matting.session import MattingSession
from curator.records import Annotation
from curator.store.project import Project
from curator.types import Alpha, Image, Trimap
from curator.workflow.cache import Bounded
from curator.workflow.shown import Shown

#: Bytes that sessions may hold together; the newest one is kept whatever it holds.
_LIMIT = 3_000_000_000
#: Seconds after which a session is weighed again: of a large photo that takes a while.
_WEIGH_AFTER = 15.0
#: Steps are undone in the store, which a session follows; it keeps none of its own.
_NO_HISTORY = 0


@dataclass
class Opened:
    """The session of one annotation and method, what pages were shown of it, and of which revision.

    `revision` is empty while that is not known.
    """

    image: Image
    session: MattingSession
    shown: Shown
    revision: str = ""

    def move(self, trimap: Trimap, revision: str) -> None:
        """Go to the trimap of a revision.

        Raises
        ------
        CuratorError
            As `MattingSession.change`; nothing has changed then.
        """
        if revision and revision == self.revision:
            return
        self.shown.take(self.session.change(trimap))
        self.revision = revision


@dataclass
class Held:
    """A place for a session; `lock` is held while it is opened, moved or read."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    #: Held while waiting for the exact answer, which must not keep others from moving on.
    settling: threading.Lock = field(default_factory=threading.Lock)
    opened: Opened | None = None
    #: When it was weighed last.
    weighed: float = -_WEIGH_AFTER

    def weigh_later(self) -> None:
        """Somebody waits for what was asked for, and will ask for more: weigh it then."""
        self.weighed = max(self.weighed, time.monotonic() - _WEIGH_AFTER + 1)


def _bytes(held: Held) -> int:
    opened = held.opened
    return 0 if opened is None else opened.session.nbytes + opened.shown.nbytes


_sessions: Bounded[Held] = Bounded(_LIMIT, _bytes)
_opening = threading.Lock()


@contextmanager
def place(
    project: Project, annotation: Annotation, method: str, values: Mapping[str, Any]
) -> Iterator[Held]:
    """Where the session of an annotation and a method with these parameters is kept.

    It is weighed again afterwards, unless that was done a moment ago: it may hold more than before.
    """
    key = (str(project.folder.resolve()), annotation.id, method, tuple(sorted(values.items())))
    with _opening:
        held = _sessions.get(key)
        if held is None:
            held = Held()
            _sessions.put(key, held)
    yield held
    if time.monotonic() - held.weighed >= _WEIGH_AFTER:
        _sessions.put(key, held)
        held.weighed = time.monotonic()


def opened(
    held: Held,
    method: str,
    values: Mapping[str, Any],
    trimap: Trimap,
    revision: str,
    photo: Callable[[], Image],
) -> Opened:
    """The session at a place, opened with this trimap where there is none; under its lock."""
    if held.opened is None:
        image = photo()
        session = MattingSession(image, trimap, method, _NO_HISTORY, **values)
        held.opened = Opened(image, session, Shown(session), revision)
    return held.opened


def matted(
    project: Project,
    annotation: Annotation,
    method: str,
    values: Mapping[str, Any],
    trimap: Trimap,
    photo: Callable[[], Image],
) -> Alpha:
    """The alpha of an annotation's trimap, from the session that its last one left.

    Parameters
    ----------
    project, annotation
        Whose trimap it is.
    method
        The name of a registered matting method.
    values
        All its parameters, by their names.
    trimap
        uint8 of 0, 128, 255, H x W.
    photo
        Gives the annotation's photo, asked for only where there is no session yet.

    Returns
    -------
    Alpha
        The exact answer on the 16-bit grid, as it would be stored.

    Raises
    ------
    CuratorError
        As `curator.estimate_alpha`.
    """
    with place(project, annotation, method, values) as held, held.lock:
        found = opened(held, method, values, trimap, "", photo)
        found.move(trimap, "")
        settled = found.session.settle()
        if settled is not None:
            found.shown.take(settled)
        return quantise_alpha(found.session.alpha)
