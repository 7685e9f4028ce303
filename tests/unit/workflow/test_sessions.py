"""Sessions behind the page: the same mattes as from scratch, revision after revision."""

from __future__ import annotations

import threading

import numpy as np
import pytest

from curator.imaging.convert import quantise_alpha
from curator.imaging.decode import decode_photo
from curator.matting import estimate_alpha
from curator.records import Stroke
from curator.store.project import Project
from curator.workflow import sessions
from curator.workflow.annotate import add_stroke, undo
from curator.workflow.cache import Bounded
from curator.workflow.matte import candidates
from curator.workflow.replay import trimap_at


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_sessions", Bounded(10**9, sessions._bytes))


def from_scratch(project: Project, annotation: int, method: str) -> np.ndarray:
    found = project.annotations.get(annotation)
    photo = project.photos.get(found.photo_id)
    image = decode_photo(project.blobs.read(photo.sha256), photo.name)
    return quantise_alpha(estimate_alpha(image, trimap_at(project, found.head), method))


@pytest.mark.parametrize("method", ["closed-form", "knn", "shared"])
def test_every_revision_has_the_matte_of_its_trimap(project, annotation, method):
    annotation = annotation.id
    for number in range(4):
        (matte,) = candidates(project, annotation, [method]).mattes
        np.testing.assert_allclose(matte.alpha, from_scratch(project, annotation, method), atol=1e-4)
        head = project.annotations.get(annotation).head
        if number == 2:
            undo(project, annotation, head, "ann")
        else:
            stroke = Stroke("unknown", 5.0, ((30.0 + 9 * number, 40.0), (60.0, 70.0)))
            add_stroke(project, annotation, head, stroke, "ann", f"token-{number}")


def test_the_photo_is_decoded_once_for_a_method(project, annotation):
    asked = []
    found = annotation
    photo = project.photos.get(found.photo_id)
    image = decode_photo(project.blobs.read(photo.sha256), photo.name)
    trimap = trimap_at(project, found.head).copy()

    def open_photo() -> np.ndarray:
        asked.append(1)
        return image

    for _ in range(3):
        sessions.matted(project, found, "closed-form", {}, trimap, open_photo)
        trimap[20:30, 20:30] = 128
    assert asked == [1]


def test_threads_get_the_matte_of_the_trimap_they_brought(project, annotation):
    found = annotation
    photo = project.photos.get(found.photo_id)
    image = decode_photo(project.blobs.read(photo.sha256), photo.name)
    first = trimap_at(project, found.head)
    trimaps = [first.copy() for _ in range(6)]
    for number, trimap in enumerate(trimaps):
        trimap[number * 9 : number * 9 + 12, 10:50] = 128
    got: dict[int, np.ndarray] = {}

    def work(number: int) -> None:
        trimap = trimaps[number]
        got[number] = sessions.matted(project, found, "closed-form", {}, trimap, lambda: image)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for number, trimap in enumerate(trimaps):
        np.testing.assert_allclose(got[number], estimate_alpha(image, trimap), atol=1e-4)


def test_a_cache_weighs_what_has_grown():
    weights = {"a": 1, "b": 1}
    kept: Bounded[str] = Bounded(10, weights.__getitem__)
    kept.put("a", "a")
    kept.put("b", "b")
    weights["b"] = 10
    kept.put("b", "b")
    assert (kept.get("a"), kept.get("b")) == (None, "b")
    weights["b"] = 1
    kept.put("b", "b")
    kept.put("a", "a")
    assert (kept.get("a"), kept.get("b")) == ("a", "b")
