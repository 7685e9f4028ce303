"""The README.md of a COCO+ dataset: what a person who gets the folder has to know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from curator import __version__
from curator.exchange import OutgoingPhoto, OutgoingSubject

_LAYOUT = """\
| path | what |
|---|---|
| `images/` | the photos' own bytes, never changed |
| `alphas/` | straight (not premultiplied) alpha, one channel, 16 bit: value = round(65535 x alpha) |
| `trimaps/` | 0 background, 128 unknown, 255 foreground, 8 bit |
| `annotations/` | COCO instances; loads in pycocotools as it is |
| `provenance/` | how each alpha was made: each step with method, parameters, strokes, author, time |
| `checksums.sha256` | check with `sha256sum -c checksums.sha256` |
"""

_PROTOCOL = """\
1. Person masks are proposed by sources, or drawn from; their fusion is a trimap.
2. An annotator corrects the trimap with strokes. They are kept; replaying them gives the same trimap.
3. A matting method solves the alpha of the unknown band; the pixels outside of it are exactly 0 and 1.
4. A reviewer accepts or rejects. The state of each annotation is in its file under `provenance/`.
5. A person too small to matte is carried over: `refined` is false, and the alpha is the imported mask
   as it came. Crowds (`iscrowd` 1) are as they were imported, and have no alpha.

Photos are turned upright by their EXIF tag before anything else; sizes, boxes and masks are of the
upright photo. The segmentation is the region of alpha >= {threshold} as compressed run lengths, never
polygons. The alpha knows more than the segmentation: use it where the tool can.
"""


@dataclass
class Counts:
    """What the datasheet counts while the photos go by."""

    photos: int = 0
    annotations: int = 0
    unrefined: int = 0
    crowds: int = 0
    states: Counter[str] = field(default_factory=Counter)
    methods: Counter[str] = field(default_factory=Counter)
    licenses: Counter[str] = field(default_factory=Counter)

    def add_photo(self, outgoing: OutgoingPhoto) -> None:
        """Count a photo under the name of its licence."""
        self.photos += 1
        license_ = outgoing.photo.attributes.get("license")
        known = license_ if isinstance(license_, Mapping) else {}
        name = known.get("name") or (
            f"licence {known['id']} of its dataset" if "id" in known else "not stated"
        )
        self.licenses[f"{name} {known.get('url', '')}"] += 1

    def add_annotation(self, subject: OutgoingSubject) -> None:
        """Count an annotation under its state and its methods."""
        self.annotations += 1
        self.unrefined += not subject.refined
        self.states[subject.state] += 1
        self.methods.update(subject.methods)


def datasheet(split: str, counts: Counts, threshold: float, version: str) -> bytes:
    """The text of README.md, as UTF-8."""
    sections: Sequence[tuple[str, str]] = (
        (
            f"Portrait mattes, split {_line(split)}",
            f"COCO+ {version}, written by curator {__version__}.",
        ),
        ("Counts", _table("what", _counted(counts))),
        ("States", _table("state", counts.states)),
        ("Protocol and thresholds", _PROTOCOL.format(threshold=threshold)),
        ("Sources and methods", _table("name", counts.methods)),
        ("Licences of the photos", _table("licence", counts.licenses)),
        ("Layout", _LAYOUT),
    )
    parts = [
        f"{'#' if number == 0 else '##'} {title}\n\n{text.strip()}\n"
        for number, (title, text) in enumerate(sections)
    ]
    return "\n".join(parts).encode("utf-8", "backslashreplace")


def _counted(counts: Counts) -> dict[str, int]:
    return {
        "photos": counts.photos,
        "annotations": counts.annotations,
        "annotations that are refined": counts.annotations - counts.unrefined,
        "annotations carried over unrefined": counts.unrefined,
        "crowds": counts.crowds,
    }


def _table(head: str, numbers: Mapping[str, Any]) -> str:
    rows = [f"| {_line(name)} | {number} |" for name, number in sorted(numbers.items())]
    return "\n".join([f"| {head} | number |", "|---|---|", *rows])


def _line(text: str) -> str:
    """Text of others on one line, with nothing in it that Markdown or HTML would take for its own."""
    plain = " ".join(text.split())
    return "".join(
        f"&#{ord(character)};" if character in "<>&|`*_[]\\#" else character for character in plain
    )
