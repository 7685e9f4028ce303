"""Folders of truths, predictions and trimaps, written with Pillow."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image


class Folders:
    """Writes alphas where an evaluation looks for them."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.truth = root / "truth"

    def write(self, folder: str, name: str, alpha: np.ndarray, bits: int = 8) -> Path:
        """A grey PNG of an alpha in [0, 1]."""
        path = self.root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if bits == 1:
            Image.fromarray(alpha >= 0.5).save(path)
        elif bits == 8:
            Image.fromarray(np.rint(alpha * 255).astype(np.uint8)).save(path)
        else:
            Image.fromarray(np.rint(alpha * 65535).astype(np.uint16)).save(path)
        return path

    def trimap(self, folder: str, name: str, alpha: np.ndarray) -> Path:
        """0 where alpha is 0, 255 where it is 1, 128 between."""
        path = self.root / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        values = np.where(alpha <= 0, 0, np.where(alpha >= 1, 255, 128)).astype(np.uint8)
        Image.fromarray(values).save(path)
        return path


def disk(radius: float, height: int = 40, width: int = 30, softness: float = 4.0) -> np.ndarray:
    """A soft disk on the 8-bit grid."""
    y, x = np.mgrid[:height, :width]
    distance = np.hypot(x + 0.5 - width / 2, y + 0.5 - height / 2)
    alpha = np.clip(0.5 + (radius - distance) / softness, 0, 1)
    return np.rint(alpha * 255) / 255


@pytest.fixture
def folders(tmp_path: Path) -> Folders:
    """Three truths, two methods (`good` near the truth, `poor` far from it) and trimaps."""
    made = Folders(tmp_path)
    for number, radius in enumerate((8.0, 9.0, 10.0), start=1):
        stem = f"0000{number}"
        made.write("truth", f"{stem}.png", disk(radius))
        made.write("good", f"{stem}.png", disk(radius - 0.5), bits=16)
        made.write("poor", f"{stem}.png", disk(radius - number), bits=1)
        made.trimap("trimaps", f"{stem}.png", disk(radius))
    return made
