"""Portraits painted by arithmetic, whose true alpha is known: what mattes are tested on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from curator.types import Alpha, Image, Trimap


@dataclass(frozen=True)
class Scene:
    """A photo composited from known layers, its alpha, and a trimap with some pixels of margin."""

    image: Image
    alpha: Alpha
    trimap: Trimap


def scene(height: int = 60, width: int = 45, seed: int = 0, softness: float = 4.0) -> Scene:
    """A head on shoulders, soft at its border, before a wall with a gradient, both with grain."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[:height, :width] + 0.5
    head = np.hypot((x - width / 2) / 0.2, (y - height * 0.35) / 0.2) / height
    body = np.hypot((x - width / 2) / 0.38, (y - height * 1.05) / 0.45) / height
    outside = (np.minimum(head, body) - 1) * 0.2 * height
    alpha = np.clip(0.5 - outside / softness, 0, 1).astype(np.float32)
    foreground = np.stack([200 - 40 * y / height, 120 + 30 * x / width, 90 + 0 * x], axis=2)
    background = np.stack([40 + 30 * x / width, 80 + 60 * y / height, 150 + 0 * x], axis=2)
    mixed = alpha[..., None] * foreground + (1 - alpha[..., None]) * background
    image = np.clip(np.rint(mixed + rng.normal(0, 2, mixed.shape)), 0, 255).astype(np.uint8)
    trimap = np.full(alpha.shape, 128, np.uint8)
    trimap[outside > softness / 2 + 1.5] = 0
    trimap[outside < -softness / 2 - 1.5] = 255
    return Scene(image, alpha, trimap)
