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

#: One event, or several.
Triggers = Callable[..., Any] | Sequence[Callable[..., Any]]

_SEEN_AGAIN = """
const again = () => document.hidden || trigger("select", {});
document.addEventListener("visibilitychange", again);
window.addEventListener("pageshow", (event) => event.persisted && again());
"""
_log = logging.getLogger(__name__)
_number = itertools.count()


class Notices:
    """Where a page says that something was not done; build it inside the page.

    Gradio shows a handler's error only to those who queue, so each handler says it as an output.
    """

    def __init__(self) -> None:
        self._place = gr.HTML(
            js_on_load=_SEEN_AGAIN,
            apply_default_css=False,
            elem_id="c-notice",
            elem_classes="c-notices",
        )

    @property
    def seen_again(self) -> Callable[..., Any]:
        """The event of seeing the page again, from the browser's cache or after another tab.

        What the page shows may have changed meanwhile.
        """
        event: Callable[..., Any] = self._place.select
        return event

    def listen(
        self, trigger: Triggers, handler: Callable[..., Any], inputs: Any, outputs: Sequence[Any]
    ) -> None:
        """Do what a person asked for; where the handler raises, nothing changes but the notice."""
        self._on(trigger, handler, inputs, outputs, "")

    def follow(
        self, trigger: Triggers, handler: Callable[..., Any], inputs: Any, outputs: Sequence[Any]
    ) -> None:
        """Keep outputs true to what they depend on: the last answer is of the newest inputs.

        Nothing else may write to these outputs, and none of them may be the value of a field: an
        answer comes late, and a person has typed on.
        """
        self._on(trigger, handler, inputs, outputs, gr.skip(), trigger_mode="always_last")

    def _on(
        self,
        trigger: Triggers,
        handler: Callable[..., Any],
        inputs: Any,
        outputs: Sequence[Any],
        silence: Any,
        **options: Any,
    ) -> None:
        told = _told(handler, len(outputs), silence)
        gr.on(_several(trigger), told, inputs, [*outputs, self._place], **QUIET, **options)


def in_browser(trigger: Triggers, script: str, inputs: Any, outputs: Sequence[Any]) -> None:
    """Let a JavaScript function answer, at once; where it returns nothing, nothing changes."""
    gr.on(_several(trigger), None, inputs, outputs, js=script, **QUIET)


def opened() -> Callable[..., Any]:
    """The event of opening the page that is being built."""
    pages = Context.root_block
    if pages is None:
        raise RuntimeError("opened is asked for while a page is being built")
    event: Callable[..., Any] = pages.load
    return event


def held(value: dict[str, Any] | None = None) -> gr.JSON:
    """A dict that the browser holds and nobody sees: it is sent as the page has it.

    A `gr.State` lies on the server, and changes there before the page shows what it changed to.
    """
    return gr.JSON(value, visible=False)


def renewed(**values: Any) -> dict[str, Any]:
    """Values for what the browser holds; never the same twice, so that it always changes."""
    return {**values, "turn": next(_number)}


def _several(trigger: Triggers) -> list[Callable[..., Any]]:
    return list(trigger) if isinstance(trigger, Sequence) else [trigger]


def _told(handler: Callable[..., Any], outputs: int, silence: Any) -> Callable[..., tuple[Any, ...]]:
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
        return (*(values if isinstance(values, tuple) else (values,)), silence)

    return telling


def _notice(sentence: str) -> str:
    # The number makes the same sentence said twice a new one, which is shown again.
    return (
        f'<div class="c-notice" role="alert" data-number="{next(_number)}"><p>{escape(sentence)}</p>'
        '<button type="button" data-close aria-label="Close">×</button></div>'
    )
