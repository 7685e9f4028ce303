"""Matting sessions of the annotations that are being worked on: a change costs what it can reach."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from curator.imaging.convert import quantise_alpha
from curator.matting.session import MattingSession
from curator.records import Annotation
from curator.store.project import Project
from curator.types import Alpha, Image, Trimap
from curator.workflow.cache import Bounded

#: Bytes that sessions may hold together; the newest one is kept whatever it holds.
_LIMIT = 3_000_000_000
#: Steps are undone in the store, which a session follows; it keeps none of its own.
_NO_HISTORY = 0


@dataclass
class _Held:
    lock: threading.Lock = field(default_factory=threading.Lock)
    session: MattingSession | None = None


def _bytes(held: _Held) -> int:
    return 0 if held.session is None else held.session.nbytes


_sessions: Bounded[_Held] = Bounded(_LIMIT, _bytes)
_opening = threading.Lock()


def matted(
    project: Project,
    annotation: Annotation,
    method: str,
    trimap: Trimap,
    photo: Callable[[], Image],
) -> Alpha:
    """The alpha of an annotation's trimap, from the session that its last one left.

    Parameters
    ----------
    project, annotation
        Whose trimap it is.
    method
        The name of a registered matting method, which runs with its default parameters.
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
    key = (str(project.folder.resolve()), annotation.id, method)
    with _opening:
        held = _sessions.get(key)
        if held is None:
            held = _Held()
            _sessions.put(key, held)
    with held.lock:
        if held.session is None:
            held.session = MattingSession(photo(), trimap, method, _NO_HISTORY)
        else:
            held.session.change(trimap)
        held.session.settle()
        alpha = quantise_alpha(held.session.alpha)
    # It may hold more than when it was put there.
    _sessions.put(key, held)
    return alpha
