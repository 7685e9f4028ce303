"""Masks as an annotator with a polygon tool leaves them, fine and rough, of masks that are known."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from curator.types import Image, PersonMask, Region
from curator.workflow.asking import ask_about

_SMALLEST = 50


@dataclass(frozen=True)
class Care:
    """How a polygon is drawn: what it may leave out, and how far its corners are off.

    Both are in roots of the person's area; a person of 300 x 700 pixels has a root of 458.
    """

    tolerance: float
    error: float


FINE, ROUGH = Care(0.02, 0.006), Care(0.08, 0.025)


def polygon(person: Region, care: Care, seed: int) -> PersonMask:
    """The person in polygons whose corners are off by normally distributed steps."""
    root = float(np.sqrt(person.sum()))
    contours, _ = cv2.findContours(person.astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    hand = np.random.default_rng(seed)
    drawn = np.zeros(person.shape, np.uint8)
    for contour in contours:
        if cv2.contourArea(contour) < _SMALLEST:
            continue
        corners = cv2.approxPolyDP(contour, care.tolerance * root, True).astype(float)
        corners += hand.normal(0, care.error * root, corners.shape)
        cv2.fillPoly(drawn, [np.rint(corners).astype(np.int32)], 1)
    return drawn.astype(np.float32)


def said_of(photo: Image, annotation: PersonMask) -> dict[str, PersonMask]:
    """The annotation, and what the embedded sources say of the person it is about."""
    said = ask_about(photo, annotation, ("selfie", "pose"))
    return {"annotation": annotation} | {each.source.name: each.mask.mask for each in said}
