"""Segmentations as COCO writes them: polygons and run lengths, both ways through pycocotools.

pycocotools trusts what it is given and works in C, so everything is checked before it gets there: a run
length string that ends early, or coordinates far outside of the photo, would read or take memory
that is not its own.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from pycocotools import mask as coco_mask

from curator.errors import MaskError
from curator.types import PersonMask, Region

# Five bits a character: seven characters hold every run that a photo can have.
_MAX_CHARACTERS = 7


@dataclass(frozen=True)
class Encoded:
    """A binary mask as COCO stores it.

    `segmentation` is compressed RLE (column by column, `counts` a str), `area` in pixels, `bbox` is
    (x, y, width, height).
    """

    segmentation: Mapping[str, Any]
    area: int
    bbox: tuple[float, float, float, float]


def encode_region(region: Region) -> Encoded:
    """A binary mask as compressed RLE, with its area and box."""
    rle = coco_mask.encode(np.asfortranarray(region, dtype=np.uint8))
    x, y, width, height = (float(value) for value in coco_mask.toBbox(rle))
    return Encoded(
        segmentation={"size": list(region.shape), "counts": rle["counts"].decode("ascii")},
        area=int(coco_mask.area(rle)),
        bbox=(x, y, width, height),
    )


def decode_segmentation(segmentation: Any, width: int, height: int) -> PersonMask:
    """The person mask of one annotation.

    Parameters
    ----------
    segmentation
        A list of polygons, or RLE with `counts` as a str (compressed) or as a list (uncompressed).
    width, height
        Size of the photo in pixels.

    Returns
    -------
    PersonMask
        float32, 0 or 1, height x width.

    Raises
    ------
    MaskError
        If it is neither, does not fit the photo, or covers no pixel.
    """
    if isinstance(segmentation, list):
        rle = _from_polygons(segmentation, width, height)
    elif isinstance(segmentation, dict):
        rle = _from_rle(segmentation, width, height)
    else:
        raise MaskError("Its segmentation is neither polygons nor run lengths.")
    if int(coco_mask.area(rle)) == 0:
        raise MaskError("Its segmentation covers no pixel.")
    return np.ascontiguousarray(coco_mask.decode(rle), dtype=np.float32)


def _from_polygons(polygons: list[Any], width: int, height: int) -> Any:
    if not polygons:
        raise MaskError("Its segmentation is empty.")
    for polygon in polygons:
        _check_polygon(polygon, width, height)
    return coco_mask.merge(coco_mask.frPyObjects(polygons, height, width))


def _check_polygon(polygon: Any, width: int, height: int) -> None:
    if not isinstance(polygon, list) or not all(_is_number(value) for value in polygon):
        raise MaskError("One of its polygons is no list of finite numbers.")
    # Four numbers would be taken for a box by pycocotools.
    if len(polygon) < 6 or len(polygon) % 2:
        raise MaskError("One of its polygons has fewer than three points, or half a point.")
    for values, size in ((polygon[::2], width), (polygon[1::2], height)):
        if min(values) < -size or max(values) > 2 * size:
            raise MaskError("One of its polygons lies far outside of the photo.")


def _from_rle(rle: Mapping[str, Any], width: int, height: int) -> Any:
    size, counts = rle.get("size"), rle.get("counts")
    if size != [height, width]:
        raise MaskError(
            f"Its run lengths are for the size {size!r}, and the photo has {[height, width]}."
        )
    compressed = isinstance(counts, str)
    runs = _runs(counts) if isinstance(counts, str) else counts
    if not isinstance(runs, list) or not all(type(run) is int and run >= 0 for run in runs):
        raise MaskError("Its run lengths are no list of whole numbers from 0.")
    if sum(runs) != width * height:
        raise MaskError(f"Its run lengths add up to {sum(runs)} pixels instead of {width * height}.")
    if compressed:
        return {"size": size, "counts": str(counts).encode("ascii")}
    return coco_mask.frPyObjects({"size": size, "counts": runs}, height, width)


def _runs(counts: str) -> list[int]:
    """Run lengths of a compressed string: groups of 5 bits, differences from the run before last."""
    runs: list[int] = []
    value = characters = 0
    for character in counts:
        bits = ord(character) - 48
        if not 0 <= bits < 64:
            raise MaskError("Its run lengths hold a character that COCO does not use.")
        value |= (bits & 31) << (5 * characters)
        characters += 1
        if characters > _MAX_CHARACTERS:
            raise MaskError("Its run lengths hold a number that no photo can have.")
        if bits & 32:
            continue
        if bits & 16:
            value -= 1 << (5 * characters)
        runs.append(value + (runs[-2] if len(runs) > 2 else 0))
        value = characters = 0
    if characters:
        raise MaskError("Its run lengths end in the middle of a number.")
    return runs


def _is_number(value: Any) -> bool:
    # NaN is below nothing, so it is refused with the infinities.
    return type(value) in (int, float) and abs(value) < math.inf
