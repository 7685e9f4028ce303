"""A network that is slow and loses requests: every stroke arrives once, in the order it was drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from curator.workflow import sessions
from curator.workflow.annotate import trimap_of
from curator.workflow.cache import Bounded
from tests.web.annotating import drag, open_annotation, shown_trimap, wait_saved
from tests.web.conftest import Served
from tests.web.test_live_follow import assert_follows

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

pytestmark = pytest.mark.browser

STROKES = 30
#: Milliseconds that every request takes at least.
SLOW = 300
#: Of so many requests one never arrives, and one other arrives but its answer does not.
OF = 40


class BadNetwork:
    """5 % of a page's requests fail: half of them on the way there, half on the way back."""

    def __init__(self, page: Page) -> None:
        self.asked = {"strokes": 0, "others": 0}
        self.lost: list[str] = []
        page.context.new_cdp_session(page).send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": SLOW, "downloadThroughput": -1, "uploadThroughput": -1},
        )
        page.route("**/api/**", self._carry)

    def _carry(self, route: Route) -> None:
        kind = "strokes" if route.request.url.endswith("/strokes") else "others"
        self.asked[kind] += 1
        place = self.asked[kind] % OF
        if place == OF // 8:
            self.lost.append(f"{kind} there")
            route.abort()
        elif place == OF // 2:
            self.lost.append(f"{kind} back")
            route.fetch()
            route.abort()
        else:
            route.continue_()


def test_thirty_strokes_arrive_once_and_in_order(
    served: Served, page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "_sessions", Bounded(10**9, sessions._bytes))
    open_annotation(page, served)
    network = BadNetwork(page)
    for number in range(STROKES):
        page.keyboard.press("ubf"[number % 3])
        drag(page, (30, 10 + 4.5 * number), (90, 12 + 4.5 * number), steps=2)
    drawn = shown_trimap(page)
    wait_saved(page)
    assert {"strokes there", "strokes back"} <= set(network.lost)
    chain = served.project.revisions.chain(served.project.annotations.get(1).head)
    steps = [step for step in chain if step.stroke]
    assert len(steps) == len({step.token for step in steps}) == STROKES
    heights = [step.stroke.points[0][1] for step in steps if step.stroke]
    assert heights == sorted(heights)
    assert len(set(heights)) == STROKES
    assert np.array_equal(trimap_of(served.project, 1), drawn)
    assert np.array_equal(shown_trimap(page), drawn)
    assert_follows(page, served)
