"""Gradio without the apps that it makes at the end of each page and that nothing ever serves.

They take two thirds of the time in which an app is made, and only the one that is mounted answers.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from gradio import Blocks
    from gradio.routes import App


@contextmanager
def no_idle_apps() -> Iterator[None]:
    """Leave them out until the block ends."""
    from gradio.routes import App

    made = App.create_app

    def create(blocks: Blocks, *positional: Any, **named: Any) -> App | None:
        if not positional and named == {"mcp_server": False}:
            return None
        return made(blocks, *positional, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(App, "create_app", staticmethod(create))
        yield
