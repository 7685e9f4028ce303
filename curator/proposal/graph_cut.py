"""Graph cut: seeds from the points of a face, the automatic baseline of Shen et al. 2016."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from curator import weights
from curator.errors import NoPersonError, UnavailableError
from curator.imaging.checks import check_image
from curator.parameters import parameter
from curator.proposal import litert
from curator.proposal.graph_cut_face import Face, find_face
from curator.proposal.reduced import enlarged, reduced, reduction
from curator.records import Prompt, SubjectMask
from curator.registry import SOURCES, Source
from curator.types import Image, Region

_SEED = 20161011
_WEIGHTS = ("pose-detection", "pose-landmark")
#: Either side is modelled by five Gaussians, which want at least as many seeds.
_COMPONENTS = 5
#: Part of the photo's width and height that is its margin.
_MARGIN = 0.06


@dataclass(frozen=True)
class GraphCutParameters:
    """Where seeds are taken, how many, and how much of a large photo is looked at."""

    around: float = parameter(
        0.5,
        help="Radius around each facial point in which colours are taken, in widths between the ears.",
        minimum=0.02,
        maximum=2.0,
    )
    seeds: int = parameter(
        2000, help="How many background seeds are sampled.", minimum=10, maximum=1_000_000
    )
    megapixels: float = parameter(
        0.24,
        help="Larger photos are cut at this size, and the mask is enlarged.",
        minimum=0.01,
        maximum=100.0,
    )


def graph_cut(photo: Image, prompt: Prompt, parameters: GraphCutParameters) -> Sequence[SubjectMask]:
    """Propose what a minimal cut between seeds of the face and of the background leaves.

    Pixels around the points of the surest face are foreground seeds; background seeds are sampled
    at random from the left, right and upper margin above the shoulders. The cut minimises the sum
    of how unlike the seeds' colours each pixel is and of how alike neighbours are that it parts
    (Boykov and Jolly 2001, eq. 1 to 3). The same photo gives the same mask.

    Where this differs from the paper: it takes its facial points from the pose network (eyes, nose,
    mouth and ears, 11 points) and not from a face tracker, whose model is not to be had. Colours are
    modelled by five Gaussians a side, and the cut is OpenCV's, with its eight neighbours. The paper
    does not say where in the photo it samples the background.

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    prompt
        Not used.
    parameters
        See `GraphCutParameters`.

    Returns
    -------
    sequence of SubjectMask
        One, of the photo's size.

    Raises
    ------
    PhotoError
        If the photo is no image.
    UnavailableError
        If the interpreter or the pose network's weights are not there.
    NoPersonError
        If no face is found, or the cut leaves nothing of the person or of the background.

    References
    ----------
    Shen et al., "Deep Automatic Portrait Matting", ECCV 2016, section 6.1; Boykov and Jolly,
    "Interactive graph cuts for optimal boundary and region segmentation", ICCV 2001.
    """
    check_image(photo)
    reason = _unavailable()
    if reason is not None:
        raise UnavailableError(reason)
    height, width = photo.shape[:2]
    face = find_face(photo, *(weights.path(name) for name in _WEIGHTS))
    scale = reduction(photo, parameters.megapixels)
    small = reduced(photo, scale)
    scaled = Face(face.points * (small.shape[1] / width, small.shape[0] / height), face.width * scale)
    foreground, background = seeds(scaled, small.shape[:2], parameters)
    person = _cut(small, foreground, background)
    mask = enlarged(person, (height, width))
    if not (mask >= 0.5).any():
        raise _nothing()
    return (SubjectMask(mask=mask),)


def seeds(face: Face, shape: tuple[int, int], parameters: GraphCutParameters) -> tuple[Region, Region]:
    """Foreground and background seeds in a photo of `shape` (height, width), which share no pixel."""
    rows, columns = np.mgrid[: shape[0], : shape[1]] + 0.5
    near = np.full(shape, np.inf)
    for x, y in face.points:
        near = np.minimum(near, np.hypot(columns - x, rows - y))
    foreground: Region = near <= max(1.0, parameters.around * face.width)
    down, across = (math.ceil(side * _MARGIN) for side in shape)
    margin = (columns < across) | (columns > shape[1] - across) | (rows < down)
    # Shoulders begin about a width below the mouth, and portraits cut them off at the margin.
    above = rows < face.points[:, 1].max() + face.width
    places = np.flatnonzero(margin & above & ~foreground)
    generator = np.random.default_rng(_SEED)
    chosen = generator.permutation(places)[: parameters.seeds]
    background: Region = np.zeros(shape, dtype=np.bool_)
    background.flat[chosen] = True
    return foreground, background


def _cut(photo: Image, foreground: Region, background: Region) -> Region:
    if min(np.count_nonzero(foreground), np.count_nonzero(background)) < _COMPONENTS:
        raise _nothing()
    models = np.zeros((1, 65)), np.zeros((1, 65))
    labels = np.where(foreground, cv2.GC_FGD, cv2.GC_BGD).astype(np.uint8)
    known = foreground | background
    cv2.setRNGSeed(_SEED)
    # The colours are learned from the seeds alone, as a picture of one column, and then kept.
    learned = np.ascontiguousarray(photo[known][:, np.newaxis]), labels[known][:, np.newaxis].copy()
    cv2.grabCut(*learned, (0, 0, 1, 1), *models, 0, cv2.GC_INIT_WITH_MASK)
    labels[~known] = cv2.GC_PR_BGD
    cv2.grabCut(photo, labels, (0, 0, 1, 1), *models, 1, cv2.GC_EVAL_FREEZE_MODEL)
    person: Region = (labels == cv2.GC_FGD) | (labels == cv2.GC_PR_FGD)
    return person


def _nothing() -> NoPersonError:
    return NoPersonError(
        "The graph cut leaves nothing of the person or of the background in this photo: drag a "
        "rectangle around the person, or draw with the brushes."
    )


def _unavailable() -> str | None:
    return litert.missing("graph-cut", _WEIGHTS)


SOURCES.register(
    Source(
        name="graph-cut",
        title="Graph cut from the face",
        paper="Shen et al. 2016, section 6.1; Boykov and Jolly 2001",
        version="1",
        trust=1.0,
        parameters=GraphCutParameters,
        function=graph_cut,
        unavailable=_unavailable,
    )
)
