"""The session against from-scratch solutions, after every stroke, undo, redo and change."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from curator.errors import (
    ConvergenceError,
    ParameterError,
    PhotoError,
    StateError,
    StrokeError,
    TrimapError,
    UnknownNameError,
)
from curator.matting import estimate_alpha
from curator.matting.session import MattingSession
from curator.records import Stroke
from curator.trimap.strokes import draw
from curator.types import FloatImage
from tests.edits import ACTIONS, SCENE, brush, check_known, on, solvable
from tests.engines import Watched, registered

engines: list[Watched] = []


def watched(image: FloatImage, parameters: object) -> Watched:
    engine = Watched(image)
    engine.gate.set()
    engines.append(engine)
    return engine


@pytest.fixture(autouse=True, scope="module")
def own_methods() -> Iterator[None]:
    with registered("watched", watched), registered("function"):
        yield


def follow(method: str, actions: list[tuple[str, object]]) -> None:
    """Do the actions in a session and in a list of states, and compare after each."""
    with MattingSession(SCENE.image, SCENE.trimap, method) as session:
        past, future = [], []
        now = (SCENE.trimap, session.alpha)
        shown = session.alpha
        for number, (action, what) in enumerate(actions, start=1):
            trimap = now[0]
            if action in ("undo", "redo"):
                there, back = (past, future) if action == "undo" else (future, past)
                if not there:
                    with pytest.raises(StateError, match=f"nothing to {action}"):
                        getattr(session, action)()
                    continue
                patch = getattr(session, action)()
                back.append(now)
                now = there.pop()
                np.testing.assert_array_equal(session.alpha, now[1])
            else:
                if action == "edit":
                    for stroke in what:
                        trimap = draw(trimap, stroke)[0]
                else:
                    trimap = what
                if not solvable(trimap):
                    with pytest.raises(TrimapError, match="draw a"):
                        getattr(session, action)(what)
                    np.testing.assert_array_equal(session.trimap, now[0])
                    np.testing.assert_array_equal(session.alpha, now[1])
                    continue
                patch = getattr(session, action)(what)
                past.append(now)
                future.clear()
                now = (trimap, session.alpha)
            shown = on(shown, patch)
            assert patch.number <= number
            assert patch.exact
            np.testing.assert_array_equal(shown, session.alpha)
            np.testing.assert_array_equal(session.trimap, now[0])
            check_known(shown, now[0])
            scratch = estimate_alpha(SCENE.image, now[0], method)
            assert np.abs(shown - scratch).max() <= patch.error <= 1e-4


@settings(max_examples=120, deadline=None)
@given(st.lists(ACTIONS, max_size=12), st.sampled_from(["watched", "function"]))
def test_a_session_is_its_history_of_from_scratch_solutions(actions, method):
    follow(method, actions)


@pytest.mark.parametrize("method", ["closed-form", "knn", "shared"])
@settings(max_examples=8, deadline=None)
@given(actions=st.lists(ACTIONS, min_size=3, max_size=8))
def test_so_it_is_with_the_methods_people_use(method, actions):
    follow(method, actions)


def test_noise_of_an_engine_neither_shows_nor_adds_up():
    with MattingSession(SCENE.image, SCENE.trimap, "watched") as session:
        engines[-1].noise = 8e-6
        for number in range(30):
            patch = session.edit([brush("unknown", 3 + number % 7, 4)])
            # The noise is everywhere, and nothing but the strokes is in the patches.
            assert patch.box is None or (patch.box.x + patch.box.width < 18 and patch.box.y < 12)
        scratch = estimate_alpha(SCENE.image, session.trimap, "watched")
        assert np.abs(session.alpha - scratch).max() <= patch.error


def test_painted_pixels_are_exact_however_little_they_were_off():
    image = np.full((20, 20, 3), 255, np.uint8)
    trimap = np.full((20, 20), 128, np.uint8)
    trimap[:, 0], trimap[:, -1] = 0, 255
    with MattingSession(image, trimap, "watched") as session:
        engines[-1].noise = 1e-5  # foreground comes out as 1 - 1e-5 where it is not painted
        session.change(np.where(session.trimap == 128, 128, trimap))
        painted = session.trimap.copy()
        painted[5, 18] = 255
        shown = session.alpha
        with_stroke = on(shown, session.change(painted))
        assert with_stroke[5, 18] == 1
        assert shown[5, 18] != 1


def test_strokes_of_one_edit_are_one_step():
    with MattingSession(SCENE.image, SCENE.trimap, "watched") as session:
        before = session.alpha
        session.edit([brush("background", 8, 9), brush("foreground", 20, 30), brush("unknown", 8, 9)])
        session.undo()
        np.testing.assert_array_equal(session.alpha, before)
        with pytest.raises(StateError):
            session.undo()


def test_an_edit_that_changes_nothing_is_a_step_without_a_patch():
    with MattingSession(SCENE.image, SCENE.trimap, "watched") as session:
        solved = len(engines[-1].solved)
        assert session.edit([]).box is None
        assert session.change(SCENE.trimap.copy()).box is None
        assert len(engines[-1].solved) == solved
        assert session.undo().box is None
        assert session.undo().box is None
        with pytest.raises(StateError, match="nothing to undo"):
            session.undo()


def test_the_engine_is_told_of_all_that_moved_since_it_was_asked():
    with MattingSession(SCENE.image, SCENE.trimap, "watched") as session:
        session.edit([brush("unknown", 4, 4, 1.0)])
        session.edit([brush("unknown", 27, 3, 1.0)])
        session.undo()
        asked = len(engines[-1].solved)
        session.undo()
        assert len(engines[-1].solved) == asked  # taken back without solving
        session.edit([brush("unknown", 4, 12, 1.0)])
        box = engines[-1].solved[-1]
        assert box.x <= 4
        assert box.x + box.width >= 28
        assert box.y <= 4
        assert box.y + box.height > 12


def test_without_unknown_pixels_the_alpha_is_what_the_trimap_says():
    with MattingSession(SCENE.image, SCENE.trimap, "watched") as session:
        known = np.where(SCENE.alpha > 0.5, 255, 0).astype(np.uint8)
        shown = on(session.alpha, session.change(known))
        np.testing.assert_array_equal(shown, known / 255)
        shown = on(shown, session.edit([brush("unknown", 16, 10, 5.0)]))
        scratch = estimate_alpha(SCENE.image, session.trimap, "watched")
        assert np.abs(shown - scratch).max() <= 3e-5


@pytest.mark.parametrize("label", ["background", "unknown"])
def test_an_edit_that_leaves_nobody_is_refused_and_undone(label):
    with MattingSession(SCENE.image, SCENE.trimap, "watched") as session:
        session.edit([brush("unknown", 4, 4)])
        trimap, alpha = session.trimap, session.alpha
        with pytest.raises(TrimapError, match="no foreground"):
            session.edit([Stroke(label, 60.0, ((16.0, 22.0),))])
        np.testing.assert_array_equal(session.trimap, trimap)
        np.testing.assert_array_equal(session.alpha, alpha)
        session.undo()
        np.testing.assert_array_equal(session.trimap, SCENE.trimap)


def test_a_method_that_fails_leaves_the_session_as_it_was():
    with MattingSession(SCENE.image, SCENE.trimap, "watched") as session:
        engine = engines[-1]
        session.edit([brush("unknown", 4, 4)])
        session.undo()
        trimap, alpha = session.trimap, session.alpha
        engine.fail = True
        with pytest.raises(ConvergenceError, match="told to fail"):
            session.edit([brush("background", 10, 22)])
        engine.fail = False
        np.testing.assert_array_equal(session.trimap, trimap)
        np.testing.assert_array_equal(session.alpha, alpha)
        assert session.exact
        session.redo()
        patch = session.edit([brush("background", 10, 22)])
        scratch = estimate_alpha(SCENE.image, session.trimap, "watched")
        assert np.abs(session.alpha - scratch).max() <= patch.error


def test_memory_that_ends_half_way_is_said_and_leaves_the_session_as_it_was():
    with MattingSession(SCENE.image, SCENE.trimap, "watched") as session:
        alpha = session.alpha
        solve = engines[-1].solve
        engines[-1].solve = lambda trimap, changed: np.empty((1 << 50,))
        with pytest.raises(ConvergenceError, match=r"Distances needs more memory.*33 x 44 pixels"):
            session.edit([brush("unknown", 4, 4)])
        engines[-1].solve = solve
        np.testing.assert_array_equal(session.alpha, alpha)
        session.edit([brush("unknown", 4, 4)])


def test_history_is_bounded_and_says_what_it_dropped():
    with MattingSession(SCENE.image, SCENE.trimap, "watched", memory=3000) as session:
        least, states = session.nbytes, []
        for number in range(40):
            states.append(session.alpha)
            session.edit([brush("unknown", number % 25, (3 * number) % 30, 3.0)])
            assert session.nbytes <= least + 3000
        taken = 0
        with pytest.raises(StateError, match="dropped to save memory"):
            while True:
                session.undo()
                taken += 1
                np.testing.assert_array_equal(session.alpha, states[-taken])
        assert 0 < taken < 40
        for _ in range(taken):
            session.redo()
        with pytest.raises(StateError, match="nothing to redo"):
            session.redo()


def test_no_memory_means_no_undo():
    with MattingSession(SCENE.image, SCENE.trimap, "watched", memory=0) as session:
        session.edit([brush("unknown", 5, 5)])
        with pytest.raises(StateError, match="dropped to save memory"):
            session.undo()


def test_what_is_given_and_what_is_handed_out_are_apart():
    trimap = SCENE.trimap.copy()
    with MattingSession(SCENE.image, trimap, "watched") as session:
        trimap[:] = 0
        np.testing.assert_array_equal(session.trimap, SCENE.trimap)
        alpha = session.alpha
        session.alpha[:] = 7
        np.testing.assert_array_equal(session.alpha, alpha)
        with pytest.raises(ValueError, match="read-only"):
            session.trimap[0, 0] = 128
        other = draw(SCENE.trimap, brush("unknown", 5, 5))[0]
        session.change(other)
        other[:] = 0
        assert solvable(session.trimap)


def test_strided_arrays_give_the_same():
    image, trimap = np.asfortranarray(SCENE.image), np.asfortranarray(SCENE.trimap)
    other = draw(SCENE.trimap, brush("unknown", 5, 5))[0]
    with MattingSession(image, trimap, "watched") as session:
        session.change(np.asfortranarray(other))
        np.testing.assert_array_equal(session.alpha, estimate_alpha(SCENE.image, other, "watched"))


def test_settling_what_is_exact_changes_nothing():
    with MattingSession(SCENE.image, SCENE.trimap, "watched") as session:
        patch = session.settle(0)
        assert (patch.box, patch.exact) == (None, True)


def test_a_closed_session_says_so():
    session = MattingSession(SCENE.image, SCENE.trimap, "watched")
    session.close()
    session.close()
    for call in (session.undo, session.redo, session.settle, lambda: session.edit([])):
        with pytest.raises(StateError, match="closed"):
            call()


def test_what_cannot_be_used_is_refused():
    image, trimap = SCENE.image, SCENE.trimap
    with pytest.raises(PhotoError):
        MattingSession(image[..., 0], trimap)
    with pytest.raises(TrimapError, match="33 x 44"):
        MattingSession(image, trimap[1:])
    with pytest.raises(TrimapError, match="no foreground"):
        MattingSession(image, np.where(trimap == 255, 128, trimap))
    with pytest.raises(UnknownNameError):
        MattingSession(image, trimap, "best")
    with pytest.raises(ParameterError, match="epsilon"):
        MattingSession(image, trimap, epsilon=-1.0)
    with MattingSession(image, trimap, "watched") as session:
        with pytest.raises(TrimapError, match="value 7"):
            session.change(np.full_like(trimap, 7))
        with pytest.raises(StrokeError):
            session.edit([brush("unknown", 5, 5), brush("unknown", 5, 5, radius=0.1)])
        np.testing.assert_array_equal(session.trimap, trimap)


def test_parameters_are_the_methods_own():
    with MattingSession(SCENE.image, SCENE.trimap, epsilon=1e-2) as session:
        scratch = estimate_alpha(SCENE.image, SCENE.trimap, epsilon=1e-2)
        np.testing.assert_allclose(session.alpha, scratch, atol=3e-5)
        assert np.abs(session.alpha - estimate_alpha(SCENE.image, SCENE.trimap)).max() > 1e-3
