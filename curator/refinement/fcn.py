"""What the trained refining network says of a matte: Orrite et al., section 3.4.

The network sees the photo with the matte's boundary and leftover masks, at about the number of pixels
that it was trained at, in the photo's proportions: there it sees a head whole, and the contour within
a pixel of that size is the matting method's to find. It is asked about the picture and its mirror
image, and what it says is the mean: what it says of one of them by chance counts half.

It was trained on portraits, in which one person fills the photo, and knows nothing else. It makes
worse what was good of whole bodies, groups and people far away, so it is not asked about those, and
what it says is not taken where it does not know the matte again.
"""

from __future__ import annotations

import cv2
import numpy as np

from curator.errors import AlphaError
from curator.imaging.checks import check_alpha, check_image
from curator.imaging.convert import to_float
from curator.imaging.geometry import overlap
from curator.matting.boxes import around, slices
from curator.networks.loaded_fcn import refining_fcn
from curator.refinement.boundary_masks import PERSON, binary_matte, boundary_mask, leftover_mask
from curator.types import Alpha, FloatImage, Image, PersonMask, Region

#: Of the photos that it was trained on, nobody covers less; see docs/adr/0029-refining-network.md.
_LEAST_SHARE = 0.2
#: The least IoU of decision and matte: what is left of a matte with a third missing.
_LEAST_AGREEMENT = 0.6
#: A map of the network needs this many pixels on a side to say where something is.
_SMALLEST = 8


def decide(photo: Image, alpha: Alpha) -> PersonMask:
    """How likely each pixel is the person that the alpha means, by the shipped network.

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    alpha
        float32 in [0, 1], H x W; a pixel of it reaches 0.5.

    Returns
    -------
    PersonMask
        float32 in [0, 1], H x W.

    Raises
    ------
    PhotoError
        If it is no photo.
    AlphaError
        If the alpha is none of this photo, shows nobody, somebody of less than 8 pixels on a side or of
        less than a fifth of the photo, or somebody whom the network does not know again.
    UnavailableError
        If the network's weights are not there, or not what their card says.
    """
    check_image(photo)
    check_alpha(alpha, photo.shape[:2])
    # What cannot be refined is said before the network is loaded.
    person = binary_matte(alpha)
    _check_portrait(person)
    view = slices(around(alpha))
    part, known = np.ascontiguousarray(photo[view]), np.ascontiguousarray(alpha[view])
    height, width = known.shape
    if min(height, width) < _SMALLEST:
        raise AlphaError(
            f"Somebody of {width} x {height} pixels is too small to refine: there must be at least "
            f"{_SMALLEST} on each side."
        )
    network = refining_fcn()
    size = _size(width, height, network.pixels)
    maps = network_input(_reduced(part, size), _reduced_alpha(known, size))
    turned = np.ascontiguousarray(maps[:, ::-1])
    said = (network.foreground(maps) + network.foreground(turned)[:, ::-1]) / np.float32(2)
    decision: PersonMask = alpha.copy()
    decision[view] = cv2.resize(said, (width, height), interpolation=cv2.INTER_LINEAR).clip(0, 1)
    _check_known_again(person, decision >= PERSON)
    return decision


def _check_portrait(person: Region) -> None:
    share = float(np.mean(person))
    if share < _LEAST_SHARE:
        covered = f"{share:.0%}" if share >= 0.01 else "less than 1%"
        raise AlphaError(
            f"This person covers {covered} of the photo. The refining network was trained on "
            f"portraits, in which one person covers at least {_LEAST_SHARE:.0%}: the matte stays as it "
            "is; correct it with strokes, or crop the photo."
        )


def _check_known_again(person: Region, decided: Region) -> None:
    agreement = overlap(person, decided)
    if agreement < _LEAST_AGREEMENT:
        raise AlphaError(
            f"The refining network does not know this matte again (they agree to {agreement:.0%}): it "
            "was trained on portraits of one person. The matte stays as it is; correct it with strokes."
        )


def network_input(photo: FloatImage, alpha: Alpha) -> FloatImage:
    """Photo (float32 in [0, 1], H x W x 3), boundary and leftover mask: H x W x 5."""
    masks = boundary_mask(alpha)[..., None], leftover_mask(alpha)[..., None]
    maps: FloatImage = np.concatenate([photo, *masks], axis=2)
    return maps


def _size(width: int, height: int, pixels: int) -> tuple[int, int]:
    scale = (pixels / (width * height)) ** 0.5
    return max(_SMALLEST, round(width * scale)), max(_SMALLEST, round(height * scale))


def _reduced(photo: Image, size: tuple[int, int]) -> FloatImage:
    small = cv2.resize(photo, size, interpolation=cv2.INTER_AREA)
    return to_float(np.asarray(small, np.uint8))


def _reduced_alpha(alpha: Alpha, size: tuple[int, int]) -> Alpha:
    small: Alpha = np.asarray(cv2.resize(alpha, size, interpolation=cv2.INTER_AREA), np.float32)
    return small.clip(0, 1)
