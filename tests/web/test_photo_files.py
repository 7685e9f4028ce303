"""The editor's photo has the pixels that methods see, whichever file the browser gets."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PIL import Image as Pictures

from curator.imaging.decode import decode_photo
from curator.store.project import Project
from curator.workflow.ingest import import_photos
from tests.pictures import exif, portrait, saved
from tests.unit.imaging.test_browsers import WIDE
from tests.web.annotating import _BYTES, ask, open_address
from tests.web.conftest import Served, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

HIGH, WIDE_ = 200, 151
TURNED = b"Exif\0\0" + exif(6)
#: Files, and whether the browser gets them as they are.
FILES = {
    "plain.jpg": (lambda image: saved(image, "JPEG", quality=90), True),
    "turned.jpg": (lambda image: saved(image, "JPEG", quality=90, exif=TURNED), True),
    "upside.jpg": (lambda image: saved(image, "JPEG", exif=b"Exif\0\0" + exif(3)), False),
    "wide.jpg": (lambda image: saved(image, "JPEG", icc_profile=WIDE), False),
    "grey.jpg": (lambda image: saved(np.ascontiguousarray(image[..., 0]), "JPEG"), True),
    "plain.png": (lambda image: saved(image, "PNG"), True),
    "few.png": (lambda image: saved(Pictures.fromarray(image).quantize(64), "PNG"), True),
    "plain.webp": (lambda image: saved(image, "WEBP", quality=90), True),
}


def shown_photo(page: Page) -> np.ndarray:
    """The editor's photo at full size: H x W x 3."""
    width, height, text = ask(
        page,
        "(() => { const picture = editor.photoLayer.levels[0];"
        "const canvas = new OffscreenCanvas(picture.width, picture.height);"
        "const context = canvas.getContext('2d');"
        "context.drawImage(picture, 0, 0);"
        "const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;"
        f"return [canvas.width, canvas.height, ({_BYTES})(pixels)]; }})()",
    )
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)[:, :, :3]


def test_every_kind_of_file_is_shown_as_it_is_decoded(
    project: Project, tmp_path: Path, page: Page
) -> None:
    folder = tmp_path / "photos"
    folder.mkdir()
    for seed, (name, (made, _)) in enumerate(FILES.items()):
        (folder / name).write_bytes(made(portrait(HIGH, WIDE_, seed=seed).image))
    photos = {photo.name: photo for photo in import_photos(project, folder).photos}
    assert photos.keys() == FILES.keys()
    with serving(project) as address:
        for name, (_, own) in FILES.items():
            photo = photos[name]
            content = project.blobs.read(photo.sha256)
            expected = decode_photo(content, name).astype(int)
            open_address(page, Served(address, project), f"/annotate?photo={photo.id}")
            sent = page.request.get(address + ask(page, "editor.photo.image")).body()
            assert (sent == content) is own, name
            assert np.abs(shown_photo(page) - expected).max() <= 1, name
        # A browser that does not turn a photo upright is found out, and helped.
        turned = photos["turned.jpg"]

        def flat(route: Route) -> None:
            body = saved(portrait(HIGH, WIDE_, seed=1).image, "JPEG", quality=90)
            route.fulfill(body=body, content_type="image/jpeg")

        page.route("**/image?*", flat)
        open_address(page, Served(address, project), f"/annotate?photo={turned.id}")
        expected = decode_photo(project.blobs.read(turned.sha256), "turned.jpg")
        np.testing.assert_array_equal(shown_photo(page), expected)
