"""Names of files: made safe for every file system, and shown on one line."""

from __future__ import annotations

import unicodedata
from collections.abc import Container

#: A stem leaves room for "_ANNOTATIONID" and a suffix below the 255 bytes that file systems allow.
MAX_STEM_BYTES = 120

_SHOWN_LENGTH = 80
# Zero-width joiner and non-joiner, without which emoji and some scripts fall apart.
_JOINERS = "\u200d\u200c"
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul"]
    + [port + number for port in ("com", "lpt") for number in "0123456789\u00b9\u00b2\u00b3"]
)


def shown(name: str) -> str:
    """A name as a message shows it: on one line, printable, at most 80 characters.

    Line breaks, control characters, marks that turn the direction of writing and bytes that are no
    text are written as escapes; letters, quotes and emoji stay as they are. It is plain text: a
    page has to escape it like any other text.
    """
    line = "".join(_visible(character) for character in name)
    if not line.strip():
        return "(a file without a name)"
    if len(line) <= _SHOWN_LENGTH:
        return line
    tail = _SHOWN_LENGTH // 2 - 1
    return f"{line[: _SHOWN_LENGTH - tail - 1]}…{line[-tail:]}"


def safe_stem(name: str) -> str:
    """The name of a file without its folder and suffix, safe on every file system.

    Letters (of any script), digits, "-" and "_" stay; everything else becomes "_". The answer has no
    dot, separator, control character or quote, does not start with "-", is no name that Windows
    keeps for itself, is never empty ("photo" then) and has at most `MAX_STEM_BYTES` bytes as UTF-8.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    head, dot, tail = last.rpartition(".")
    text = head if dot and head.strip(".") else tail
    text = unicodedata.normalize("NFC", text.encode("utf-8", "replace").decode("utf-8"))
    kept = "".join(c if c in "-_" or unicodedata.category(c)[0] in "LMN" else "_" for c in text)
    stem = _shortened(kept.lstrip("-"), MAX_STEM_BYTES)
    if not stem.strip("_"):
        return "photo"
    return f"{stem}_" if stem.casefold() in _RESERVED else stem


def unique_stem(stem: str, taken: Container[str]) -> str:
    """`stem`, or the first of "stem-2", "stem-3", … that is not taken.

    `taken` is asked for the stem itself and for its `str.casefold()`: where upper and lower case must
    not tell two files apart, give it casefolded stems.
    """
    number, candidate = 1, stem
    while candidate in taken or candidate.casefold() in taken:
        number += 1
        ending = f"-{number}"
        candidate = _shortened(stem, MAX_STEM_BYTES - len(ending)) + ending
    return candidate


def _visible(character: str) -> str:
    if character in _JOINERS or character.isprintable():
        return character
    return character.encode("unicode_escape").decode("ascii")


def _shortened(text: str, limit: int) -> str:
    return text.encode("utf-8")[:limit].decode("utf-8", "ignore")
