"""COCO instances: read only (COCO+ is what is written).

Read are `annotations/instances_*.json` of a folder, or one JSON file; the images lie in `images/`,
`images/SPLIT/`, `SPLIT/` or beside, where SPLIT is the file's own word (`train2017`). Every listed
image comes in, with or without persons, under its COCO id and with its licence and addresses; of the
annotations those of the category named "person", polygons and run lengths alike, crowds marked as
such. Sizes are those of the upright photo.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from curator.exchange import IncomingPhoto
from curator.formats.coco_reading import CocoReader, find_annotation_files
from curator.records import Problem
from curator.registry import FORMATS, Format


def read(path: Path) -> Iterator[IncomingPhoto | Problem]:
    """Photos of a COCO dataset, one at a time, and a problem for each entry that is not sound.

    Raises
    ------
    LayoutError
        If there is no annotation file, or none that can be read (that on the first step).
    """
    return CocoReader().read(find_annotation_files(path))


FORMATS.register(
    Format(
        name="coco",
        title="COCO instances",
        reference="Lin et al., Microsoft COCO: Common Objects in Context, ECCV 2014; cocodataset.org",
        version="1",
        read=read,
        write=None,
    )
)
