"""How the editor feels: stroke to matte on screen, frames while drawing, opening, memory.

    python benchmarks/editor.py --data ../shared/data [--part small]... [--strokes 200]

The folder holds `eg1800`. A real browser draws on the app as a hand does, with half a second between
two strokes. The parts:

small, large
    Random strokes at 600 x 800 and at 3000 x 4000 with each method: milliseconds from the pointer's
    going up to the end of the frame that shows the patch, and, when the hand rests, the exact matte.
drawing
    The time between two frames while a stroke is drawn at 3000 x 4000, in four views, and the longest
    of the page's own tasks meanwhile, of those that take 50 ms and more.
opening
    A 3000 x 4000 annotation from its address to the screen.
memory
    What 1,000 strokes at 3000 x 4000 leave in the tab.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from editor_page import Hand, browser, project_of, renderer_bytes, served
from matting_data import Case, large_portrait, portraits, strokes
from matting_methods import print_table, say

if TYPE_CHECKING:
    from playwright.sync_api import Browser

_METHODS = ("closed-form", "knn", "shared")
#: Milliseconds between two strokes; after as many strokes the hand rests until the matte is exact.
_PAUSE = 500
_REST_EVERY = 10
_MANY = 1000


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    options.add_argument("--data", type=Path, required=True, help="folder with eg1800/")
    options.add_argument("--part", action="append", choices=list(_PARTS))
    options.add_argument("--method", action="append", choices=_METHODS)
    options.add_argument("--strokes", type=int, default=200, help="for each method and size")
    options.add_argument("--chromium", default=shutil.which("chromium"), help="the browser's program")
    chosen = options.parse_args()
    if chosen.chromium is None:
        raise SystemExit("Chromium is not in the path: say where it is with --chromium.")
    with browser(chosen.chromium) as started:
        for part in chosen.part or _PARTS:
            _PARTS[part](started, chosen)


def _small(chromium: Browser, chosen: argparse.Namespace) -> None:
    _follow(chromium, portraits(chosen.data)[0], chosen)


def _large(chromium: Browser, chosen: argparse.Namespace) -> None:
    _follow(chromium, large_portrait(chosen.data, 3000, 4000), chosen)


def _follow(chromium: Browser, case: Case, chosen: argparse.Namespace) -> None:
    height, width = case.trimap.shape
    print_table(
        f"{chosen.strokes} strokes on a portrait of {width} x {height}: ms from pointer up",
        "method | patch on screen, median | 95 % | largest | exact, median | longest frame",
        [_follow_with(chromium, case, name, chosen.strokes) for name in chosen.method or _METHODS],
        "The view shows the cut-out on a checkerboard.",
    )


def _follow_with(chromium: Browser, case: Case, method: str, count: int) -> list[object]:
    patches, exact = [], []
    with project_of(case) as (project, proposed), served(project) as address:
        hand = _hand(chromium, address)
        hand.open(1)
        hand.ask(f"(editor.live.choose('{method}'), editor.look('checker'))")
        hand.wait("editor.live.status === 'exact' && editor.live.cutoutLayer")
        for number, stroke in enumerate(strokes(proposed, count, seed=1)):
            if number % 20 == 0:
                say(f"{method}, stroke {number}")
            before = hand.ask("editor.annotation.head")
            hand.draw(stroke)
            hand.wait("!editor.drawing.active && !editor.queue.steps.length")
            if hand.ask("editor.annotation.head") == before:
                continue  # It changed nothing.
            hand.wait("watch.patch || editor.live.status === 'failed'")
            if hand.ask("editor.live.status") == "failed":
                raise SystemExit(hand.ask("editor.live.problem"))
            patches.append(hand.ask("watch.patch - watch.up"))
            if number % _REST_EVERY == _REST_EVERY - 1:
                hand.wait("watch.exact")
                exact.append(hand.ask("watch.exact - watch.up"))
            hand.page.wait_for_timeout(_PAUSE)
        longest = hand.ask("watch.longest")
        hand.page.context.close()
    low, high = np.percentile(patches, [50, 95])
    return [method, low, high, max(patches), np.median(exact) if exact else np.nan, longest]


def _drawing(chromium: Browser, chosen: argparse.Namespace) -> None:
    case = large_portrait(chosen.data, 3000, 4000)
    rows: list[list[object]] = []
    with project_of(case) as (project, proposed), served(project) as address:
        hand = _hand(chromium, address)
        hand.open(1)
        hand.wait("editor.live.status === 'exact'")
        for mode in ("overlay", "trimap", "alpha", "checker"):
            hand.ask(f"editor.look('{mode}')")
            hand.wait("editor.settings.mode !== 'checker' || editor.live.cutoutLayer")
            hand.page.wait_for_timeout(_PAUSE)
            hand.ask("watch.clear()")
            for stroke in strokes(proposed, 20, seed=2):
                hand.draw(stroke)
                hand.page.wait_for_timeout(_PAUSE / 2)
            slow = 100 * hand.ask("watch.slow / watch.frames")
            rows.append([mode, hand.ask("watch.longest"), slow, hand.ask("watch.task") or "under 50"])
            hand.wait("!editor.queue.steps.length && editor.live.status === 'exact'")
        hand.page.context.close()
    print_table(
        "20 strokes on a portrait of 3000 x 4000: ms between two frames",
        "view | longest | % over 50 | longest task",
        rows,
        "A busy machine makes frames late; what the page itself does shows in its longest task.",
    )


def _opening(chromium: Browser, chosen: argparse.Namespace) -> None:
    case = large_portrait(chosen.data, 3000, 4000)
    rows: list[list[object]] = []
    with project_of(case) as (project, _), served(project) as address:
        hand = _hand(chromium, address)
        for what in ("first time", "again", "again"):
            rows.append([what, hand.open(1)])
            hand.wait("editor.live.status === 'exact'")
        hand.page.context.close()
    print_table("Opening an annotation of 3000 x 4000", "what | ms to the screen", rows, "")


def _memory(chromium: Browser, chosen: argparse.Namespace) -> None:
    case = large_portrait(chosen.data, 3000, 4000)
    with project_of(case) as (project, proposed), served(project) as address:
        hand = _hand(chromium, address)
        hand.open(1)
        hand.ask("editor.live.on && editor.live.toggle()")
        drawn = strokes(proposed, _MANY + 10, seed=3)
        for stroke in drawn[:10]:
            hand.draw(stroke)
        hand.wait("!editor.queue.steps.length")
        before = renderer_bytes(chromium, hand.page)
        for number, stroke in enumerate(drawn[10:]):
            if number % 100 == 0:
                say(f"memory, stroke {number}")
            hand.draw_at_once(stroke)
            hand.wait("editor.queue.steps.length < 10")
        hand.wait("!editor.queue.steps.length")
        after = renderer_bytes(chromium, hand.page)
        steps = hand.ask("editor.history.undoable.length")
        hand.page.context.close()
    print_table(
        f"{_MANY} strokes on a portrait of 3000 x 4000: MB in the tab",
        "before | after | more | steps that undo without the server",
        [[before / 1e6, after / 1e6, (after - before) / 1e6, steps]],
        "",
    )


def _hand(chromium: Browser, address: str) -> Hand:
    context = chromium.new_context(viewport={"width": 1440, "height": 900})
    return Hand(context.new_page(), address)


_PARTS: dict[str, Callable[[Browser, argparse.Namespace], None]] = {
    "small": _small,
    "large": _large,
    "drawing": _drawing,
    "opening": _opening,
    "memory": _memory,
}


if __name__ == "__main__":
    main()
