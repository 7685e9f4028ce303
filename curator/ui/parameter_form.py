"""A form made from the parameter dataclasses of sources."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

import gradio as gr

from curator.parameters import ParameterInfo
from curator.ui.paths import if_empty
from curator.workflow.given import Settable


class ParameterForm:
    """Fields to unfold, a row a source; a source's are shown while it would be asked.

    Attributes
    ----------
    fields
        The components whose values `values` takes, in that order.
    shown
        What `show` gives values for.
    """

    def __init__(self, sources: Sequence[Settable], asked: Sequence[str]) -> None:
        self._sources = sources
        self.fields: list[Any] = []
        visible = any(each.name in asked for each in sources)
        whole = gr.Accordion("Parameters", open=False, visible=visible, elem_id="library-parameters")
        self.shown: list[Any] = [whole]
        with whole:
            for source in sources:
                with gr.Column(visible=source.name in asked, elem_classes="c-parameters") as group:
                    gr.HTML(
                        f"<h3>{escape(source.title)}</h3>", js_on_load=None, apply_default_css=False
                    )
                    with gr.Row(elem_classes="c-fields"):
                        self.fields += [_field(info) for info in source.parameters]
                self.shown.append(group)

    def show(self, asked: Sequence[str]) -> tuple[Any, ...]:
        """Show the fields of these sources and no others."""
        rows = [gr.Column(visible=source.name in asked) for source in self._sources]
        any_asked = any(source.name in asked for source in self._sources)
        return gr.Accordion(visible=any_asked), *rows

    def values(self, fields: Sequence[Any], asked: Sequence[str]) -> Mapping[str, Mapping[str, Any]]:
        """What the fields of these sources hold, by source and parameter; None where one is empty."""
        held = iter(fields)
        found = {
            source.name: {info.name: next(held) for info in source.parameters}
            for source in self._sources
        }
        return {name: values for name, values in found.items() if name in asked}


def _field(info: ParameterInfo) -> Any:
    label = info.name.replace("_", " ").capitalize()
    if isinstance(info.default, bool):
        return gr.Checkbox(info.default, label=label, info=info.help)
    whole = isinstance(info.default, int)
    # The range is for people to read; the dataclass refuses what is out of it.
    return gr.Number(
        info.default, label=label, info=f"{info.help}{_range(info)}", min_width=190,
        precision=0 if whole else None, step=1 if whole else 0.05,
        placeholder=if_empty(f"{info.default:g}"),
    )  # fmt: skip


def _range(info: ParameterInfo) -> str:
    if info.minimum is None or info.maximum is None:
        return ""
    return f" From {info.minimum:g} to {info.maximum:,.10g}."
