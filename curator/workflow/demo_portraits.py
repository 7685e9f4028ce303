"""Portraits drawn for the demo, each with the alpha it was drawn with: an exact truth.

Every layer is composited in linear light at twice the size; alpha and light are then averaged over
2 x 2 pixels, and the subject is laid over its backdrop. What the photo shows is therefore
``alpha * foreground + (1 - alpha) * background`` up to rounding and a little sensor noise.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.imaging.convert import quantise_alpha, to_uint8
from curator.types import Alpha, Image
from curator.workflow import demo_hair
from curator.workflow.demo_figure import Canvas, Field, Look, body, ears, face, linear

_WIDTH, _HEIGHT = 600, 800
_SCALE = 2
_NOISE = 0.008

LOOKS = (
    Look(
        name="maya",
        skin="#e7b795",
        hair="#7a4726",
        style="wavy",
        clothes="#2f5d73",
        iris="#4b6b3f",
        backdrop=("#9fb7a6", "#5d7f6b", "#dfe6cf"),
        smile=0.8,
        head=138,
        seed=11,
    ),
    Look(
        name="theo",
        skin="#f0c8ab",
        hair="#4a3527",
        style="short",
        clothes="#7b2f35",
        iris="#5a7fa6",
        backdrop=("#8aa3bf", "#4d6484", "#e5dccb"),
        smile=0.5,
        head=144,
        seed=22,
    ),
    Look(
        name="amara",
        skin="#8a5536",
        hair="#33221a",
        style="curly",
        clothes="#d8a13a",
        iris="#3b2413",
        backdrop=("#c9a58f", "#8c6a5c", "#f0dcc6"),
        smile=1.0,
        head=124,
        seed=33,
    ),
    Look(
        name="lena",
        skin="#f2d2bd",
        hair="#c9974d",
        style="bob",
        clothes="#3d4a3a",
        iris="#3f6f8f",
        backdrop=("#7e8798", "#464f63", "#cfd6e2"),
        smile=0.6,
        head=142,
        seed=44,
    ),
)


@dataclass(frozen=True)
class Portrait:
    """A drawn photo and the alpha of its subject, 600 x 800 pixels."""

    name: str
    photo: Image
    alpha: Alpha


def portraits() -> Iterator[Portrait]:
    """The drawn portraits of the demo, one after the other; the same pixels each time."""
    for look in LOOKS:
        yield draw(look)


def draw(look: Look) -> Portrait:
    """Draw one person before a blurred backdrop."""
    canvas = Canvas(_WIDTH * _SCALE, _HEIGHT * _SCALE, look.head * _SCALE)
    demo_hair.behind(canvas, look)
    body(canvas, look)
    ears(canvas, look)
    face(canvas, look)
    demo_hair.before(canvas, look)
    size = (_WIDTH, _HEIGHT)
    light = cv2.resize(canvas.light, size, interpolation=cv2.INTER_AREA)
    alpha = quantise_alpha(np.clip(cv2.resize(canvas.alpha, size, interpolation=cv2.INTER_AREA), 0, 1))
    random = np.random.default_rng(look.seed)
    # In the photo's own code values, where matting methods look for alpha * F + (1 - alpha) * B.
    foreground = _coded(light / np.maximum(alpha, 1e-4)[..., None])
    behind = _coded(_backdrop(look, random))
    opacity = alpha[..., None]
    photo = opacity * foreground + (1 - opacity) * behind
    photo = np.asarray(photo + random.normal(0, _NOISE, photo.shape))
    return Portrait(look.name, to_uint8(np.clip(photo, 0, 1).astype(np.float32)), alpha)


def _backdrop(look: Look, random: np.random.Generator) -> Field:
    near, far, glow = (linear(colour) for colour in look.backdrop)
    down = np.linspace(0, 1, _HEIGHT, dtype=np.float32)[:, None, None]
    picture = np.broadcast_to(near * (1 - down) + far * down, (_HEIGHT, _WIDTH, 3)).copy()
    for _ in range(26):
        disc = np.zeros((_HEIGHT, _WIDTH), np.float32)
        centre = (int(random.uniform(0, _WIDTH)), int(random.uniform(0, _HEIGHT * 0.85)))
        cv2.circle(disc, centre, int(random.uniform(18, 66)), 1.0, -1, cv2.LINE_AA)
        disc = cv2.GaussianBlur(disc, (0, 0), random.uniform(4, 14))[..., None] * random.uniform(
            0.06, 0.34
        )
        picture = picture * (1 - disc) + disc * glow
    return picture.astype(np.float32)


def _coded(light: Field) -> NDArray[np.float32]:
    light = np.clip(light, 0, 1)
    curved = 1.055 * light ** (1 / 2.4) - 0.055
    return np.where(light <= 0.0031308, light * 12.92, curved).astype(np.float32)
