"""The weights that are known: what each file must be, and where it comes from.

Addresses and SHA-256 of MediaPipe's files are those of its own `third_party/external_files.bzl`; the
same files are members of its Python package.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Weights:
    """A file of weights: its publisher's address, and the Python package that carries it too.

    `requirement` is the package as pip names it, `python` and `platform` choose one of its wheels
    (the file is the same in all) of `wheel_size` bytes, `member` is the file's path in it, `size` is in
    bytes.
    """

    name: str
    title: str
    file: str
    address: str
    requirement: str
    python: str
    platform: str
    wheel_size: int
    member: str
    size: int
    sha256: str
    licence: str

    @property
    def origin(self) -> str:
        """Where the file comes from."""
        return f"{self.address} (also {self.member} in the Python package {self.requirement})"


def _of_mediapipe(
    name: str, title: str, module: str, generation: int, size: int, sha256: str
) -> Weights:
    file = f"{module.rpartition('/')[2]}.tflite"
    return Weights(
        name=name,
        title=title,
        file=file,
        address=f"https://storage.googleapis.com/mediapipe-assets/{file}?generation={generation}",
        requirement="mediapipe==0.10.21",
        python="3.11",
        platform="manylinux_2_28_x86_64",
        wheel_size=35_622_638,
        member=f"mediapipe/modules/{module}.tflite",
        size=size,
        sha256=sha256,
        licence="Apache-2.0",
    )


_ALL = (
    _of_mediapipe(
        "selfie",
        "MediaPipe selfie segmentation",
        "selfie_segmentation/selfie_segmentation",
        1683332563830600,
        249_505,
        "9ee168ec7c8f2a16c56fe8e1cfbc514974cbbb7e434051b455635f1bd1462f5c",
    ),
    _of_mediapipe(
        "pose-detection",
        "MediaPipe pose detection",
        "pose_detection/pose_detection",
        1678737489600422,
        2_959_046,
        "9ba9dd3d42efaaba86b4ff0122b06f29c4122e756b329d89dca1e297fd8f866c",
    ),
    _of_mediapipe(
        "pose-landmark",
        "MediaPipe pose landmarks and body mask, full",
        "pose_landmark/pose_landmark_full",
        1661875894245786,
        6_440_512,
        "e9a5c5cb17f736fafd4c2ec1da3b3d331d6edbe8a0d32395855aeb2cdfd64b9f",
    ),
    _of_mediapipe(
        "face-detection",
        "MediaPipe face detection, short range",
        "face_detection/face_detection_short_range",
        1677044301978921,
        229_714,
        "bbff11cebd1eb27a1e004cae0b0e63ec8c551cbf34a4451148b4908b8db3eca8",
    ),
    _of_mediapipe(
        "face-landmark",
        "MediaPipe face landmarks, 468 points",
        "face_landmark/face_landmark",
        1676316347980492,
        1_242_398,
        "1055cb9d4a9ca8b8c688902a3a5194311138ba256bcc94e336d8373a5f30c814",
    ),
)

KNOWN: Mapping[str, Weights] = MappingProxyType({each.name: each for each in _ALL})
