"""The engine: after any edits its answer is that of a new one, to the bit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from curator.errors import ConvergenceError
from curator.imaging.convert import to_float
from curator.matting import shared_engine
from curator.matting.shared import shared
from curator.matting.shared_band import Band
from curator.matting.shared_engine import SharedEngine
from curator.matting.shared_parameters import SharedParameters
from curator.matting.shared_samples import gathered, samples
from curator.records import Rectangle
from tests.scenes import scene

PAPER = SharedParameters()


def edit(trimap, rng):
    """A disk of a label somewhere; the new trimap and the box of the disk."""
    height, width = trimap.shape
    y, x, radius = rng.integers(height), rng.integers(width), rng.integers(1, 9)
    top, left = max(0, y - radius), max(0, x - radius)
    bottom, right = min(height, y + radius + 1), min(width, x + radius + 1)
    rows, columns = np.mgrid[:height, :width]
    edited = trimap.copy()
    edited[(rows - y) ** 2 + (columns - x) ** 2 <= radius**2] = rng.choice([0, 128, 255])
    return edited, Rectangle(int(left), int(top), int(right - left), int(bottom - top))


@pytest.mark.parametrize(
    "chosen",
    [
        {},
        {"expand": False},
        {"directions": 1},
        {"directions": 7, "expansion_radius": 2},
        {"refinement_radius": 2, "smoothing_radius": 9},
    ],
    ids=str,
)
@pytest.mark.parametrize("seed", [0, 1])
def test_edits_lead_where_a_new_engine_begins(chosen, seed):
    portrait = scene(70, 60, seed=seed, softness=14)
    parameters = replace(PAPER, **chosen)
    rng = np.random.default_rng(seed)
    image, trimap = to_float(portrait.image), portrait.trimap
    engine = SharedEngine(image, parameters)
    engine.solve(trimap, None)
    for _ in range(25):
        trimap, box = edit(trimap, rng)
        np.testing.assert_array_equal(
            engine.solve(trimap, box), SharedEngine(image, parameters).solve(trimap, None)
        )


def test_edits_where_means_stand_in():
    """Foreground that hardly any ray meets: an edit of it changes the mean of pixels far away."""
    rng = np.random.default_rng(4)
    image = rng.random((50, 50, 3), np.float32)
    trimap = np.zeros((50, 50), np.uint8)
    trimap[20:30, 20:30] = 128
    trimap[0, 0] = 255
    engine = SharedEngine(image, PAPER)
    before = engine.solve(trimap, None)
    lonely = gathered(image, trimap).foreground
    assert len(np.unique(lonely, axis=0)) < len(lonely)
    edited = trimap.copy()
    edited[49, 47] = 255
    after = engine.solve(edited, Rectangle(47, 49, 1, 1))
    np.testing.assert_array_equal(after, shared(image, edited, PAPER))
    assert (after != before)[20:30, 20:30].any()


def test_what_is_not_said_to_have_changed_is_found():
    portrait, other = scene(seed=0), scene(softness=12)
    image = to_float(portrait.image)
    engine = SharedEngine(image, PAPER)
    engine.solve(portrait.trimap, None)
    np.testing.assert_array_equal(engine.solve(other.trimap, None), shared(image, other.trimap, PAPER))


def test_undo_is_exact_and_the_same_trimap_costs_nothing(monkeypatch):
    portrait = scene()
    engine = SharedEngine(to_float(portrait.image), PAPER)
    first = engine.solve(portrait.trimap, None)
    edited = portrait.trimap.copy()
    edited[10:30, 5:20] = 255
    box = Rectangle(5, 10, 15, 20)
    assert not np.array_equal(engine.solve(edited, box), first)
    np.testing.assert_array_equal(engine.solve(portrait.trimap, box), first)
    worked = []
    monkeypatch.setattr(shared_engine, "smooth", lambda *given: worked.append(given[7]))
    np.testing.assert_array_equal(engine.solve(portrait.trimap, box), first)
    assert sum(map(len, worked)) == 0


def test_an_edit_works_on_what_it_can_reach_alone(monkeypatch):
    portrait = scene(200, 160, softness=10)
    engine = SharedEngine(to_float(portrait.image), PAPER)
    engine.solve(portrait.trimap, None)
    worked = []
    plain = shared_engine.smooth
    monkeypatch.setattr(
        shared_engine, "smooth", lambda *given: (worked.append(len(given[7])), plain(*given))[1]
    )
    y, x = np.argwhere(portrait.trimap == 128)[0]
    edited = portrait.trimap.copy()
    edited[y, x] = 0
    engine.solve(edited, Rectangle(int(x), int(y), 1, 1))
    assert 0 < worked[0] < 0.2 * np.count_nonzero(edited == 128)


def test_the_answer_and_the_trimap_are_the_callers():
    portrait = scene()
    engine = SharedEngine(to_float(portrait.image), PAPER)
    trimap = portrait.trimap.copy()
    answer = engine.solve(trimap, None)
    expected = answer.copy()
    answer[:] = 0.5
    trimap[:] = 0
    np.testing.assert_array_equal(engine.solve(portrait.trimap, Rectangle(0, 0, 1, 1)), expected)


def test_after_a_failure_it_answers(monkeypatch):
    portrait = scene()
    image = to_float(portrait.image)
    engine = SharedEngine(image, PAPER)
    engine.solve(portrait.trimap, None)
    edited = portrait.trimap.copy()
    edited[10:30, 5:20] = 255

    def full(*_):
        raise MemoryError

    with monkeypatch.context() as patched:
        patched.setattr(shared_engine, "smooth", full)
        with pytest.raises(MemoryError):
            engine.solve(edited, Rectangle(5, 10, 15, 20))
    np.testing.assert_array_equal(
        engine.solve(edited, Rectangle(0, 0, 1, 1)), shared(image, edited, PAPER)
    )


def test_what_does_not_fit_is_refused_beforehand(monkeypatch):
    portrait = scene()
    monkeypatch.setattr("curator.matting.solving.available", lambda: 1000)
    with pytest.raises(ConvergenceError, match="Shared needs about"):
        shared(to_float(portrait.image), portrait.trimap, PAPER)


def test_it_counts_its_bytes():
    portrait = scene()
    image = to_float(portrait.image)
    engine = SharedEngine(image, PAPER)
    assert engine.nbytes == image.nbytes
    engine.solve(portrait.trimap, None)
    labels = gathered(image, portrait.trimap).labels
    held = Band(labels, 4).nbytes
    # Two labels, the alpha, and the band: an index a pixel, and 89 bytes each slot.
    assert held == 4 * labels.size + 89 * np.count_nonzero(labels == 128)
    assert engine.nbytes == image.nbytes + (1 + 1 + 4) * labels.size + held


def test_photos_that_may_not_be_written_or_lie_across():
    portrait = scene()
    image = to_float(portrait.image)
    expected = shared(image, portrait.trimap, PAPER)
    across = np.asfortranarray(image)
    across.flags.writeable = False
    trimap = np.asfortranarray(portrait.trimap)
    trimap.flags.writeable = False
    np.testing.assert_array_equal(shared(across, trimap, PAPER), expected)


def test_samples_are_row_by_row_whatever_came_before():
    portrait = scene(70, 60, softness=14)
    image, trimap = to_float(portrait.image), portrait.trimap
    rng = np.random.default_rng(7)
    engine = SharedEngine(image, PAPER)
    engine.solve(trimap, None)
    for _ in range(10):
        trimap, box = edit(trimap, rng)
        engine.solve(trimap, box)
    pairs, _ = engine._state
    kept, fresh = samples(pairs), gathered(image, trimap)
    for name in ("labels", "places", "foreground", "background", "alpha", "confidence"):
        np.testing.assert_array_equal(getattr(kept, name), getattr(fresh, name))
    np.testing.assert_array_equal(fresh.places, np.argwhere(fresh.labels == 128))
