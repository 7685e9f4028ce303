"""The head and the body of a drawn portrait: a height field under one light, no photo needed.

Coordinates are in half-widths of the head: (0, 0) between the eyes, x to the right, y down.
Colours are linear light, float32, RGB.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.floating[Any]]
Colour = tuple[float, float, float]

_LIGHT = np.array([-0.46, -0.5, 0.73], np.float32)


@dataclass(frozen=True)
class Look:
    """What tells one drawn person from another; colours as sRGB hex."""

    name: str
    skin: str
    hair: str
    style: str
    clothes: str
    iris: str
    backdrop: tuple[str, str, str]
    smile: float
    head: float
    seed: int


def linear(colour: str) -> Field:
    """An sRGB colour as linear light."""
    code = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], np.float32) / 255
    return np.where(code <= 0.04045, code / 12.92, ((code + 0.055) / 1.055) ** 2.4).astype(np.float32)


class Canvas:
    """Premultiplied linear light and alpha, drawn upon from back to front."""

    def __init__(self, width: int, height: int, unit: float) -> None:
        self.unit = unit
        self.centre = (width / 2, height * 0.43)
        self.light = np.zeros((height, width, 3), np.float32)
        self.alpha = np.zeros((height, width), np.float32)
        rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
        self.x: Field = (columns + 0.5 - self.centre[0]) / unit
        self.y: Field = (rows + 0.5 - self.centre[1]) / unit

    def over(self, coverage: Field, colour: Field) -> None:
        """Put a layer on top: "over" of Porter and Duff (1984), in linear light."""
        rows, columns = _box(coverage)
        part = coverage[rows, columns, None]
        tint = colour[rows, columns] if colour.ndim == 3 else colour
        self.light[rows, columns] *= 1 - part
        self.light[rows, columns] += part * tint
        self.alpha[rows, columns] += coverage[rows, columns] * (1 - self.alpha[rows, columns])

    def inside(self, distance: Field, softness: float = 1.0) -> Field:
        """Coverage of what lies within an outline: `distance` is in head units, negative inside."""
        pixels = distance * (self.unit / softness)
        covered: Field = np.clip(0.5 - pixels, 0, 1)
        return covered

    def polygon(self, points: NDArray[np.float64]) -> Field:
        """Coverage of a closed outline through points in head units, edges anti-aliased."""
        filled = np.zeros(self.alpha.shape, np.uint8)
        cv2.fillPoly(filled, [self.fixed(points)], 255, cv2.LINE_AA, 4)
        return filled.astype(np.float32) / 255

    def fixed(self, points: NDArray[np.float64]) -> NDArray[np.int32]:
        """Points as OpenCV wants them: pixels with four binary places."""
        pixels = points * self.unit + np.array(self.centre) - 0.5
        fixed: NDArray[np.int32] = np.round(pixels * 16).astype(np.int32)
        return fixed


def _box(coverage: Field) -> tuple[slice, slice]:
    rows = np.flatnonzero(coverage.any(axis=1))
    columns = np.flatnonzero(coverage.any(axis=0))
    if rows.size == 0:
        return slice(0, 0), slice(0, 0)
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def bump(canvas: Canvas, x: float, y: float, wide: float, tall: float) -> Field:
    """A Gaussian hill of height 1."""
    return np.exp(-(((canvas.x - x) / wide) ** 2) - ((canvas.y - y) / tall) ** 2)


def body(canvas: Canvas, look: Look) -> None:
    """Neck and clothed shoulders."""
    skin = linear(look.skin)
    neck = _smooth([(-0.5, 0.7), (-0.46, 1.5), (-0.8, 2.4), (0.8, 2.4), (0.46, 1.5), (0.5, 0.7)])
    round_neck = np.clip(1 - (canvas.x / 0.62) ** 2, 0, 1) ** 0.5
    under_chin = np.exp(-(((canvas.y - 1.12) / 0.34) ** 2)) * 0.62
    lit = (0.34 + 0.5 * round_neck - 0.22 * canvas.x) * (1 - under_chin)
    canvas.over(canvas.polygon(neck), np.clip(lit, 0.05, 1)[..., None] * _flushed(skin, lit))
    _clothes(canvas, look)


def _clothes(canvas: Canvas, look: Look) -> None:
    left = [(-0.62, 1.62), (-0.95, 1.78), (-1.75, 2.06), (-2.25, 2.5), (-2.5, 3.3), (-2.6, 5.0)]
    outline = [*left, *[(-x, y) for x, y in reversed(left)], (0.3, 1.98), (0.0, 2.06), (-0.3, 1.98)]
    cloth = linear(look.clothes)
    random = np.random.default_rng(look.seed + 1)
    height, width = canvas.alpha.shape
    folds = cv2.resize(
        random.standard_normal((9, 7)).astype(np.float32),
        (width, height),
        interpolation=cv2.INTER_CUBIC,
    )
    weave = 0.035 * np.sin(canvas.x * 210) * np.sin(canvas.y * 210)
    across = np.clip(1 - (canvas.x / 2.9) ** 2, 0, 1) ** 0.5
    lit = 0.25 + 0.62 * across - 0.14 * canvas.x + 0.05 * folds + weave
    lit = lit * (1 - 0.5 * np.exp(-(((canvas.y - 1.75) / 0.3) ** 2) - (canvas.x / 0.9) ** 2))
    cover = canvas.polygon(_smooth(outline))
    canvas.over(cover, np.clip(lit, 0.03, 1.1)[..., None] * cloth)
    seam = cover - np.roll(cover, int(canvas.unit * 0.07), axis=0)
    at_neck = (np.abs(canvas.x) < 0.75) * (canvas.y < 2.25)
    canvas.over(np.clip(seam, 0, 1) * at_neck * 0.55, cloth * np.float32(0.45))


def ears(canvas: Canvas, look: Look) -> None:
    """Two ears; longer hair covers them."""
    skin = linear(look.skin)
    for side in (-1, 1):
        x, y = (canvas.x - side * 1.0) / 0.17, (canvas.y - 0.12) / 0.29
        radius = np.sqrt((x + side * 0.1 * y) ** 2 + y**2)
        lit = np.clip(0.62 - 0.2 * side - 0.35 * np.exp(-(radius**2) * 3), 0.1, 1)
        canvas.over(canvas.inside((radius - 1) * 0.2), lit[..., None] * _flushed(skin, lit))


def face(canvas: Canvas, look: Look) -> None:
    """The head with its features."""
    wide = 1 - 0.17 * np.clip(canvas.y, 0, None) ** 1.4 * 0.62
    tall = np.where(canvas.y < 0, 1.32, 1.36)
    radius = np.sqrt((canvas.x / wide) ** 2 + (canvas.y / tall) ** 2)
    lit, shine = _lit(canvas, _relief(canvas, radius, look), radius)
    skin = linear(look.skin)
    blush = sum(bump(canvas, side * 0.52, 0.42, 0.26, 0.2) for side in (-1, 1)) + bump(
        canvas, 0, 0.36, 0.16, 0.12
    )
    tint = _flushed(skin, lit) * (1 - np.asarray(blush)[..., None] * np.array([-0.02, 0.16, 0.12]))
    colour = (lit[..., None] * tint + shine[..., None]).astype(np.float32)
    canvas.over(canvas.inside((radius - 1) * 1.1), colour)
    _mouth(canvas, look, lit)
    for side in (-1, 1):
        _eye(canvas, look, side)
        _brow(canvas, look, side)
        nostril = bump(canvas, side * 0.1, 0.475, 0.055, 0.028)
        canvas.over(
            np.clip(nostril * 1.3 - 0.25, 0, 0.75), skin * np.array([0.16, 0.09, 0.08], np.float32)
        )


def _relief(canvas: Canvas, radius: Field, look: Look) -> Field:
    x, y = canvas.x, canvas.y
    height: Field = 0.95 * np.sqrt(np.clip(1 - radius**2, 0.012, 1))
    ridge = np.clip((y + 0.22) / 0.6, 0, 1) * (y < 0.46)
    height = height + 0.2 * ridge * np.exp(-((x / (0.085 + 0.05 * np.clip(ridge, 0, 1))) ** 2))
    height = np.asarray(cv2.GaussianBlur(height.astype(np.float32), (0, 0), canvas.unit * 0.025))
    hills: list[tuple[float, float, float, float, float]] = [
        (0, 0.36, 0.13, 0.12, 0.1),
        (0, 1.13, 0.26, 0.17, 0.06),
        (0, 0.56, 0.06, 0.1, -0.02),
    ]
    for side in (-1, 1):
        hills += [
            (side * 0.145, 0.41, 0.075, 0.07, 0.055),
            (side * 0.4, -0.03, 0.21, 0.13, -0.075),
            (side * 0.4, -0.25, 0.24, 0.09, 0.035),
            (side * 0.57, 0.36, 0.24, 0.2, 0.06 + 0.03 * look.smile),
            (side * 0.36, 0.6, 0.05, 0.12, -0.018 * (1 + look.smile)),
        ]
    for hill_x, hill_y, wide, tall, tallness in hills:
        height += tallness * bump(canvas, hill_x, hill_y, wide, tall)
    line = _lip_line(canvas, look)
    lips = np.exp(-((x / 0.3) ** 4))
    height += lips * (0.05 * np.exp(-(((y - line + 0.05) / 0.05) ** 2)))
    height += lips * (0.075 * np.exp(-(((y - line - 0.085) / 0.065) ** 2)))
    height -= lips * 0.06 * np.exp(-(((y - line) / 0.018) ** 2))
    return height


def _lit(canvas: Canvas, height: Field, radius: Field) -> tuple[Field, Field]:
    slope_y, slope_x = np.gradient(height * canvas.unit)
    length = np.sqrt(slope_x**2 + slope_y**2 + 1)
    facing = (-slope_x * _LIGHT[0] - slope_y * _LIGHT[1] + _LIGHT[2]) / length
    half = np.clip(0.5 + 0.5 * facing, 0, 1)
    halfway = _LIGHT + np.array([0, 0, 1], np.float32)
    halfway /= np.linalg.norm(halfway)
    mirror = (-slope_x * halfway[0] - slope_y * halfway[1] + halfway[2]) / length
    shine = 0.055 * np.clip(mirror, 0, 1) ** 36
    edge = 1 - 0.3 * np.clip((radius - 0.72) / 0.28, 0, 1) ** 2
    brow_shadow = 1 - 0.4 * np.exp(-(((canvas.y + 1.0) / 0.3) ** 2))
    return (0.1 + 0.92 * half**1.7) * edge * brow_shadow, shine.astype(np.float32)


def _flushed(skin: Field, lit: Field) -> Field:
    shade = np.clip(1 - lit, 0, 1)[..., None]
    return (skin * (1 - shade * np.array([0.0, 0.26, 0.34], np.float32))).astype(np.float32)


def _lip_line(canvas: Canvas, look: Look) -> Field:
    bow = 0.018 * np.exp(-((canvas.x / 0.07) ** 2))
    line: Field = 0.755 + bow - look.smile * 0.1 * (canvas.x / 0.34) ** 2
    return line


def _mouth(canvas: Canvas, look: Look, lit: Field) -> None:
    line = _lip_line(canvas, look)
    half = 0.335 + 0.05 * look.smile
    taper = np.clip(1 - (np.abs(canvas.x) / half) ** 2.2, 0, 1)
    cupid = 0.022 * np.exp(-((canvas.x / 0.05) ** 2)) - 0.012 * np.exp(
        -(((np.abs(canvas.x) - 0.1) / 0.06) ** 2)
    )
    upper = canvas.y - (line - 0.088 * taper + cupid * taper)
    lower = canvas.y - (line + 0.135 * taper**0.8)
    lips = canvas.inside(np.maximum(-upper, lower), 5.0) * np.clip(taper * 5, 0, 1)
    skin = linear(look.skin)
    tint = skin * np.array([0.86, 0.46, 0.47], np.float32) + np.array([0.05, 0.004, 0.01], np.float32)
    wet = 0.05 * bump(canvas, -0.06, 0.855, 0.13, 0.022)
    canvas.over(
        lips * 0.85,
        (np.clip(lit, 0.1, 1.2)[..., None] * tint * 1.08 + wet[..., None]).astype(np.float32),
    )
    seam = np.exp(-(((canvas.y - line) / 0.012) ** 2)) * np.clip(taper * 3, 0, 1)
    canvas.over((seam * 0.75).astype(np.float32), skin * np.array([0.2, 0.07, 0.07], np.float32))


def _eye(canvas: Canvas, look: Look, side: int) -> None:
    x, y = (canvas.x - side * 0.4) * side, canvas.y + 0.02
    span = np.clip(1 - (x / 0.2) ** 2, 0, 1)
    top = -0.012 * x / 0.2 - 0.105 * span**0.75
    bottom = -0.012 * x / 0.2 + 0.062 * span**0.9
    opening = canvas.inside(np.maximum(top - y, y - bottom), 2.0) * (span > 0)
    shadow = np.clip((y - top) / 0.09, 0.35, 1)
    white = linear("#e9e4df")
    canvas.over(opening, (white * shadow[..., None] * 0.88).astype(np.float32))
    across = np.sqrt((x - 0.005) ** 2 + (y + 0.022) ** 2)
    iris = linear(look.iris) * (0.45 + 1.5 * np.clip(across / 0.1, 0, 1) * (y > -0.03))[..., None]
    canvas.over(
        opening * canvas.inside(across - 0.094, 2.5), (iris * shadow[..., None]).astype(np.float32)
    )
    rim = np.exp(-(((across - 0.092) / 0.012) ** 2)) * 0.7
    canvas.over((opening * rim).astype(np.float32), linear("#14110f"))
    canvas.over(opening * canvas.inside(across - 0.043, 2.0), linear("#060505"))
    glint = np.sqrt((canvas.x - side * 0.4 + 0.03) ** 2 + (y + 0.052) ** 2)
    canvas.over(opening * canvas.inside(glint - 0.019, 2.0), linear("#ffffff"))
    lash = np.exp(-(((y - top) / 0.016) ** 2)) * np.clip(span * 4, 0, 1)
    canvas.over((lash * 0.92).astype(np.float32), linear("#160f0c"))
    under = np.exp(-(((y - bottom) / 0.01) ** 2)) * np.clip(span * 3, 0, 1)
    canvas.over((under * 0.35).astype(np.float32), linear(look.skin) * np.float32(0.2))
    crease = np.exp(-(((y - top + 0.055) / 0.014) ** 2)) * np.clip(span * 2.5, 0, 1)
    canvas.over(
        (crease * 0.4).astype(np.float32), linear(look.skin) * np.array([0.3, 0.2, 0.18], np.float32)
    )


def _brow(canvas: Canvas, look: Look, side: int) -> None:
    random = np.random.default_rng(look.seed + 40 + side)
    drawn = np.zeros(canvas.alpha.shape, np.uint8)
    for _ in range(150):
        along = random.uniform(0, 1)
        x = 0.17 + 0.47 * along
        y = -0.25 - 0.085 * np.sin(np.pi * along * 0.8) + random.normal(0, 0.017 * (1.25 - along))
        lean = 0.09 * np.array([0.45 + 0.55 * along, -0.55 + 0.75 * along])
        hair = np.array([(x, y), (x, y) + lean * random.uniform(0.6, 1.1)]) * np.array([side, 1])
        cv2.polylines(drawn, [canvas.fixed(hair)], False, 255, 1, cv2.LINE_AA, 4)
    canvas.over(drawn.astype(np.float32) / 255 * 0.72, linear(look.hair) * np.float32(0.55))


def _smooth(points: list[tuple[float, float]]) -> NDArray[np.float64]:
    """A closed outline with its corners cut (Chaikin, 1974), four times."""
    outline = np.array(points, np.float64)
    for _ in range(4):
        after = np.roll(outline, -1, axis=0)
        outline = np.stack([0.75 * outline + 0.25 * after, 0.25 * outline + 0.75 * after], 1).reshape(
            -1, 2
        )
    return outline
