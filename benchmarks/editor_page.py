"""A project of one portrait, the app served on it, and a browser that draws on it as a hand does."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import cv2
import numpy as np
from matting_data import Case

from curator.imaging.encode import encode_mask, encode_png
from curator.records import Stroke
from curator.store.project import Project
from curator.workflow.ingest import import_photos
from curator.workflow.propose import propose_photo
from curator.workflow.replay import trimap_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync")
_NAMES = "const watch = window.watch, editor = document.querySelector('.curator-editor')?.editor;"
_SERVE = """
import sys
from pathlib import Path
from curator.web.server import serve
serve(Path(sys.argv[1]), port=0)
"""
#: The browser says when what has changed is on screen: at the end of the frame that drew it.
_WATCH = """() => {
    const editor = document.querySelector('.curator-editor').editor;
    const watch = (window.watch = { up: 0, patch: 0, exact: 0, drawing: false, longest: 0, due: null });
    watch.clear = () => Object.assign(watch, { longest: 0, frames: 0, slow: 0, task: 0 });
    watch.clear();
    new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) {
            if (watch.drawing) watch.task = Math.max(watch.task, duration);
        }
    }).observe({ type: 'longtask' });
    window.addEventListener('pointerdown', () => { watch.drawing = true; watch.last = 0; }, true);
    window.addEventListener('pointerup', () => {
        Object.assign(watch, { up: performance.now(), patch: 0, exact: 0, drawing: false });
    }, true);
    const frame = (now) => {
        if (watch.drawing && watch.last) {
            const spent = now - watch.last;
            watch.longest = Math.max(watch.longest, spent);
            watch.frames += 1;
            if (spent > 50) watch.slow += 1;
        }
        watch.last = now;
        requestAnimationFrame(frame);
    };
    requestAnimationFrame(frame);
    const newest = () => !editor.queue.steps.length && editor.live.revision === editor.annotation.head;
    const done = () => {
        if (!watch.due || !newest()) return;
        const { exact } = watch.due;
        watch.due = null;
        watch.patch ||= performance.now();
        if (exact) watch.exact ||= performance.now();
    };
    editor.on('live', ({ box, exact }) => {
        watch.due = { exact };
        if (!box) done();
    });
    editor.on('frame', done);
}"""


class Hand:
    """A pointer upon an open annotation."""

    def __init__(self, page: Page, address: str) -> None:
        self.page = page
        self._address = address

    def open(self, annotation: int) -> float:
        """Open an annotation; milliseconds until its photo and trimap are on screen."""
        self.page.goto("about:blank")
        self.page.goto(f"{self._address}/annotate?annotation={annotation}", wait_until="commit")
        self.wait("editor.photo && !editor.working && !editor.painter.waiting")
        spent = self.page.evaluate("() => performance.now()")
        self.page.evaluate(_WATCH)
        return float(spent)

    def wait(self, condition: str, seconds: float = 180) -> None:
        """Wait for a condition on `editor` and `watch`."""
        looked = f"() => {{ {_NAMES} return editor && ({condition}); }}"
        self.page.wait_for_function(looked, timeout=1000 * seconds)

    def ask(self, expression: str) -> Any:
        """The value of an expression on `editor` and `watch`."""
        return self.page.evaluate(f"() => {{ {_NAMES} return {expression}; }}")

    def draw(self, stroke: Stroke) -> None:
        """Draw a stroke as a hand does: some 60 events a second."""
        self.ask(f"(editor.choose('{stroke.label}'), editor.setRadius({stroke.radius}))")
        places = [self._on_page(x, y) for x, y in stroke.points]
        mouse = self.page.mouse
        mouse.move(*places[0])
        mouse.down()
        for last, place in pairwise(places):
            for part in (0.25, 0.5, 0.75, 1.0):
                mouse.move(last[0] + part * (place[0] - last[0]), last[1] + part * (place[1] - last[1]))
                self.page.wait_for_timeout(12)
        mouse.up()

    def draw_at_once(self, stroke: Stroke) -> None:
        """Draw a stroke as fast as the page can, by what its pointer would call."""
        self.ask(f"(editor.choose('{stroke.label}'), editor.setRadius({stroke.radius}))")
        points = [{"x": x, "y": y} for x, y in stroke.points]
        self.ask(
            f"(() => {{ const [first, ...rest] = {points};"
            "editor.drawing.begin(first, false);"
            "for (const point of rest) editor.drawing.extend(point);"
            "editor.drawing.end(); })()"
        )

    def _on_page(self, x: float, y: float) -> tuple[float, float]:
        left, top = self.ask(
            "(() => { const box = editor.painter.canvas.getBoundingClientRect();"
            f"const {{x, y}} = editor.viewport.toCanvas({{x: {x}, y: {y}}});"
            "return [box.left + x / editor.painter.ratio, box.top + y / editor.painter.ratio]; })()"
        )
        return float(left), float(top)


@contextmanager
def project_of(case: Case) -> Iterator[tuple[Path, Case]]:
    """A project with one portrait, proposed from its mask; the case then has that trimap."""
    if case.person is None:
        raise SystemExit(f"{case.name} has no mask.")
    with tempfile.TemporaryDirectory() as place:
        source = Path(place) / "photos"
        for kind in ("images", "masks"):
            (source / kind).mkdir(parents=True)
        (source / "images" / "00001.png").write_bytes(encode_png(case.image))
        mask = cv2.GaussianBlur(case.person.astype(np.float32), (0, 0), 1.5)
        (source / "masks" / "00001.png").write_bytes(encode_mask(np.clip(mask, 0, 1)))
        with Project.create(Path(place) / "project") as project:
            (photo,) = import_photos(project, source, "pfcn").photos
            (annotation,) = propose_photo(project, photo.id)
            trimap = trimap_at(project, annotation.head)
        yield Path(place) / "project", replace(case, trimap=trimap)


@contextmanager
def served(project: Path) -> Iterator[str]:
    """The app on a project in a process of its own; gives its address."""
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(project)], stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            lines = process.stdout or iter(())
            address = next((line.split()[-1] for line in lines if "is ready at" in line), None)
            if address is None:
                raise SystemExit("The app did not start.")
            yield address
        finally:
            process.terminate()


@contextmanager
def browser(executable: str) -> Iterator[Browser]:
    """Chromium without a window, with a fresh profile."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        started = player.chromium.launch(executable_path=executable, headless=True, args=list(_FLAGS))
        yield started
        started.close()


def renderer_bytes(chromium: Browser, page: Page) -> int:
    """What the page's process holds after a collection of garbage: its private memory."""
    tab = page.context.new_cdp_session(page)
    for _ in range(3):
        tab.send("HeapProfiler.collectGarbage")
    found = chromium.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    held = []
    for process in found:
        if process["type"] == "renderer":
            rollup = Path(f"/proc/{process['id']}/smaps_rollup").read_text(encoding="ascii")
            private = [line.split() for line in rollup.splitlines() if line.startswith("Private_")]
            held.append(sum(1024 * int(words[1]) for words in private))
    return max(held)
