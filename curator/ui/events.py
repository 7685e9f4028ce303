"""How the pages listen: without Gradio's queue, and with errors as sentences, never a trace."""

from __future__ import annotations

import itertools
import logging
from collections.abc import Callable, Sequence
from functools import wraps
from html import escape
from typing import Any

import gradio as gr
from gradio.context import Context

from curator.errors import CuratorError

#: For every listener: no veil over the outputs, no entry in a public API, and no queue. Our handlers
#: answer at once, and Gradio's queue can lose an answer: its stream of answers ends with the last
#: event it knew of, and one that was sent just then never hears of its end.
QUIET: dict[str, Any] = {"show_progress": "hidden", "api_visibility": "private", "queue": False}

_log = logging.getLogger(__name__)
_number = itertools.count()


class Notices:
    """Where a page says that something was not done; build it inside the page.

    Gradio shows a handler's error only to those who queue, so each handler says it as an output.
    """

    def __init__(self) -> None:
        self._place = gr.HTML(
            js_on_load=None, apply_default_css=False, elem_id="c-notice", elem_classes="c-notices"
        )

    def listen(
        self,
        triggers: Callable[..., Any] | Sequence[Callable[..., Any]],
        handler: Callable[..., Any],
        inputs: Any,
        outputs: Sequence[Any],
        **options: Any,
    ) -> None:
        """Call a handler at an event; where it raises, nothing changes but the notice."""
        several = list(triggers) if isinstance(triggers, Sequence) else [triggers]
        shown = [*outputs, self._place]
        gr.on(several, _told(handler, len(outputs)), inputs, shown, **QUIET, **options)

    def on_load(self, handler: Callable[..., Any], inputs: Any, outputs: Sequence[Any]) -> None:
        """Call a handler each time the page that is being built is opened."""
        pages = Context.root_block
        if pages is None:
            raise RuntimeError("on_load is called while a page is being built")
        self.listen(pages.load, handler, inputs, outputs)


def _told(handler: Callable[..., Any], outputs: int) -> Callable[..., tuple[Any, ...]]:
    @wraps(handler)
    def telling(*args: Any) -> tuple[Any, ...]:
        try:
            values = handler(*args)
        except CuratorError as error:
            return (*(gr.skip(),) * outputs, _notice(str(error)))
        except Exception as error:  # noqa: BLE001 - a page's last stop: logged and shown, not lost
            _log.exception("%s failed", handler)
            sentence = f"This failed unexpectedly and nothing was changed: {error!r}"
            return (*(gr.skip(),) * outputs, _notice(sentence))
        return (*(values if isinstance(values, tuple) else (values,)), "")

    return telling


def _notice(sentence: str) -> str:
    # The number makes the same sentence said twice a new one, which is shown again.
    return (
        f'<div class="c-notice" role="alert" data-number="{next(_number)}"><p>{escape(sentence)}</p>'
        '<button type="button" data-close aria-label="Close">×</button></div>'
    )
