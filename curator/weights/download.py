"""A file of weights from its publisher's address: gone on with where it broke off, and checked.

What has come lies beside the file's place, under a name that ends in `.part` and holds the beginning
of the SHA-256 that the whole must have. The next try asks the server for the rest (RFC 9110, section
14), on the condition that the file there is still the same one (If-Range). What does not add up to the
SHA-256 is thrown away.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import os
import re
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from curator.errors import DownloadError
from curator.weights.known import Weights
from curator.weights.locking import alone_with
from curator.weights.refusals import refused, unreachable
from curator.weights.wheel import not_written

#: Bytes that have come so far, and bytes of the whole.
Progress = Callable[[int, int], None]

#: Seconds without a byte after which a server is taken to be gone.
_PATIENCE_SECONDS = 15
#: How often in turn a try may bring nothing new.
_FRUITLESS = 3
_PIECE = 1 << 16


def download(weights: Weights, place: Path, report: Callable[[str], None], progress: Progress) -> None:
    """Bring a file of weights to its place, whole and checked, or not at all.

    Several processes may want the same file: one downloads it, the others wait and find it there. The
    proxies are those of `http_proxy`, `https_proxy` and `no_proxy`, the certificates those of
    `SSL_CERT_FILE`.

    Parameters
    ----------
    weights
        What to bring.
    place
        Where it is to be; what is there before stays until the whole has come.
    report
        Called with a sentence where it waits for another process, or goes on with an earlier download.
    progress
        Called after every piece; what it raises ends the download, and what has come stays for later.

    Raises
    ------
    DownloadError
        If the server cannot be reached or refuses, breaks off again and again, or has another file.
    UnavailableError
        If the file cannot be written.
    """
    part = place.with_name(f"{place.name}.{weights.sha256[:12]}.part")
    tag = part.with_suffix(".tag")

    def waiting() -> None:
        report(f"Somebody else is downloading the {weights.name} weights; waiting for them ...")

    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        with alone_with(part, waiting) as file:
            if place.is_file() and _digest(place) == weights.sha256:
                part.unlink()
                return
            if _length(file):
                report(f"Going on with the {weights.name} weights after {_length(file):,} bytes.")
            try:
                _complete(weights, file, tag, progress)
            finally:
                if not _length(file):
                    part.unlink()
            os.fsync(file.fileno())
            part.chmod(0o644)
            part.replace(place)
            tag.unlink(missing_ok=True)
    except OSError as error:
        # With room for the rest gone, what has come would only be in the way.
        for left in (part, tag):
            with contextlib.suppress(OSError):
                left.unlink()
        raise not_written(weights, place, error) from error


def _complete(weights: Weights, file: BinaryIO, tag: Path, progress: Progress) -> None:
    """Ask until the whole has come and is what it must be."""
    from_before, fruitless, reason = _length(file) > 0, 0, "nothing came"
    while fruitless < _FRUITLESS:
        had = _length(file)
        if had < weights.size:
            reason = _ask(weights, file, tag, progress)
        if _length(file) >= weights.size:
            if _digest(Path(file.name)) == weights.sha256:
                return
            _empty(file, tag)
            if not from_before:
                raise DownloadError(
                    f"What came from {weights.address} is not the {weights.name} weights (its SHA-256 "
                    "is another), so nothing was kept: check whether a proxy answers in its place."
                )
            from_before = False
        elif _length(file) > had:
            fruitless = 0
        else:
            fruitless += 1
            time.sleep(fruitless)
    raise DownloadError(
        f"The download of the {weights.name} weights from {weights.address} broke off again and again "
        f"({reason}); what has come is kept, and the next try goes on from there: check the network."
    )


def _ask(weights: Weights, file: BinaryIO, tag: Path, progress: Progress) -> str:
    """Ask once for what is lacking; returns why it ended where it ended."""
    have = _length(file)
    asked = {"Accept-Encoding": "identity", "User-Agent": "curator"}
    if have:
        asked["Range"] = f"bytes={have}-"
        if tag.is_file():
            asked["If-Range"] = tag.read_text("utf-8")
    try:
        request = urllib.request.Request(weights.address, headers=asked)
        # A new opener: the one that `urlopen` keeps knows the proxies of its first call alone.
        answer = urllib.request.build_opener().open(request, timeout=_PATIENCE_SECONDS)
    except urllib.error.HTTPError as error:
        with error:
            if error.code != http.HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE or not have:
                raise refused(weights, error) from error
        _empty(file, tag)
        return _ask(weights, file, tag, progress)
    except (OSError, http.client.HTTPException) as error:
        raise unreachable(weights, error) from error
    with answer:
        if _goes_on(answer, have, weights.size):
            return _take(weights, answer, file, progress)
        if answer.status == http.HTTPStatus.OK:
            _empty(file, tag)
            _note(answer, tag)
            return _take(weights, answer, file, progress)
    if not have:
        raise DownloadError(
            f"The server of {weights.address} answers with a part that nobody asked for (status "
            f"{answer.status}): check whether a proxy answers in its place."
        )
    _empty(file, tag)
    return _ask(weights, file, tag, progress)


def _goes_on(answer: http.client.HTTPResponse, have: int, size: int) -> bool:
    """Whether an answer is the rest of a file of the right size, from where it was asked for."""
    if answer.status != http.HTTPStatus.PARTIAL_CONTENT or not have:
        return False
    said = re.fullmatch(r"bytes (\d+)-\d+/(\d+|\*)", answer.headers.get("Content-Range", ""))
    return said is not None and int(said[1]) == have and said[2] in ("*", str(size))


def _take(
    weights: Weights, answer: http.client.HTTPResponse, file: BinaryIO, progress: Progress
) -> str:
    """Write what comes to the end of the file, piece by piece."""
    come = _length(file)
    while True:
        try:
            piece = answer.read(_PIECE)
        except (OSError, http.client.HTTPException) as error:
            return str(error) or type(error).__name__
        if not piece:
            return f"the server ended after {come:,} of {weights.size:,} bytes"
        come += len(piece)
        if come > weights.size:
            file.truncate(0)
            raise DownloadError(
                f"The file at {weights.address} is larger than the {weights.name} weights, so nothing "
                "was kept: check whether a proxy answers in the server's place."
            )
        file.write(piece)
        file.flush()
        progress(come, weights.size)


def _note(answer: http.client.HTTPResponse, tag: Path) -> None:
    """Keep by what the server tells this state of its file from others; a weak ETag does not."""
    etag = answer.headers.get("ETag", "")
    known = etag if etag.startswith('"') else answer.headers.get("Last-Modified", "")
    if known:
        tag.write_text(known, "utf-8")


def _empty(file: BinaryIO, tag: Path) -> None:
    file.truncate(0)
    tag.unlink(missing_ok=True)


def _length(file: BinaryIO) -> int:
    return os.fstat(file.fileno()).st_size


def _digest(place: Path) -> str:
    with place.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
