"""The rule of strokes, pixel by pixel, in exact integers: slow, and independent of what it judges.

Run as a program (`python -m tests.unit.trimap.rule`) it writes the golden file.
"""

from __future__ import annotations

import itertools
import json
from fractions import Fraction
from math import floor
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

GOLDEN = Path(__file__).parent / "golden" / "stroke.json"
WIDTH, HEIGHT, RADIUS = 48, 36, 4.3
POINTS = [
    (-3.0, 5.25),
    (10.3, 8.7),
    (10.3, 8.7),
    (30.06, 4.94),
    (41.5, 20.5),
    (22.0, 33.99),
    (55.0, 30.0),
]


def sixteenths(value: float) -> int:
    """A coordinate in sixteenths of a pixel, rounded half up, without any rounding in between."""
    return floor(16 * Fraction(value) + Fraction(1, 2))


def is_painted(cx: int, cy: int, ax: int, ay: int, bx: int, by: int, radius: int) -> bool:
    """Whether one segment paints the pixel with that centre; everything in sixteenths of a pixel."""
    dx, dy = bx - ax, by - ay
    length = dx * dx + dy * dy
    along = (cx - ax) * dx + (cy - ay) * dy
    if along <= 0:
        return (cx - ax) ** 2 + (cy - ay) ** 2 <= radius * radius
    if along >= length:
        return (cx - bx) ** 2 + (cy - by) ** 2 <= radius * radius
    cross = dx * (cy - ay) - dy * (cx - ax)
    return cross * cross <= radius * radius * length


def painted(
    width: int, height: int, radius: float, points: list[tuple[float, float]]
) -> NDArray[np.bool_]:
    """Every pixel that a stroke paints: bool, height x width."""
    steps = [(sixteenths(x), sixteenths(y)) for x, y in points]
    segments = list(itertools.pairwise(steps)) or [(steps[0], steps[0])]
    brush = sixteenths(radius)
    region = np.zeros((height, width), np.bool_)
    for j in range(height):
        for i in range(width):
            region[j, i] = any(is_painted(16 * i + 8, 16 * j + 8, *a, *b, brush) for a, b in segments)
    return region


def runs(region: NDArray[np.bool_]) -> list[list[int]]:
    """The painted pixels as [row, first column, last column], row by row."""
    answer = []
    for j, row in enumerate(region):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(int)))
        answer += [
            [j, int(first), int(stop) - 1] for first, stop in zip(edges[::2], edges[1::2], strict=True)
        ]
    return answer


if __name__ == "__main__":
    record = {
        "origin": "the rule of curator.trimap.strokes in exact integers, by tests/unit/trimap/rule.py",
        "width": WIDTH,
        "height": HEIGHT,
        "radius": RADIUS,
        "points": POINTS,
        "painted": runs(painted(WIDTH, HEIGHT, RADIUS, POINTS)),
    }
    lines = json.dumps(record, indent=1).replace("\n   ", " ").replace("\n  ]", " ]")
    GOLDEN.write_text(lines + "\n", encoding="utf-8")
