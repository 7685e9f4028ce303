"""The parameters of a method in the panel: set, refused, followed, compared, recorded, reset."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.imaging.decode import decode_photo
from curator.matting import estimate_alpha
from curator.types import Alpha
from curator.workflow import sessions
from curator.workflow.annotate import alpha_of, trimap_of
from curator.workflow.cache import Bounded
from tests.web.annotating import ask, open_annotation, wait_until
from tests.web.conftest import Served
from tests.web.test_live_follow import CLOSE, shown_alpha

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sessions, "_sessions", Bounded(10**9, sessions._bytes))


def expected(served: Served, **parameters: float) -> Alpha:
    photo = served.project.photos.get(1)
    image = decode_photo(served.project.blobs.read(photo.sha256), photo.name)
    return estimate_alpha(image, trimap_of(served.project, 1), "closed-form", **parameters)


def test_parameters_are_set_followed_recorded_and_reset(served: Served, page: Page) -> None:
    open_annotation(page, served)
    wait_until(page, "editor.live.status === 'exact'")
    np.testing.assert_allclose(shown_alpha(page) / 255, expected(served), atol=CLOSE)
    panel = page.locator(".cu-panel")
    assert panel.get_by_label("Epsilon").count() == 0
    page.keyboard.press(":")
    field = panel.get_by_label("Epsilon")
    assert field.input_value() == "1e-7"
    about = "larger gives a smoother alpha. From 1e-12 to 1, default 1e-7."
    assert about in panel.locator("#cu-parameter-epsilon-about").inner_text()
    # What cannot be is said, and changes nothing.
    for text, why in [("7", "from 1e-12 to 1, not 7."), ("much", "a number, not much.")]:
        field.fill(text)
        field.press("Enter")
        page.get_by_text(f"Epsilon must be {why}").wait_for()
        assert field.get_attribute("aria-invalid") == "true"
        assert ask(page, "editor.live.settings") == []
    field.fill("0.01")
    field.press("Enter")
    panel.get_by_text("1 changed").wait_for()
    wait_until(page, "editor.live.status === 'exact'")
    other = expected(served, epsilon=0.01)
    assert np.abs(other - expected(served)).max() > 0.01
    np.testing.assert_allclose(shown_alpha(page) / 255, other, atol=CLOSE)
    # A run compares with them, and what is chosen says so; other parameters ask for another run.
    field.press("Escape")
    assert panel.get_by_label("Epsilon").count() == 0
    page.keyboard.press(":")
    assert page.evaluate("document.activeElement.id") == "cu-parameter-epsilon"
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("m")
    card = page.locator(".cu-card[data-method=closed-form]")
    assert card.locator(".cu-seconds").inner_text(timeout=120_000).endswith(" s, 1 changed")
    card.get_by_role("button", name="Choose Closed-form").click()
    card.get_by_role("button", name="Closed-form is in use").wait_for()
    head = served.project.revisions.get(served.project.annotations.get(1).head)
    assert head.parameters == {"epsilon": 0.01, "radius": 1}
    np.testing.assert_allclose(alpha_of(served.project, 1), other, atol=1e-4)
    page.keyboard.press('"')
    page.get_by_text("Closed-form was run with other parameters. Run again to choose.").wait_for()
    assert panel.get_by_label("Epsilon").input_value() == "1e-7"
    assert card.get_by_role("button", name="Choose Closed-form").is_disabled()
