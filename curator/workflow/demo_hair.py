"""Hair of a drawn portrait: some thousand strands, each an anti-aliased curve.

Strands of one tone are drawn together into a layer, so that a portrait takes a second and not a
minute. Coordinates as in `demo_figure`; hair grows between the hairline, an arch about the face, and
the outline of the skull.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from curator.workflow.demo_figure import Canvas, Look, bump, linear

Curve = NDArray[np.float64]
Random = np.random.Generator

_LAYERS = 14
_STEPS = 18
#: Half-axes of the hairline's arch and of the skull with its hair: wide, tall.
_HAIRLINE = (1.02, 0.84)
_SKULL = (1.12, 1.42)


def behind(canvas: Canvas, look: Look) -> None:
    """The hair that hangs behind the neck and the shoulders."""
    random = np.random.default_rng(look.seed + 10)
    if look.style == "wavy":
        _mass(canvas, look, 0.45, 1.08, 1.75)
        _strands(canvas, look, _hanging(random, 700, 0.06, 2.7), 0.62)
    if look.style == "bob":
        _mass(canvas, look, 0.0, 1.06, 1.15)
        _strands(canvas, look, _hanging(random, 600, 0.01, 1.2), 0.62)
    if look.style == "curly":
        _mass(canvas, look, -0.3, 1.34, 1.2)
        _strands(canvas, look, _curls(random, 1100, 2.2, (0.8, 1.04), 0.55), 0.75)


def before(canvas: Canvas, look: Look) -> None:
    """The hair on top of the head and around the face."""
    random = np.random.default_rng(look.seed + 20)
    _cap(canvas, look)
    if look.style == "short":
        _strands(canvas, look, _cropped(random, 2600), 1.0)
    elif look.style == "curly":
        _strands(canvas, look, _curls(random, 1500, 1.5, (0.72, 1.0), 0.34), 1.0)
    else:
        length, wave = (1.32, 0.012) if look.style == "bob" else (2.75, 0.07)
        _strands(canvas, look, _parted(random, 1500, wave, length), 1.0)
        if look.style == "bob":
            _strands(canvas, look, _fringe(random, 750), 1.0)
        _strands(canvas, look, _flyaways(random, 110, length), 1.1)


def _mass(canvas: Canvas, look: Look, y: float, wide: float, tall: float) -> None:
    radius = (np.abs(canvas.x / wide) ** 3 + np.abs((canvas.y - y) / tall) ** 3) ** (1 / 3)
    tone = linear(look.hair) * np.float32(0.24)
    canvas.over(canvas.inside(radius - 0.95, 7.0), tone)


def _cap(canvas: Canvas, look: Look) -> None:
    skull = _radius(canvas, *_SKULL)
    hairline = _radius(canvas, *_HAIRLINE)
    grown = (
        canvas.inside(skull - 0.95, 6.0)
        * canvas.inside(0.94 - hairline, 30.0)
        * canvas.inside(canvas.y + 0.1, 24.0)
    )
    shine = 0.3 + 0.35 * bump(canvas, -0.35, -1.0, 0.7, 0.4)
    canvas.over(grown, shine[..., None] * linear(look.hair))


def _radius(canvas: Canvas, wide: float, tall: float) -> NDArray[np.float32]:
    return np.sqrt((canvas.x / wide) ** 2 + (canvas.y / tall) ** 2)


def _strands(canvas: Canvas, look: Look, curves: Iterator[Curve], bright: float) -> None:
    random = np.random.default_rng(look.seed + 30)
    drawn = [np.zeros(canvas.alpha.shape, np.uint8) for _ in range(_LAYERS)]
    for number, curve in enumerate(curves):
        points = [canvas.fixed(curve)]
        cv2.polylines(drawn[number % _LAYERS], points, False, 255, 1, cv2.LINE_AA, 4)
    shine = 0.5 + 1.0 * bump(canvas, -0.35, -0.95, 0.8, 0.32) + 0.3 * bump(canvas, -0.9, 0.8, 0.5, 0.7)
    tint = shine[..., None] * linear(look.hair) + 0.02 * shine[..., None] ** 2
    for number, layer in enumerate(drawn):
        tone = bright * (0.4 + 0.85 * number / _LAYERS) * random.uniform(0.88, 1.12, 3)
        canvas.over(layer.astype(np.float32) / 255, tint * tone.astype(np.float32))


def _hanging(random: Random, number: int, wave: float, length: float) -> Iterator[Curve]:
    t = np.linspace(0, 1, _STEPS)
    for _ in range(number):
        across = random.uniform(-1.0, 1.0)
        top = -0.9 * np.sqrt(1 - across**2)
        end = length * random.uniform(0.72, 1.04)
        out = across * random.uniform(0.0, 0.3)
        sway = wave * np.sin(t * random.uniform(7, 11) + random.uniform(0, 2)) * t
        yield np.stack([1.14 * across + out * t + sway, top + (end - top) * t], 1)


def _parted(random: Random, number: int, wave: float, length: float) -> Iterator[Curve]:
    for _ in range(number):
        side = random.choice((-1, 1))
        depth = random.uniform(0, 1)
        tall = _HAIRLINE[1] + (_SKULL[1] - _HAIRLINE[1]) * depth + random.normal(0, 0.015)
        wide = 1.0 + 0.16 * depth + random.normal(0, 0.02)
        angle = np.linspace(0.1 + random.normal(0, 0.012), side * np.pi * 0.5, _STEPS)
        arch = np.stack([wide * np.sin(angle), 0.1 - (tall + 0.1) * np.cos(angle)], 1)
        yield np.concatenate([arch, _lock(random, side, wide, wave, length)])


def _lock(random: Random, side: int, wide: float, wave: float, length: float) -> Curve:
    t = np.linspace(0.04, 1, _STEPS + 6)
    spread = random.normal(0.02, 0.1)
    end = length * random.uniform(0.74, 1.0)
    if length < 2:
        bow = 0.16 * np.sin(np.pi * t * 0.8) - 0.16 * t**3 + 0.5 * spread * t
    else:
        bow = 0.1 * np.sin(np.pi * t) + spread * np.sqrt(t)
    sway = wave * np.sin(t * 9 + random.normal(0.6, 0.35)) * np.sqrt(t) * random.uniform(0.6, 1.4)
    return np.stack([side * (wide + bow) + sway, 0.1 + (end - 0.1) * t], 1)


def _fringe(random: Random, number: int) -> Iterator[Curve]:
    t = np.linspace(0, 1, _STEPS)[:, None]
    for _ in range(number):
        x = random.uniform(-0.88, 0.88)
        root = np.array([x * 0.4, -1.36 + 0.16 * abs(x) + random.uniform(0, 0.2)])
        tip = np.array([x, -0.4 + 0.2 * x**2 + random.normal(0, 0.045)])
        corner = np.array([x * 0.98, -1.08])
        yield (1 - t) ** 2 * root + 2 * t * (1 - t) * corner + t**2 * tip


def _cropped(random: Random, number: int) -> Iterator[Curve]:
    t = np.linspace(0, 1, 8)[:, None]
    for _ in range(number):
        angle = random.uniform(-1.5, 1.5)
        depth = random.uniform(0.0, 1.0) ** 0.8
        wide = _HAIRLINE[0] + (_SKULL[0] - 0.08 - _HAIRLINE[0]) * depth + random.normal(0, 0.02)
        tall = _HAIRLINE[1] + random.normal(0, 0.03) + (_SKULL[1] - 0.1 - _HAIRLINE[1]) * depth
        root = np.array([wide * np.sin(angle), -tall * np.cos(angle)])
        way = 0.85 * angle + 0.35 * np.cos(angle) + random.normal(0, 0.16)
        length = (0.14 + 0.2 * max(0.0, np.cos(angle))) * random.uniform(0.65, 1.25)
        ahead = np.array([np.sin(way), -np.cos(way)]) * length
        aside = np.array([np.cos(way), np.sin(way)]) * length * random.normal(0.3, 0.12)
        yield root + ahead * t + aside * t**2


def _curls(
    random: Random, number: int, reach: float, depths: tuple[float, float], length: float
) -> Iterator[Curve]:
    t = np.linspace(0, 1, 40)
    for _ in range(number):
        angle = random.uniform(-reach, reach)
        depth = random.uniform(*depths)
        out = np.array([np.sin(angle), -np.cos(angle)])
        root = out * np.array(_SKULL) * depth + np.array([0.0, -0.02])
        turns, wide = random.uniform(2.2, 4.2) * 2 * np.pi, random.uniform(0.03, 0.075)
        phase = random.uniform(0, 6.3)
        curve = root + out * (t * length * random.uniform(0.45, 1.1))[:, None]
        curve[:, 0] += wide * np.cos(turns * t + phase) * np.sqrt(t)
        curve[:, 1] += wide * np.sin(turns * t + phase) * np.sqrt(t) + 0.1 * t**2
        yield curve


def _flyaways(random: Random, number: int, length: float) -> Iterator[Curve]:
    t = np.linspace(0, 1, _STEPS + 6)
    for _ in range(number):
        angle = random.uniform(-1.5, 1.5)
        root = np.array([np.sin(angle) * _SKULL[0], -np.cos(angle) * _SKULL[1]])
        lift = np.array([np.sin(angle), -np.cos(angle) * 0.6]) * random.uniform(0.05, 0.22)
        curve = root + lift * np.sin(t * 2.4)[:, None]
        curve[:, 1] += random.uniform(0.15, 0.5) * length * (0.25 + abs(np.sin(angle))) * t**2
        curve[:, 0] += random.normal(0.0, 0.05) * t + 0.16 * np.sin(angle) * t
        yield curve
