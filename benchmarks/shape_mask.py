"""Compute the shape mask that comes with curator, and say how well it alone finds the person.

    python benchmarks/shape_mask.py --data ../shared/data/eg1800 [--check DIR] [--write]

A folder holds `images/STEM.jpg` and `masks/STEM.png` (bright is person). Shen et al. 2016, eq. 2: each
mask is brought onto a face template by the homography of the facial points, and the mean is taken of
those that reach each place. The template is the mean of the training faces, freed of place, size and
turn. Places that fewer than 20 photos reach take the value of the nearest that more reach.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import distance_transform_edt

from curator.imaging.decode import decode_photo
from curator.imaging.encode import decode_mask, encode_png
from curator.proposal import shape_mask as packaged
from curator.proposal.face_landmarks import find_faces
from curator.proposal.shape_mask import homography, shape_mask

#: The template's frame: its side, and where in it the face's middle lies and how large it is.
_SIDE, _MIDDLE, _SCALE = 240, (120.0, 80.0), 17.0
_LEAST = 20
_EYES = (33, 263)
_HALF = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]], np.float64)
_ORIGIN = (
    "Mean of the masks of {count} photos of the EG1800 training list (Shen et al. 2016; repackaged by "
    "bio-punk/AutoPortraitMatting), by benchmarks/shape_mask.py; facial points by mediapipe 0.10.21."
)

Points = NDArray[np.float64]


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--data", type=Path, required=True, help="training photos and masks")
    options.add_argument("--check", type=Path, help="other photos and masks, for the IoU")
    options.add_argument("--write", action="store_true", help="put it into the package")
    chosen = options.parse_args()
    pairs = list(_pairs(chosen.data))
    points = _template([face for face, _ in pairs])
    mask = _mean([(face, truth) for face, truth in pairs if face is not None], points)
    if chosen.write:
        folder = Path(packaged.__file__).parent
        (folder / "shape_mask.png").write_bytes(encode_png(np.round(mask * 255).astype(np.uint8)))
        rows = ",\n".join(f"    [{x:.2f}, {y:.2f}]" for x, y in points)
        text = f'origin = "{_ORIGIN.format(count=len(pairs))}"\npoints = [\n{rows},\n]\n'
        (folder / "shape_mask.toml").write_text(text, "utf-8")
        packaged.template.cache_clear()
    if chosen.check is not None:
        scores = [
            _overlap(shape_mask(face, truth.shape), truth) for face, truth in _pairs(chosen.check)
        ]
        print(
            f"{len(scores)} faces of {chosen.check.name}: IoU {np.mean(scores):.3f} in the mean, "
            f"{np.median(scores):.3f} in the median, {np.min(scores):.3f} at worst"
        )


def _pairs(folder: Path) -> Iterator[tuple[Points, NDArray[np.bool_]]]:
    """The points of each photo's largest face with its mask; photos without a face are left out."""
    for path in sorted((folder / "images").iterdir()):
        faces = find_faces(decode_photo(path.read_bytes(), path.name), 0.5)
        truth = folder / "masks" / f"{path.stem}.png"
        if faces:
            yield faces[0].points, decode_mask(truth.read_bytes(), truth.name) >= 0.5


def _template(faces: list[Points]) -> Points:
    """The mean face (generalised Procrustes), its eyes level."""
    mean = _normal(faces[0])
    for _ in range(5):
        mean = _normal(np.mean([_onto(face, mean) for face in faces], axis=0))
    return mean * _SCALE + _MIDDLE


def _normal(face: Points) -> Points:
    centred = face - face.mean(axis=0)
    across, down = centred[_EYES[1]] - centred[_EYES[0]]
    turn = np.array([[across, -down], [down, across]]) / np.hypot(across, down)
    turned: Points = centred @ turn / centred.std()
    return turned


def _onto(face: Points, other: Points) -> Points:
    """A face moved, turned and scaled so that it lies nearest to another, whose middle is 0."""
    centred = face - face.mean(axis=0)
    cosine = (centred * other).sum()
    sine = (centred[:, 0] * other[:, 1] - centred[:, 1] * other[:, 0]).sum()
    moved: Points = centred @ np.array([[cosine, sine], [-sine, cosine]]) / (centred**2).sum()
    return moved


def _mean(pairs: list[tuple[Points, NDArray[np.bool_]]], points: Points) -> NDArray[np.float32]:
    total, reached = np.zeros((_SIDE, _SIDE)), np.zeros((_SIDE, _SIDE))
    for face, truth in pairs:
        matrix = homography(face, points)
        if matrix is None:
            continue
        matrix = np.linalg.inv(_HALF) @ matrix @ _HALF
        # The template is coarser than the photos: averaged first, or most pixels would be skipped.
        soft = cv2.GaussianBlur(truth.astype(np.float32), (0, 0), 2)
        inside = cv2.warpPerspective(
            np.ones_like(soft), matrix, (_SIDE, _SIDE), flags=cv2.INTER_NEAREST
        )
        total += cv2.warpPerspective(soft, matrix, (_SIDE, _SIDE)) * inside
        reached += inside
    known = reached >= _LEAST
    mean = np.where(known, total / np.maximum(reached, 1), 0).astype(np.float32)
    rows, columns = distance_transform_edt(~known, return_distances=False, return_indices=True)
    filled: NDArray[np.float32] = mean[rows, columns]
    return filled


def _overlap(mask: NDArray[np.float32] | None, truth: NDArray[np.bool_]) -> float:
    person = np.zeros(truth.shape, np.bool_) if mask is None else mask >= 0.5
    return float((person & truth).sum() / (person | truth).sum())


if __name__ == "__main__":
    main()
