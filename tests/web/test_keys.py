"""Every action has a key; keys can be changed, stay changed, and are shown as they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.web.annotating import ask, open_annotation, wait_until
from tests.web.conftest import Served

if TYPE_CHECKING:
    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.browser

#: What is pressed on a keyboard whose layout types other signs there: key, code, and what it is.
_PRESS = """([key, code, init]) => {
    const options = {key, code, bubbles: true, cancelable: true, ...init};
    document.body.dispatchEvent(new KeyboardEvent("keydown", options));
    document.body.dispatchEvent(new KeyboardEvent("keyup", options));
}"""


def press(page: Page, key: str, code: str, **init: Any) -> None:
    page.evaluate(_PRESS, [key, code, init])


def open_help(page: Page) -> Locator:
    page.keyboard.press("?")
    dialog = page.get_by_role("dialog", name="Keys")
    dialog.wait_for()
    return dialog


def start_changing(page: Page) -> Locator:
    dialog = open_help(page)
    dialog.get_by_role("button", name="Change keys").click()
    return dialog


def key_of(dialog: Locator, action: str) -> Locator:
    return dialog.locator(f'[data-id="{action}"]')


def told(dialog: Locator) -> str:
    return dialog.locator(".cu-key-note").inner_text()


def kept(page: Page) -> Any:
    return page.evaluate("JSON.parse(localStorage.getItem('curator.keys'))")


def test_no_two_actions_share_a_key_and_every_action_has_one(served: Served, page: Page) -> None:
    open_annotation(page, served)
    dialog = start_changing(page)
    buttons = dialog.locator(".cu-key")
    keys = buttons.all_inner_texts()
    assert len(keys) >= 70
    assert len(set(keys)) == len(keys)
    assert not [key for key in keys if not key.strip()]


def test_every_control_names_an_action_with_a_key(served: Served, page: Page) -> None:
    open_annotation(page, served)
    # What is left has no key on purpose: the photos of the strip are walked with Page Up and Down,
    # hotspots with N, steps of the history with the arrows.
    without = page.evaluate(
        """() => [...document.querySelectorAll(
             ".curator-editor :is(.cu-rail, .cu-topbar, .cu-panel, .cu-footer, .cu-player,"
             + " .cu-pairbar, .cu-scale, .cu-ground) :is(button, input, select)")]
            .filter((node) => !node.getAttribute("aria-keyshortcuts"))
            .map((node) => node.getAttribute("aria-label"))"""
    )
    assert without == ["Step of the film"]


def test_a_changed_key_works_is_shown_and_outlives_a_reload(served: Served, page: Page) -> None:
    open_annotation(page, served)
    dialog = start_changing(page)
    key_of(dialog, "tool.lasso").click()
    assert "press the new key" in told(dialog)
    page.keyboard.press("w")  # of another action: it is asked about below
    assert "On white" in told(dialog)
    dialog.get_by_role("button", name="Leave both").click()
    key_of(dialog, "tool.lasso").press("Enter")
    page.keyboard.press("\\")
    assert key_of(dialog, "tool.lasso").inner_text() == "\\"
    assert kept(page) == {"tool.lasso": "\\"}
    page.keyboard.press("Escape")
    dialog.wait_for(state="hidden")
    for _ in range(2):
        page.keyboard.press("f")
        page.keyboard.press("s")
        assert ask(page, "editor.tool") == "foreground"
        page.keyboard.press("\\")
        assert ask(page, "editor.tool") == "lasso"
        lasso = page.locator(".cu-tool-lasso")
        assert lasso.get_attribute("title") == "Lasso fill (\\)"
        assert lasso.get_attribute("aria-keyshortcuts") == "\\"
        assert lasso.locator("kbd").text_content() == "\\"
        page.reload()
        wait_until(page, "editor.photo && !editor.working")
    assert "\\" in open_help(page).locator("dt", has=page.locator("kbd", has_text="\\")).inner_text()


def test_a_key_in_use_is_swapped_or_left(served: Served, page: Page) -> None:
    open_annotation(page, served)
    dialog = start_changing(page)
    key_of(dialog, "tool.foreground").click()
    page.keyboard.press("b")
    assert told(dialog).startswith("B is “Background”, which gets F")
    dialog.get_by_role("button", name="Swap the two keys").click()
    assert key_of(dialog, "tool.foreground").inner_text() == "B"
    assert key_of(dialog, "tool.background").inner_text() == "F"
    assert page.evaluate("document.activeElement.dataset.id") == "tool.foreground"
    page.keyboard.press("Escape")
    page.keyboard.press("f")
    assert ask(page, "editor.tool") == "background"
    page.keyboard.press("b")
    assert ask(page, "editor.tool") == "foreground"
    dialog = start_changing(page)
    dialog.get_by_role("button", name="Reset “Background” to B").click()
    dialog.get_by_role("button", name="Swap the two keys").click()
    assert kept(page) is None
    assert key_of(dialog, "tool.foreground").inner_text() == "F"


def test_what_cannot_be_a_key_is_refused(served: Served, page: Page) -> None:
    open_annotation(page, served)
    dialog = start_changing(page)
    key_of(dialog, "run").click()
    for key, words in [
        ("Tab", "belongs to the browser"),
        ("Control+l", "belongs to the browser"),
        ("Enter", "used while drawing"),
        ("Space", "used while drawing"),
        ("Shift+ArrowLeft", "used while drawing"),
        ("Alt+q", "Alt belongs to the browser"),
    ]:
        page.keyboard.press(key)
        assert words in told(dialog), key
    page.keyboard.press("Shift")
    page.keyboard.press("Escape")
    assert dialog.is_visible()
    assert key_of(dialog, "run").inner_text() == "M"
    assert kept(page) is None


def test_all_keys_are_reset_at_once(served: Served, page: Page) -> None:
    open_annotation(page, served)
    dialog = start_changing(page)
    reset = dialog.get_by_role("button", name="Reset all")
    assert reset.is_disabled()
    for action, key in [("run", "Control+m"), ("undo", "F2"), ("peek", "F7")]:
        key_of(dialog, action).click()
        page.keyboard.press(key)
    assert kept(page) == {"run": "Ctrl M", "undo": "F2", "peek": "F7"}
    reset.click()
    assert kept(page) is None
    assert key_of(dialog, "run").inner_text() == "M"


def test_a_held_key_holds_wherever_it_lies(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.evaluate(
        "localStorage.setItem('curator.keys', JSON.stringify({peek: 'Shift X', 'pair.split': 'X'}))"
    )
    page.reload()
    wait_until(page, "editor.photo && !editor.working")
    page.keyboard.down("Shift")
    page.keyboard.down("x")
    assert ask(page, "editor.peeking")
    page.keyboard.up("Shift")
    assert ask(page, "editor.peeking")
    page.keyboard.up("x")
    assert not ask(page, "editor.peeking")
    page.keyboard.down("z")
    assert ask(page, "editor.loupe.held")
    page.evaluate("window.dispatchEvent(new Event('blur'))")
    assert not ask(page, "editor.loupe.held")


def test_what_another_version_kept_changes_no_more_than_it_says(served: Served, page: Page) -> None:
    open_annotation(page, served)
    page.evaluate(
        "localStorage.setItem('curator.keys', JSON.stringify("
        "{gone: 'F', 'tool.lasso': 'B', 'tool.pan': 'B', run: 7, confirm: 'Q'}))"
    )
    page.reload()
    wait_until(page, "editor.photo && !editor.working")
    page.keyboard.press("f")
    assert ask(page, "editor.tool") == "foreground"
    page.keyboard.press("b")
    assert ask(page, "editor.tool") == "lasso"
    dialog = start_changing(page)
    # Two wanted B: the first has it, the other and the brush whose key it was have none.
    assert key_of(dialog, "tool.pan").inner_text() == "no key"
    assert key_of(dialog, "tool.background").inner_text() == "no key"
    assert key_of(dialog, "run").inner_text() == "M"
    page.evaluate("localStorage.setItem('curator.keys', '[broken')")
    page.reload()
    wait_until(page, "editor.photo && !editor.working")
    page.keyboard.press("b")
    assert ask(page, "editor.tool") == "background"


def test_other_layouts_reach_the_keys_by_their_place(served: Served, page: Page) -> None:
    open_annotation(page, served)
    for key, code, tool in [
        ("и", "KeyB", "background"),
        ("г", "KeyU", "unknown"),
        ("а", "KeyF", "foreground"),
        ("σ", "KeyS", "lasso"),
    ]:
        press(page, key, code)
        assert ask(page, "editor.tool") == tool, key
    press(page, "Ы", "KeyS", shiftKey=True)
    assert ask(page, "editor.tool") == "polygon"
    # Where the layout types a Latin letter, the letter counts, not the place.
    press(page, "h", "KeyN")
    assert ask(page, "editor.tool") == "pan"
    before = ask(page, "editor.settings.radius")
    press(page, "х", "BracketLeft")
    assert ask(page, "editor.settings.radius") < before
    # AltGr types a sign; on Windows it looks like Ctrl and Alt.
    press(page, "]", "Digit9", ctrlKey=True, altKey=True, modifierAltGraph=True)
    press(page, "]", "Digit9", modifierAltGraph=True)
    assert ask(page, "editor.settings.radius") > before
    press(page, "я", "KeyZ", ctrlKey=True)
    page.get_by_text("There is nothing left to undo.").wait_for()
    dialog = start_changing(page)
    key_of(dialog, "tool.lasso").click()
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
        "{key: 'ё', code: 'Backquote', bubbles: true, cancelable: true}))"
    )
    assert key_of(dialog, "tool.lasso").inner_text() == "Ё"


def test_keys_reach_the_sliders_and_lists(served: Served, page: Page) -> None:
    open_annotation(page, served)

    def changed(key: str, setting: str) -> float:
        before = ask(page, f"editor.settings.{setting}")
        page.keyboard.press(key)
        return float(ask(page, f"editor.settings.{setting}")) - float(before)

    assert changed("8", "opacity") < 0 < changed("9", "opacity")
    page.keyboard.press("i")
    assert changed(",", "value") < 0 < changed(".", "value")
    assert changed("<", "hardness") < 0 < changed(">", "hardness")
    page.keyboard.press("e")
    assert changed(".", "band") == 1
    page.keyboard.press("Shift+F")
    assert changed(",", "tolerance") == -4
    zoomed = ask(page, "editor.viewport.scale")
    page.keyboard.press("=")
    page.keyboard.press("+")
    assert ask(page, "editor.viewport.scale") == pytest.approx(zoomed * 1.25**2)
    shown = ask(page, "editor.settings.filmstrip")
    page.keyboard.press("Shift+L")
    assert ask(page, "editor.settings.filmstrip") is not shown
    method = ask(page, "editor.live.method")
    page.keyboard.press(";")
    assert ask(page, "editor.live.method") != method
    # From a list that has the focus, letters choose nothing: they are keys as anywhere else.
    page.get_by_label("Matte with").focus()
    method = ask(page, "editor.live.method")
    page.keyboard.press("b")
    assert ask(page, "[editor.live.method, editor.tools.label]") == [method, "background"]
    page.keyboard.press("ArrowUp")
    assert ask(page, "editor.live.method") != method
    page.keyboard.press("Shift+U")
    page.keyboard.type("Ada")
    page.keyboard.press("Enter")
    assert page.get_by_role("button", name="Your name").inner_text() == "Ada"
