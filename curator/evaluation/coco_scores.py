"""COCOeval of one set of masks against another, by pycocotools itself."""

from __future__ import annotations

import io
from collections.abc import Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from typing import Final

from pycocotools.coco import COCO
from pycocotools.cocoeval import COCOeval

from curator.formats.rle import Encoded

#: What the twelve numbers of COCOeval are, in their order: score, IoU, area, detections a photo.
LINES: Final[tuple[tuple[str, str, str, int], ...]] = (
    ("AP", "0.50:0.95", "all", 100),
    ("AP", "0.50", "all", 100),
    ("AP", "0.75", "all", 100),
    ("AP", "0.50:0.95", "small", 100),
    ("AP", "0.50:0.95", "medium", 100),
    ("AP", "0.50:0.95", "large", 100),
    ("AR", "0.50:0.95", "all", 1),
    ("AR", "0.50:0.95", "all", 10),
    ("AR", "0.50:0.95", "all", 100),
    ("AR", "0.50:0.95", "small", 100),
    ("AR", "0.50:0.95", "medium", 100),
    ("AR", "0.50:0.95", "large", 100),
)

_PERSON: Final = 1


@dataclass(frozen=True)
class Instance:
    """One mask of a photo; `size` is the photo's (height, width) in pixels."""

    id: int
    image_id: int
    size: tuple[int, int]
    encoded: Encoded
    is_crowd: bool = False


def coco_scores(truths: Sequence[Instance], found: Sequence[Instance]) -> tuple[float | None, ...]:
    """The twelve numbers of COCOeval (`segm`), in the order of `LINES`.

    Parameters
    ----------
    truths
        The masks that are held to be right. Crowds are regions where nothing is wrong.
    found
        The masks that are judged, each with a score of 1; none of them a crowd. Which of them belongs
        to which truth COCOeval finds by their overlap, not by their ids.

    Returns
    -------
    tuple
        Each in [0, 1]; None where no truth is of that size.

    References
    ----------
    Lin et al., "Microsoft COCO: Common Objects in Context", ECCV 2014; cocodataset.org/#detection-eval.
    """
    if not found or all(each.is_crowd for each in truths):
        return (None,) * len(LINES)
    # pycocotools tells of its progress on stdout, where nobody asked for it.
    with redirect_stdout(io.StringIO()):
        evaluation = COCOeval(_truths(truths), None, "segm")
        evaluation.cocoDt = evaluation.cocoGt.loadRes([_result(each) for each in found])
        evaluation.evaluate()
        evaluation.accumulate()
        evaluation.summarize()
    # pycocotools writes -1 where there is nothing to find.
    return tuple(float(value) if value >= 0 else None for value in evaluation.stats)


def _truths(instances: Sequence[Instance]) -> COCO:
    sizes = {each.image_id: each.size for each in instances}
    loaded = COCO()
    loaded.dataset = {
        "info": {},
        "images": [
            {"id": number, "height": height, "width": width}
            for number, (height, width) in sorted(sizes.items())
        ],
        # Numbered anew: to COCOeval 0 is no truth at all, and of two of one id it sees the last alone.
        "annotations": [_entry(number, each) for number, each in enumerate(instances, start=1)],
        "categories": [{"id": _PERSON, "name": "person"}],
    }
    loaded.createIndex()
    return loaded


def _result(instance: Instance) -> dict[str, object]:
    # Nothing beside the mask: where a result has a box, pycocotools takes the box's area for its own.
    return {
        "image_id": instance.image_id,
        "category_id": _PERSON,
        "segmentation": dict(instance.encoded.segmentation),
        "score": 1.0,
    }


def _entry(number: int, instance: Instance) -> dict[str, object]:
    return {
        "id": number,
        "image_id": instance.image_id,
        "category_id": _PERSON,
        "segmentation": dict(instance.encoded.segmentation),
        "area": instance.encoded.area,
        "bbox": list(instance.encoded.bbox),
        "iscrowd": int(instance.is_crowd),
    }
