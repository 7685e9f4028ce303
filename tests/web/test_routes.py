"""What the routes answer: exact pixels, known once, and errors with their status."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from urllib.parse import quote

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image as Pictures

from curator.errors import DiskFullError, ReadOnlyError
from curator.refinement.foreground import estimate_foreground
from curator.store.annotations import Annotations
from curator.store.project import Project
from curator.ui.editor.assets import STYLES, address, files
from curator.web.server import create_app
from curator.workflow import matte
from curator.workflow.annotate import alpha_of, trimap_of
from tests.pictures import portrait
from tests.web.conftest import HEIGHT, WIDTH


@pytest.fixture
def client(annotated: Project) -> Iterator[TestClient]:
    with TestClient(create_app(annotated), base_url="http://127.0.0.1") as made:
        yield made


def picture(client: TestClient, path: str) -> np.ndarray:
    answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return np.asarray(Pictures.open(BytesIO(answer.content)))


def stroke(base: str, token: str = "token-0001") -> dict[str, object]:
    return {
        "base": base,
        "token": token,
        "label": "unknown",
        "radius": 6,
        "points": [[60, 90], [70, 90]],
    }


def test_the_photo_comes_pixel_by_pixel(client: TestClient) -> None:
    assert np.array_equal(picture(client, "/api/photos/1/image.png"), portrait(HEIGHT, WIDTH, 0).image)


def test_trimap_alpha_and_cutout_come_pixel_by_pixel(client: TestClient, annotated: Project) -> None:
    head = annotated.annotations.get(1).head
    revision = matte.choose(annotated, 1, head, "closed-form", "ann").hash
    alpha = alpha_of(annotated, 1)
    path = "/api/annotations/1"
    assert np.array_equal(picture(client, f"{path}/trimap.png"), trimap_of(annotated, 1))
    sixteen = picture(client, f"{path}/alpha.png?revision={revision}")
    assert np.array_equal(sixteen, np.rint(alpha * 65535).astype(np.uint16))
    eight = picture(client, f"{path}/alpha.png?revision={revision}&eight=true")
    assert np.array_equal(eight, np.rint(alpha * 255).astype(np.uint8))
    cutout = picture(client, f"{path}/foreground.png?revision={revision}")
    image = portrait(HEIGHT, WIDTH, 0).image
    assert np.array_equal(cutout[:, :, :3], estimate_foreground(image, alpha))
    assert np.array_equal(cutout[:, :, 3], np.rint(alpha * 255).astype(np.uint8))


def test_an_old_revision_keeps_its_trimap(client: TestClient, annotated: Project) -> None:
    head = annotated.annotations.get(1).head
    before = trimap_of(annotated, 1).copy()
    assert client.post("/api/annotations/1/strokes", json=stroke(head)).status_code == 200
    path = "/api/annotations/1/trimap.png"
    assert np.array_equal(picture(client, f"{path}?revision={head}"), before)
    assert not np.array_equal(picture(client, path), before)
    # A revision of another annotation is not one of this.
    other = annotated.annotations.get(2).head
    assert client.get(f"{path}?revision={other}").status_code == 404


@pytest.mark.parametrize("view", ["photo", "trimap", "alpha"])
def test_thumbnails_are_small_and_of_the_right_thing(
    client: TestClient, annotated: Project, view: str
) -> None:
    head = annotated.annotations.get(1).head
    matte.choose(annotated, 1, head, "closed-form", "ann")
    shown = picture(client, f"/api/photos/1/thumbnail?view={view}&size=80&annotation=1")
    assert shown.shape == (80, 60, 3)
    made = portrait(HEIGHT, WIDTH, 0)
    layers = {
        "photo": made.image,
        "trimap": np.repeat(trimap_of(annotated, 1)[:, :, None], 3, axis=2),
        "alpha": np.repeat(255 * alpha_of(annotated, 1)[:, :, None], 3, axis=2),
    }
    halved = layers[view].reshape(80, 2, 60, 2, 3).mean(axis=(1, 3))
    # JPEG and resampling may differ a little, another layer would differ a lot.
    assert np.abs(shown - halved).mean() < 6


@pytest.mark.parametrize("query", ["size=5", "size=99999", "view=depth", "view=trimap&annotation=2"])
def test_thumbnails_that_make_no_sense_are_refused(client: TestClient, query: str) -> None:
    assert client.get(f"/api/photos/1/thumbnail?{query}").status_code in (400, 404)


def test_what_never_changes_is_kept_for_good(client: TestClient, annotated: Project) -> None:
    annotation = client.get("/api/annotations/1").json()
    first = client.get(annotation["photo"]["image"])
    assert "immutable" in first.headers["Cache-Control"]
    head = annotation["head"]
    trimap = f"/api/annotations/1/trimap.png?revision={head}"
    assert "immutable" in client.get(trimap).headers["Cache-Control"]
    newest = client.get("/api/annotations/1/trimap.png")
    assert "immutable" not in newest.headers["Cache-Control"]
    tag = {"If-None-Match": newest.headers["ETag"]}
    again = client.get("/api/annotations/1/trimap.png", headers=tag)
    assert (again.status_code, again.content) == (304, b"")
    client.post("/api/annotations/1/strokes", json=stroke(head))
    changed = client.get("/api/annotations/1/trimap.png", headers=tag)
    assert changed.status_code == 200


def test_a_stroke_sent_twice_is_stored_once(client: TestClient, annotated: Project) -> None:
    head = annotated.annotations.get(1).head
    first = client.post("/api/annotations/1/strokes", json=stroke(head)).json()
    again = client.post("/api/annotations/1/strokes", json=stroke(head)).json()
    assert first["head"] == again["head"] == annotated.annotations.get(1).head
    further = client.post("/api/annotations/1/strokes", json=stroke(first["head"], "token-0002")).json()
    # The old one again, after another: the answer names the newest revision.
    late = client.post("/api/annotations/1/strokes", json=stroke(head)).json()
    assert late["head"] == further["head"]
    assert len(annotated.revisions.chain(further["head"])) == 3


def test_the_author_goes_with_the_revision(client: TestClient, annotated: Project) -> None:
    head = annotated.annotations.get(1).head
    headers = {"X-Curator-Author": quote("Zoë Müller\n")}
    answer = client.post("/api/annotations/1/strokes", json=stroke(head), headers=headers)
    assert annotated.revisions.get(answer.json()["head"]).author == "Zoë Müller"


@pytest.mark.parametrize("verb", ["strokes", "undo", "redo", "submit", "rectangle", "matte", "choose"])
def test_an_old_base_is_a_conflict(client: TestClient, annotated: Project, verb: str) -> None:
    old = annotated.annotations.get(1).head
    client.post("/api/annotations/1/strokes", json=stroke(old))
    head = annotated.annotations.get(1).head
    body: dict[str, object] = {"base": old}
    body |= {"x": 20, "y": 10, "width": 80, "height": 140, "method": "closed-form"}
    if verb == "strokes":
        body = stroke(old, "token-0009")
    if verb in ("undo", "submit"):
        # The beginning can neither be undone nor submitted, whatever came after.
        assert client.post(f"/api/annotations/1/{verb}", json=body).status_code in (409, 423)
    else:
        answer = client.post(f"/api/annotations/1/{verb}", json=body)
        assert (answer.status_code, answer.json()["error"]) == (409, "ConflictError")
    assert annotated.annotations.get(1).head == head


@pytest.mark.parametrize(
    ("error", "status"),
    [(DiskFullError("The disk is full."), 507), (ReadOnlyError("It cannot be written."), 503)],
)
def test_a_disk_that_fails_is_said(
    client: TestClient,
    annotated: Project,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    status: int,
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Annotations, "append", fail)
    head = annotated.annotations.get(1).head
    answer = client.post("/api/annotations/1/strokes", json=stroke(head))
    assert answer.status_code == status
    assert answer.json() == {"error": type(error).__name__, "message": str(error)}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/annotations/99", 404),
        ("/api/photos/99", 404),
        ("/api/photos/99/image.png", 404),
        ("/api/annotations/1/alpha.png", 404),
        ("/api/annotations/1/candidates/knn.png?revision=none&digest=none", 404),
        ("/api/annotations/1/disagreement.png?revision=none&digest=none", 404),
        ("/api/jobs/none", 404),
        ("/api/strip?annotation=99", 404),
        ("/api/annotations/one", 400),
    ],
)
def test_what_is_not_there_is_said(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert answer.json()["message"]


def test_the_editor_is_served_whole(client: TestClient) -> None:
    # Every module that a module imports is there, under an address kept for good.
    for name in files():
        answer = client.get(address(name))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["Cache-Control"]
        if not name.endswith(".js"):
            continue
        assert answer.headers["Content-Type"].startswith("text/javascript")
        for target in re.findall(r'from "(\.[^"]+)"', answer.text):
            assert client.get(address(name).rpartition("/")[0] + "/" + target).status_code == 200
    assert set(STYLES) <= set(files())
    stale = client.get("/editor/yesterday/main.js")
    assert "immutable" not in stale.headers["Cache-Control"]


def test_every_matte_that_an_annotation_had_is_listed(client: TestClient, annotated: Project) -> None:
    path = "/api/annotations/1/mattes"
    assert client.get(path).json() == {"mattes": []}
    head = annotated.annotations.get(1).head
    made = matte.choose(annotated, 1, head, "knn", "ann")
    (listed,) = client.get(path).json()["mattes"]
    assert listed["revision"] == made.hash
    assert [listed[each] for each in ("number", "kind", "method", "author")] == [
        2,
        "matte",
        "knn",
        "ann",
    ]
    assert client.get("/api/annotations/99/mattes").status_code == 404


def test_the_worst_background_comes_with_its_reasons(client: TestClient, annotated: Project) -> None:
    head = annotated.annotations.get(1).head
    revision = matte.choose(annotated, 1, head, "closed-form", "ann").hash
    found = client.get(f"/api/annotations/1/worst?revision={revision}").json()
    assert found["compared"] is False
    assert found["contrast"] > found["kindest_contrast"] > 0
    assert all(each.startswith("#") for each in (found["colour"], found["kindest"], found["subject"]))
    of_method = f"/api/annotations/1/worst?revision={revision}&method=closed-form"
    assert client.get(of_method).json()["colour"] == found["colour"]
    assert client.get(f"/api/annotations/1/worst?revision={head}").status_code == 404
    assert client.get(of_method.replace("closed-form", "nobody")).status_code == 404
    gone = "/api/annotations/1/live/worst?method=closed-form&state=gone.1"
    assert client.get(gone).status_code == 404
