"""The masks that came with the photo, from a dataset that somebody annotated before."""

from __future__ import annotations

from collections.abc import Sequence

from curator.errors import NoPersonError
from curator.imaging.checks import check_image, check_mask
from curator.parameters import NoParameters
from curator.records import Prompt, SubjectMask
from curator.registry import SOURCES, Source
from curator.types import Image


def annotation(photo: Image, prompt: Prompt, parameters: NoParameters) -> Sequence[SubjectMask]:
    """Propose the masks that were imported with the photo, one subject a mask.

    Parameters
    ----------
    photo
        uint8, H x W x 3, RGB.
    prompt
        `prompt.masks` are the imported masks.
    parameters
        None to set.

    Returns
    -------
    sequence of SubjectMask
        The masks as they were imported, with their ids.

    Raises
    ------
    PhotoError
        If the photo is no image.
    NoPersonError
        If no masks were imported with the photo.
    MaskError
        If a mask is of another size than the photo, or is no mask.
    """
    check_image(photo)
    if not prompt.masks:
        raise NoPersonError(
            "No person masks were imported with this photo: import it from a dataset that has them, or "
            "propose with another source."
        )
    for number, subject in enumerate(prompt.masks, start=1):
        check_mask(subject.mask, photo.shape[:2], f"Imported mask {number}")
    return prompt.masks


def _unavailable() -> str | None:
    return None


SOURCES.register(
    Source(
        name="annotation",
        title="Imported masks",
        paper="",
        version="1",
        trust=1.0,
        parameters=NoParameters,
        function=annotation,
        unavailable=_unavailable,
    )
)
