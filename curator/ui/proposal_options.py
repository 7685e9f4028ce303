"""What "Propose all" asks the sources, and how it fuses what they say."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

import gradio as gr

from curator.ui.parameter_form import ParameterForm
from curator.ui.paths import if_empty
from curator.workflow.asking import EMBEDDED
from curator.workflow.choices import SMALLEST, Choices, People
from curator.workflow.fetching import absent_weights
from curator.workflow.given import from_form, settable
from curator.workflow.kernels import PAPER_KERNEL, Kernels
from curator.workflow.listing import OfferedSource, offered

_CODE, _SET = re.compile("`([^`]*)`"), r"<code>\1</code>"


class ProposalOptions:
    """A panel that opens under the toolbar; build it where it is to appear.

    Attributes
    ----------
    fields
        The components whose values `choices` takes: sources, the fusion, the silhouette's kernel, that
        of trusted sources, whom to propose for, the smallest person, and the parameters of sources.
    fetch
        A button to fetch weights with, shown where some are absent.
    """

    def __init__(self) -> None:
        panel = gr.Column(visible=False, elem_classes="c-panel", elem_id="library-options")
        self._panel = panel
        with panel, gr.Row(elem_classes="c-fields"):
            sources = gr.Dropdown(
                _choices(offered()), value=[], multiselect=True, label="Sources", scale=2,
                info="None chosen: the masks that came with a photo, or the embedded sources.",
            )  # fmt: skip
            fusion = gr.Dropdown(
                [("By how often each source is right", "calibrated"),
                 ("Orrite's two kernels", "paper")],
                value="calibrated", label="Fusion", scale=2,
                info="Imported masks and GrabCut are always fused with kernels.",
            )  # fmt: skip
            silhouette = gr.Number(
                PAPER_KERNEL, label="Kernel, px at 600 × 800", scale=1, visible=False,
                info="Scaled with each photo.", placeholder=if_empty(f"{PAPER_KERNEL:g}"),
            )  # fmt: skip
            trusted = gr.Number(
                PAPER_KERNEL / 2, label="Kernel of trusted sources", scale=1, visible=False,
                info="DensePose, for one.", placeholder=if_empty("half the other"),
            )  # fmt: skip
            people = gr.Dropdown(
                [("Each person", "each"), ("Everyone together", "everyone"),
                 ("The main person alone", "main")],
                value="each", label="People", scale=2,
                info="Of each, the others are known background.",
            )  # fmt: skip
            smallest = gr.Number(
                SMALLEST, label="Smallest person, px", scale=1, precision=0, minimum=0,
                info="Smaller imported masks are kept as they are.",
                placeholder=if_empty(str(SMALLEST)),
            )  # fmt: skip
        with panel:
            here = {each.name for each in offered()}
            self._form = ParameterForm([each for each in settable() if each.name in here], EMBEDDED)
            self.fetch = gr.Button(
                "Fetch weights", size="sm", visible=False, min_width=110, elem_classes="c-once c-narrow"
            )
            lacking = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="library-lacking")
        self._sources, self._lacking = sources, lacking
        self.fields = [sources, fusion, silhouette, trusted, people, smallest, *self._form.fields]
        self._fusion, self._kernels = fusion, [silhouette, trusted]
        self._is_open = gr.State(False)

    def opened_by(self, button: gr.Button, listen: Callable[..., None]) -> None:
        """Let a button open and close the panel, and show what goes with the sources and the fusion."""
        shown = [self._panel, self._is_open, self._sources, self._lacking, self.fetch]
        listen(button.click, _toggle, self._is_open, shown)
        listen(self._fusion.change, _kernels_of, self._fusion, self._kernels)
        listen(self._sources.change, self._parameters_of, self._sources, self._form.shown)

    def choices(
        self,
        sources: list[str],
        fusion: str,
        silhouette: float | None,
        trusted: float | None,
        people: People,
        smallest: float | None,
        *parameters: Any,
    ) -> Choices:
        """What the fields hold; an empty one is as if it had never been touched.

        Raises
        ------
        ParameterError
            If a number is out of its range.
        """
        paper = Kernels(PAPER_KERNEL if silhouette is None else silhouette, trusted)
        return Choices(
            tuple(sources),
            paper if fusion == "paper" else None,
            people,
            SMALLEST if smallest is None else round(smallest),
            from_form(self._form.values(parameters, sources or EMBEDDED)),
        )

    def _parameters_of(self, sources: list[str]) -> tuple[Any, ...]:
        return self._form.show(sources or EMBEDDED)


def _kernels_of(fusion: str) -> tuple[Any, ...]:
    return (gr.Number(visible=fusion == "paper"),) * 2


def _toggle(is_open: bool) -> tuple[Any, ...]:
    sources = offered()
    choices = gr.Dropdown(choices=_choices(sources))
    fetch = gr.Button(visible=bool(absent_weights()))
    return gr.Column(visible=not is_open), not is_open, choices, _lacking(sources), fetch


def _choices(sources: tuple[OfferedSource, ...]) -> list[tuple[str, str]]:
    return [
        (each.title if each.unavailable is None else f"{each.title} (not available)", each.name)
        for each in sources
    ]


def _lacking(sources: tuple[OfferedSource, ...]) -> str:
    """To unfold: a line for each source that is not available, with what it lacks."""
    lines = [
        f"<p class='c-tally'><strong>{escape(each.title)}</strong>: "
        f"{_CODE.sub(_SET, escape(each.unavailable))}</p>"
        for each in sources
        if each.unavailable is not None
    ]
    count = f"{len(lines)} of {len(sources)} sources are not available here"
    summary = f"<summary class='c-tally'>{count}</summary>"
    return f"<details>{summary}{''.join(lines)}</details>" if lines else ""
