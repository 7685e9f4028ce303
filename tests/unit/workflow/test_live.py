"""The live matte: what a page is sent is what it lacks, whatever it has and whoever draws."""

from __future__ import annotations

import threading

import numpy as np
import pytest
from pymatting import estimate_foreground_ml

from curator.errors import InputError, NotFoundError, TrimapError, UnknownNameError
from curator.imaging.decode import decode_photo
from curator.imaging.encode import encode_mask, encode_png
from curator.matting import estimate_alpha, preview
from curator.records import Rectangle, Stroke
from curator.store.project import Project
from curator.workflow import sessions
from curator.workflow.annotate import add_stroke, undo
from curator.workflow.cache import Bounded
from curator.workflow.choices import Choices
from curator.workflow.ingest import import_photos
from curator.workflow.live import LivePatch, colours, follow
from curator.workflow.matte import candidates
from curator.workflow.propose import propose_photo, start_blank
from curator.workflow.replay import trimap_at
from tests.pictures import portrait
from tests.unit.workflow.conftest import eg1800


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_sessions", Bounded(10**9, sessions._bytes))


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the test photos count as large: a first picture comes before the exact answer."""
    monkeypatch.setattr(preview, "LARGE", 3000)
    monkeypatch.setattr(preview, "COARSE", 2000)


class Sheet:
    """A page's picture of the live matte: it puts on what it is sent."""

    def __init__(self, project: Project, annotation: int, method: str = "closed-form") -> None:
        self.project, self.annotation, self.method = project, annotation, method
        self.state = ""
        self.levels = np.full((96, 72), 77, np.uint8)

    def ask(self, *, settle: bool = False, revision: str | None = None) -> LivePatch:
        revision = revision or self.project.annotations.get(self.annotation).head
        patch = follow(self.project, self.annotation, revision, self.method, self.state, settle)
        self.put(patch)
        return patch

    def put(self, patch: LivePatch) -> None:
        box = patch.box
        if box is not None:
            self.levels[box.y : box.y + box.height, box.x : box.x + box.width] = patch.levels
        self.state = patch.state

    def assert_exact(self) -> None:
        alpha = from_scratch(self.project, self.annotation, self.method)
        np.testing.assert_allclose(self.levels / 255, alpha, atol=0.5 / 255 + 1e-4)


def from_scratch(project: Project, annotation: int, method: str) -> np.ndarray:
    found = project.annotations.get(annotation)
    return estimate_alpha(image_of(project, annotation), trimap_at(project, found.head), method)


def image_of(project: Project, annotation: int) -> np.ndarray:
    photo = project.photos.get(project.annotations.get(annotation).photo_id)
    return decode_photo(project.blobs.read(photo.sha256), photo.name)


def draw(project: Project, annotation: int, number: int, label: str = "unknown") -> str:
    head = project.annotations.get(annotation).head
    stroke = Stroke(label, 4.0, ((12.0 + 7 * number, 60.0), (20.0 + 7 * number, 34.0 + number)))
    return add_stroke(project, annotation, head, stroke, "ann", f"token-{head[:8]}-{number}").hash


@pytest.mark.parametrize("method", ["closed-form", "knn", "shared"])
def test_patches_lead_from_matte_to_matte(project, annotation, method):
    sheet = Sheet(project, annotation.id, method)
    first = sheet.ask()
    assert first.whole
    assert first.exact
    sheet.assert_exact()
    for number in range(4):
        draw(project, annotation.id, number)
        patch = sheet.ask()
        assert not patch.whole
        assert patch.exact
        sheet.assert_exact()
    undo(project, annotation.id, project.annotations.get(annotation.id).head, "ann")
    assert not sheet.ask().whole
    sheet.assert_exact()


def test_a_patch_is_the_smallest_box_of_what_changed(project, annotation):
    sheet = Sheet(project, annotation.id)
    sheet.ask()
    before = sheet.levels.copy()
    draw(project, annotation.id, 1, "background")
    box = sheet.ask().box
    assert box is not None
    rows, columns = np.nonzero(before != sheet.levels)
    assert (rows.min(), columns.min()) == (box.y, box.x)
    assert (rows.max() + 1, columns.max() + 1) == (box.y + box.height, box.x + box.width)


def test_nothing_is_sent_twice(project, annotation):
    sheet = Sheet(project, annotation.id)
    state = sheet.ask().state
    patch = sheet.ask()
    assert (patch.box, patch.levels.shape, patch.state, patch.whole) == (None, (0, 0), state, False)


def test_a_page_that_lost_answers_is_sent_all_it_lacks(project, annotation):
    sheet = Sheet(project, annotation.id)
    sheet.ask()
    for number in range(3):
        draw(project, annotation.id, number)
        head = project.annotations.get(annotation.id).head
        follow(project, annotation.id, head, "closed-form", sheet.state, settle=False)
    patch = sheet.ask()
    assert not patch.whole
    sheet.assert_exact()


def test_two_pages_are_sent_what_each_lacks(project, annotation):
    one, two = Sheet(project, annotation.id), Sheet(project, annotation.id)
    one.ask()
    two.ask()
    for number in range(4):
        draw(project, annotation.id, number)
        assert not (one if number % 2 else two).ask().whole
    for sheet in (one, two):
        assert not sheet.ask().whole
        sheet.assert_exact()


@pytest.mark.parametrize("have", ["", "x.1", "{}.999999999999", "{}.-1", "{}.", "{}.³", "{}.7"])
def test_an_unknown_state_is_sent_everything(project, annotation, have):
    sheet = Sheet(project, annotation.id)
    sheet.state = have.format(sheet.ask().state.partition(".")[0])
    sheet.levels[:] = 99
    assert sheet.ask().whole
    sheet.assert_exact()


def test_a_session_that_was_thrown_out_begins_anew(project, annotation, monkeypatch):
    sheet = Sheet(project, annotation.id)
    sheet.ask()
    monkeypatch.setattr(sessions, "_sessions", Bounded(10**9, sessions._bytes))
    draw(project, annotation.id, 2)
    assert sheet.ask().whole
    sheet.assert_exact()


def test_what_the_methods_change_beside_it_is_sent_too(project, annotation):
    sheet = Sheet(project, annotation.id)
    sheet.ask()
    draw(project, annotation.id, 2)
    candidates(project, annotation.id, ["closed-form"])
    assert not sheet.ask().whole
    sheet.assert_exact()


def test_a_large_photo_gets_a_first_picture_and_then_the_exact_one(project, annotation, large):
    sheet = Sheet(project, annotation.id)
    assert not sheet.ask().exact
    assert sheet.ask(settle=True).exact
    sheet.assert_exact()
    draw(project, annotation.id, 2, "background")
    first = sheet.ask()
    assert not first.exact
    painted = trimap_at(project, annotation.head) != trimap_at(
        project, project.annotations.get(annotation.id).head
    )
    assert (sheet.levels[painted] == 0).all()
    settled = sheet.ask(settle=True)
    assert settled.exact
    assert not settled.whole
    sheet.assert_exact()


def test_settling_never_leads_back(project, annotation, large):
    sheet = Sheet(project, annotation.id)
    sheet.ask()
    old = project.annotations.get(annotation.id).head
    new = draw(project, annotation.id, 2)
    sheet.ask()
    patch = sheet.ask(settle=True, revision=old)
    assert patch.revision == new
    assert not patch.exact or patch.revision == new
    sheet.ask(settle=True)
    sheet.assert_exact()


def test_pages_that_wait_keep_nobody_from_drawing(project, annotation, large):
    sheet = Sheet(project, annotation.id)
    sheet.ask()
    patches: list[LivePatch] = []

    def wait() -> None:
        head = project.annotations.get(annotation.id).head
        patches.append(follow(project, annotation.id, head, "closed-form", sheet.state, settle=True))

    waiting = [threading.Thread(target=wait) for _ in range(3)]
    for thread in waiting:
        thread.start()
    for number in range(6):
        draw(project, annotation.id, number)
        patches.append(sheet.ask())
    for thread in waiting:
        thread.join()
    final = sheet.ask(settle=True)
    assert final.exact
    sheet.assert_exact()
    assert len(patches) == 9
    late = Sheet(project, annotation.id)
    late.ask()
    assert np.array_equal(late.levels, sheet.levels)


def test_colours_are_those_of_the_subject(project, tmp_path):
    made = portrait(96, 72, seed=1)
    folder = eg1800(tmp_path / "hair", 1)
    (folder / "images" / "00000.png").write_bytes(encode_png(made.image))
    (folder / "masks" / "00000.png").write_bytes(encode_mask(made.alpha))
    (photo,) = import_photos(project, folder, "pfcn").photos
    (annotation,) = propose_photo(project, photo.id, Choices(("annotation",)))
    state = Sheet(project, annotation.id).ask().state
    found = colours(project, annotation.id, "closed-form", state, Rectangle(4, 6, 60, 80))
    assert found is not None
    alpha = from_scratch(project, annotation.id, "closed-form")
    expected = estimate_foreground_ml(made.image / 255.0, alpha.astype(np.float64)) * 255
    place = (slice(6, 86), slice(4, 64))
    mixed = ((alpha > 0) & (alpha < 1))[place]
    assert mixed.sum() > 200
    assert ((found[:, :, 3] == 255) == mixed).mean() > 0.99
    assert set(np.unique(found[:, :, 3])) == {0, 255}
    seen = mixed & (alpha[place] > 0.1) & (found[:, :, 3] == 255)
    distance = np.abs(found[seen][:, :3] - expected[place][seen])
    assert distance.mean() < 4
    assert np.abs(made.image[place][seen] - expected[place][seen]).mean() > 3 * distance.mean()


def test_colours_of_a_state_that_is_gone_are_not_made(project, annotation):
    sheet = Sheet(project, annotation.id)
    old = sheet.ask().state
    draw(project, annotation.id, 2, "background")
    sheet.ask()
    box = Rectangle(0, 0, 10, 10)
    assert colours(project, annotation.id, "closed-form", old, box) is None
    assert colours(project, annotation.id, "knn", old, box) is None
    with pytest.raises(InputError, match="not all of the photo"):
        colours(project, annotation.id, "closed-form", sheet.state, Rectangle(70, 0, 3, 3))


def test_what_cannot_be_matted_says_why_and_the_matte_stays(project, photo):
    blank = start_blank(project, photo.id, "ann")
    sheet = Sheet(project, blank.id)
    with pytest.raises(TrimapError, match="foreground"):
        sheet.ask()
    draw(project, blank.id, 1, "foreground")
    draw(project, blank.id, 5, "background")
    sheet.ask()
    sheet.assert_exact()
    undo(project, blank.id, project.annotations.get(blank.id).head, "ann")
    shown = sheet.levels.copy()
    with pytest.raises(TrimapError):
        sheet.ask()
    draw(project, blank.id, 6, "background")
    assert not sheet.ask().whole
    sheet.assert_exact()
    assert not np.array_equal(shown, sheet.levels)


def test_only_what_there_is_can_be_followed(project, annotation, photo):
    head = annotation.head
    other = start_blank(project, photo.id, "ann")
    with pytest.raises(NotFoundError):
        follow(project, annotation.id, other.head, "closed-form", "", settle=False)
    with pytest.raises(NotFoundError):
        follow(project, annotation.id, "0" * 64, "closed-form", "", settle=False)
    with pytest.raises(NotFoundError):
        follow(project, 99, head, "closed-form", "", settle=False)
    with pytest.raises(UnknownNameError):
        follow(project, annotation.id, head, "magic", "", settle=False)
