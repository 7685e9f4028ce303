"""The annotate page as a test drives it: opened, drawn on, read back."""

from __future__ import annotations

import base64
import contextlib
from typing import TYPE_CHECKING, Any

import numpy as np

from curator.types import Trimap
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Page

EDITOR = "document.querySelector('.curator-editor')?.editor"
_BYTES = """(array) => {
    let text = "";
    for (let start = 0; start < array.length; start += 8192)
        text += String.fromCharCode(...array.subarray(start, start + 8192));
    return btoa(text);
}"""


def open_annotation(page: Page, served: Served, annotation: int = 1) -> None:
    """Open the annotate page and wait until it can be drawn on."""
    open_address(page, served, f"/annotate?annotation={annotation}")


def open_address(page: Page, served: Served, address: str) -> None:
    """Open an address of the annotate page; wait for its photo, and for whether this tab may draw."""
    page.goto(served.address + address)
    wait_until(
        page,
        "editor.photo && !editor.working && (editor.tabs.mine || editor.tabs.place !== 'asking')",
    )


def wait_until(page: Page, condition: str) -> None:
    """Wait for a condition on `editor`."""
    page.wait_for_function(f"() => {{ const editor = {EDITOR}; return editor && ({condition}); }}")


def ask(page: Page, expression: str) -> Any:
    """The value of an expression on `editor`."""
    return page.evaluate(f"() => {{ const editor = {EDITOR}; return {expression}; }}")


def save_now(page: Page) -> None:
    """Press "Try to save now" at once: it hides itself when the page tries again by itself."""
    pressed = page.evaluate(
        """() => {
            const button = document.querySelector("button[aria-label^='Try to save now']");
            button?.click();
            return button !== null;
        }"""
    )
    assert pressed, "there is no such button"


def wait_saved(page: Page) -> None:
    """Wait until everything drawn is acknowledged."""
    wait_until(page, "editor.queue.status === 'saved' && !editor.queue.steps.length && !editor.working")


def shown_trimap(page: Page) -> Trimap:
    """The trimap that the tab holds."""
    width, height, text = ask(
        page, f"[editor.trimap.width, editor.trimap.height, ({_BYTES})(editor.trimap.data)]"
    )
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width)


def shown_overlay(page: Page) -> np.ndarray:
    """The overlay's pixels at the photo's size: H x W x 4."""
    width, height, text = ask(
        page,
        "(() => { const canvas = new OffscreenCanvas(editor.trimap.width, editor.trimap.height);"
        "const context = canvas.getContext('2d');"
        "editor.labels.draw(context, 1);"
        "const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;"
        f"return [canvas.width, canvas.height, ({_BYTES})(pixels)]; }})()",
    )
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)


def seen(page: Page) -> np.ndarray:
    """The pixels of the visible canvas: H x W x 3, after the next frame."""
    width, height, text = page.evaluate(
        f"""async () => {{
            const editor = {EDITOR};
            editor.painter.schedule();
            await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
            const {{canvas, context}} = editor.painter;
            const pixels = context.getImageData(0, 0, canvas.width, canvas.height).data;
            return [canvas.width, canvas.height, ({_BYTES})(pixels)];
        }}"""
    )
    return np.frombuffer(base64.b64decode(text), np.uint8).reshape(height, width, 4)[:, :, :3]


def on_page(page: Page, x: float, y: float) -> tuple[float, float]:
    """Where a point of the photo lies on the page."""
    place = ask(
        page,
        "(() => { const box = editor.painter.canvas.getBoundingClientRect();"
        f"const point = editor.viewport.toCanvas({{x: {x}, y: {y}}});"
        "return [box.left + point.x / editor.painter.ratio, box.top + point.y / editor.painter.ratio];"
        "})()",
    )
    return place[0], place[1]


def drag(page: Page, *points: tuple[float, float], steps: int = 7) -> None:
    """Press the mouse on the first of some points of the photo, move along the others, release."""
    places = [on_page(page, x, y) for x, y in points]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=steps)
    page.mouse.up()


def crash(page: Page) -> None:
    """End a tab as an error of the browser does: nothing of it runs any more."""
    from playwright.sync_api import Error

    with page.expect_event("crash"), contextlib.suppress(Error):
        page.goto("chrome://crash")
