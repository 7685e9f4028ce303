"""Large photos: a first picture at once, and the exact answer behind it, from any thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.errors import ConvergenceError, StateError, TrimapError
from curator.matting import estimate_alpha, preview
from curator.matting.session import MattingSession, Patch
from curator.records import Stroke
from curator.trimap.strokes import draw
from curator.types import FloatImage, Trimap
from tests.edits import ACTIONS, SCENE, brush, check_known, on, solvable
from tests.engines import Watched, registered
from tests.scenes import scene

engines: list[Watched] = []


def watched(image: FloatImage, parameters: object) -> Watched:
    engine = Watched(image)
    engine.gate.set()
    engines.append(engine)
    return engine


@pytest.fixture(autouse=True, scope="module")
def small_is_large() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patched, registered("background", watched):
        patched.setattr(preview, "LARGE", 1000)
        patched.setattr(preview, "COARSE", 400)
        yield


@pytest.fixture
def session() -> Iterator[MattingSession]:
    engines.clear()
    with MattingSession(SCENE.image, SCENE.trimap, "background") as made:
        made.settle()
        yield made
        exact_engine().gate.set()


def exact_engine() -> Watched:
    return next(engine for engine in engines if engine.image.shape == (*SCENE.trimap.shape, 3))


def hold(engine: Watched) -> None:
    """From now on the engine waits in its next call until its gate is opened."""
    engine.gate.clear()
    while engine.entered.acquire(blocking=False):
        pass


def scratch(trimap: Trimap) -> np.ndarray:
    return estimate_alpha(SCENE.image, trimap, "background")


@settings(max_examples=60, deadline=None)
@given(st.lists(st.one_of(ACTIONS, st.just(("settle", None))), max_size=12))
def test_a_large_photo_arrives_where_from_scratch_does(actions):
    with MattingSession(SCENE.image, SCENE.trimap, "background") as session:
        past, future = [], []
        now = (SCENE.trimap, session.alpha)
        shown = session.alpha
        for action, what in actions:
            if action == "settle":
                patch = session.settle()
                now = (now[0], session.alpha)
                assert np.abs(session.alpha - scratch(now[0])).max() <= patch.error <= 1e-4
            elif action in ("undo", "redo"):
                there, back = (past, future) if action == "undo" else (future, past)
                if not there:
                    with pytest.raises(StateError):
                        getattr(session, action)()
                    continue
                patch = getattr(session, action)()
                back.append(now)
                now = there.pop()
                np.testing.assert_array_equal(session.alpha, now[1])
            else:
                trimap = what
                if action == "edit":
                    trimap = now[0]
                    for stroke in what:
                        trimap = draw(trimap, stroke)[0]
                if not solvable(trimap):
                    with pytest.raises(TrimapError):
                        getattr(session, action)(what)
                    continue
                patch = getattr(session, action)(what)
                past.append(now)
                future.clear()
                now = (trimap, session.alpha)
            shown = on(shown, patch)
            np.testing.assert_array_equal(shown, session.alpha)
            np.testing.assert_array_equal(session.trimap, now[0])
            check_known(shown, now[0])
            if session.exact:
                assert np.abs(shown - scratch(now[0])).max() <= 1e-4
        shown = on(shown, session.settle())
        np.testing.assert_array_equal(shown, session.alpha)
        assert np.abs(shown - scratch(now[0])).max() <= 1e-4


def test_the_first_picture_does_not_wait_and_is_corrected(session):
    hold(exact_engine())
    shown = session.alpha
    patch = session.edit([brush("unknown", 4, 4, 4.0)])
    assert not patch.exact
    assert not session.exact
    assert patch.error > 3e-5
    first = on(shown, patch)
    assert session.settle(0.01) is None
    exact_engine().gate.set()
    correction = session.settle(20)
    assert correction.exact
    assert correction.number > patch.number
    exact = scratch(session.trimap)
    np.testing.assert_allclose(on(first, correction), exact, atol=3e-5)
    # Nearer than what was shown before the edit, where the edit was.
    where = (slice(2, 10), slice(2, 10))
    assert np.abs(first - exact)[where].mean() < 0.3 * np.abs(shown - exact)[where].mean()


def test_edits_that_come_while_it_is_solved_are_solved_together(session):
    engine = exact_engine()
    asked = len(engine.solved)
    hold(engine)
    session.edit([brush("unknown", 4, 4)])
    assert engine.entered.acquire(timeout=20)
    for x in (8, 16, 27):
        session.edit([brush("unknown", x, 3)])
    engine.gate.set()
    patch = session.settle(20)
    assert len(engine.solved) == asked + 2
    assert np.abs(session.alpha - scratch(session.trimap)).max() <= patch.error
    # What was solved first is known to the engine: only what came later is new to it.
    assert engine.solved[-1].x >= 5


def test_an_answer_that_came_too_late_is_not_shown(session):
    engine = exact_engine()
    before = session.alpha
    hold(engine)
    session.edit([brush("unknown", 4, 4)])
    assert engine.entered.acquire(timeout=20)
    session.undo()
    engine.gate.set()
    assert session.exact
    assert session.settle(20).box is None
    np.testing.assert_array_equal(session.alpha, before)


def test_who_waits_is_given_the_answer_to_the_newest_trimap(session):
    engine = exact_engine()
    hold(engine)
    session.edit([brush("unknown", 4, 4)])
    assert engine.entered.acquire(timeout=20)
    settled: list[Patch | None] = []
    waiting = threading.Thread(target=lambda: settled.append(session.settle(20)))
    waiting.start()
    time.sleep(0.05)
    session.edit([brush("background", 12, 20, 3.0)])
    engine.gate.set()
    waiting.join(30)
    assert settled[0].exact
    np.testing.assert_allclose(session.alpha, scratch(session.trimap), atol=3e-5)


def test_after_an_undo_the_same_stroke_has_the_same_first_picture(session):
    stroke = brush("unknown", 4, 4, 4.0)
    session.edit([stroke])
    first = session.alpha
    session.undo()
    assert np.abs(first - session.alpha).max() > 0.1
    session.edit([stroke])
    np.testing.assert_allclose(session.alpha, first, atol=1e-4)


def test_a_correction_is_taken_back_with_its_edit_and_made_again_with_it(session):
    first = [session.alpha]
    for x in (4, 10, 16):
        session.edit([brush("unknown", x, 4)])
        session.settle()
        first.append(session.alpha)
    for alpha in reversed(first[:-1]):
        session.undo()
        np.testing.assert_array_equal(session.alpha, alpha)
        assert session.exact
    for alpha in first[1:]:
        session.redo()
        np.testing.assert_array_equal(session.alpha, alpha)


def test_what_is_settled_between_undo_and_redo_stays_out_of_the_redone_alpha(session):
    session.edit([brush("unknown", 4, 4)])
    session.edit([brush("unknown", 9, 8)])
    two = session.alpha
    session.undo()
    assert not session.exact
    session.settle()
    one = session.alpha
    session.redo()
    np.testing.assert_array_equal(session.alpha, two)
    session.undo()
    np.testing.assert_array_equal(session.alpha, one)
    assert session.exact


def test_a_failure_in_the_background_is_said_when_one_settles_and_tried_again(session):
    engine = exact_engine()
    engine.fail = True
    session.edit([brush("unknown", 4, 4)])
    first = session.alpha
    with pytest.raises(ConvergenceError, match="told to fail"):
        session.settle(20)
    np.testing.assert_array_equal(session.alpha, first)
    assert not session.exact
    engine.fail = False
    patch = session.settle(20)
    assert np.abs(session.alpha - scratch(session.trimap)).max() <= patch.error
    session.undo()


def test_a_failure_of_the_coarse_companion_leaves_the_session_as_it_was(session):
    coarse = next(engine for engine in engines if engine is not exact_engine())
    alpha = session.alpha
    coarse.fail = True
    with pytest.raises(ConvergenceError):
        session.edit([brush("unknown", 4, 4, 5.0)])
    coarse.fail = False
    assert session.exact
    np.testing.assert_array_equal(session.alpha, alpha)
    np.testing.assert_array_equal(session.trimap, SCENE.trimap)
    session.edit([brush("unknown", 4, 4, 5.0)])
    session.settle(20)
    np.testing.assert_allclose(session.alpha, scratch(session.trimap), atol=3e-5)


def test_closing_wakes_those_who_wait():
    engines.clear()
    session = MattingSession(SCENE.image, SCENE.trimap, "background")
    session.settle()
    engine = exact_engine()
    hold(engine)
    session.edit([brush("unknown", 4, 4)])
    assert engine.entered.acquire(timeout=20)
    session.edit([brush("unknown", 9, 4)])
    said: list[str] = []

    def waits() -> None:
        with pytest.raises(StateError) as raised:
            session.settle()
        said.append(str(raised.value))

    waiting = threading.Thread(target=waits)
    waiting.start()
    time.sleep(0.05)
    session.close()
    engine.gate.set()
    waiting.join(20)
    assert said
    assert "closed" in said[0]


@pytest.mark.parametrize("size", ["small", "large"])
def test_many_threads_lose_nothing(size, monkeypatch):
    """Whatever the order of their calls: patches put on by number make what is shown."""
    portrait = scene(60, 45)
    if size == "small":
        monkeypatch.setattr(preview, "LARGE", 10**6)
    patches: list[Patch] = []
    failed: list[BaseException] = []
    with MattingSession(portrait.image, portrait.trimap, "background") as session:
        shown = session.alpha

        def draws(row: int) -> None:
            try:
                for x in (3.5, 7.5, 11.5):
                    patches.append(session.edit([Stroke("unknown", 0.5, ((x, row + 0.5),))]))
                    patches.append(session.undo())
                    patches.append(session.redo())
                    settled = session.settle(0.001 * row)
                    if settled is not None:
                        patches.append(settled)
            except StateError:  # another thread's edit came before this one's redo
                patches.append(session.edit([Stroke("unknown", 0.5, ((13.5, row + 0.5),))]))
            except BaseException as error:
                failed.append(error)
                raise

        threads = [threading.Thread(target=draws, args=(row,)) for row in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
        assert not failed
        patches.append(session.settle())
        numbers = sorted(patch.number for patch in patches)
        assert numbers == sorted(set(numbers))
        for patch in sorted(patches, key=lambda patch: patch.number):
            shown = on(shown, patch)
        np.testing.assert_array_equal(shown, session.alpha)
        exact = estimate_alpha(portrait.image, session.trimap, "background")
        np.testing.assert_allclose(shown, exact, atol=3e-5)
        assert (session.trimap[:8] != portrait.trimap[:8]).any()


def test_it_begins_with_a_picture_and_not_with_a_wait():
    portrait = scene(90, 70)
    with MattingSession(portrait.image, portrait.trimap, "closed-form") as session:
        assert not session.exact
        first = session.alpha
        check_known(first, portrait.trimap)
        exact = estimate_alpha(portrait.image, portrait.trimap, "closed-form")
        band = portrait.trimap == 128
        assert np.abs(first - exact)[band].mean() < 0.1
        session.settle()
        assert np.abs(session.alpha - exact).max() <= 1e-4


def test_a_long_thin_photo_is_solved_at_once():
    image = np.random.default_rng(0).integers(0, 256, (6, 400, 3)).astype(np.uint8)
    trimap = np.full((6, 400), 128, np.uint8)
    trimap[:, :100], trimap[:, 300:] = 0, 255
    with MattingSession(image, trimap, "background") as session:
        assert session.exact
        assert session.edit([brush("foreground", 200, 3)]).exact
