"""What every listener of a page has in common: quiet, and errors as sentences, never a trace."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from html import escape
from typing import Any, ParamSpec, TypeVar

import gradio as gr
from gradio.components import Component
from gradio.context import Context

from curator.errors import CuratorError

P = ParamSpec("P")
R = TypeVar("R")

#: For every listener: no veil over the outputs, no entry in a public API.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private"}


def on_load(
    handler: Callable[..., Any],
    inputs: Component | Sequence[Component] | None,
    outputs: Sequence[Any],
) -> None:
    """Run a handler each time the page that is being built is opened."""
    pages = Context.root_block
    if pages is None:
        raise RuntimeError("on_load is called while a page is being built")
    pages.load(handler, inputs, list(outputs), **QUIET)


def spoken(handler: Callable[P, R]) -> Callable[P, R]:
    """A handler whose `CuratorError` is shown to the person as a notice."""

    @wraps(handler)
    def shown(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return handler(*args, **kwargs)
        except CuratorError as error:
            notice = escape(str(error))
            raise gr.Error(notice, title="Not done", print_exception=False) from error

    return shown
