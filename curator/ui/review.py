"""Review: one submitted matte at a time beside its photo, accepted or sent back with a note."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr

from curator.settings import author
from curator.ui import cards, viewer
from curator.ui.events import Notices, held, in_browser, opened, renewed
from curator.ui.paths import if_empty
from curator.workflow import annotate, browse, people, review
from curator.workflow.browse import Catalogue

if TYPE_CHECKING:
    from curator.store.project import Project

_TABS = ("submitted", "accepted", "rejected")
_ORDERS = [
    ("As imported", browse.IMPORTED),
    ("Largest person first", browse.LARGEST),
    ("Smallest person first", browse.SMALLEST),
]
#: How many of the queue are listed at once.
_LISTED = 500


def review_page(project: Project) -> None:
    """Build the page inside the Blocks of its route."""
    _Review(project)


class _Review:
    def __init__(self, project: Project) -> None:
        self._project = project
        self._notices = Notices()
        with gr.Row(elem_classes="c-page c-review"):
            with gr.Column(scale=0, min_width=184, elem_classes="c-side"):
                self._tab = gr.Radio(
                    _choices(None), value="submitted", show_label=False, container=False,
                    interactive=True, elem_id="review-tab", elem_classes="c-segments c-stack",
                )  # fmt: skip
                self._order = gr.Dropdown(
                    _ORDERS, value=browse.IMPORTED, label="Order", filterable=False,
                    elem_id="review-order",
                )  # fmt: skip
                self._queue = gr.HTML(
                    js_on_load=viewer.QUEUE, apply_default_css=False, elem_id="review-queue"
                )
            with gr.Column(scale=1, min_width=480, elem_classes="c-middle"):
                self._viewer = gr.HTML(
                    js_on_load=viewer.PANES, apply_default_css=False, elem_id="review-viewer"
                )
            with gr.Column(scale=0, min_width=264, elem_classes="c-side", visible=False) as self._side:
                self._judgement()
                gr.HTML("<h3>History</h3>", js_on_load=None, apply_default_css=False)
                self._story = gr.HTML(
                    js_on_load=None, apply_default_css=False, elem_id="review-history"
                )
        # What is asked for, and what the page shows: a verdict is on what its giver saw.
        self._asked, self._shown = held(), held({"annotation": None, "base": ""})
        first = {"name": "", "order": browse.IMPORTED}
        self._kept = gr.BrowserState(first, storage_key="curator-reviewer", secret="curator")
        self._listen()

    def _judgement(self) -> None:
        with gr.Column() as self._words:
            self._reviewer = gr.Textbox(
                label="Reviewer",
                max_lines=1,
                elem_id="review-reviewer",
                placeholder=if_empty(author()),
            )
            self._note = gr.Textbox(
                label="Note", lines=3, max_lines=6, elem_id="review-note",
                placeholder="What is wrong, where; needed to reject. Esc leaves it.",
            )  # fmt: skip
        with gr.Row(elem_classes="c-buttons", visible=False) as self._verdicts:
            self._accept = gr.Button(
                "Accept (A)",
                variant="primary",
                elem_id="review-accept",
                min_width=70,
                elem_classes="c-once",
            )
            self._reject = gr.Button(
                "Reject (R)",
                variant="stop",
                elem_id="review-reject",
                min_width=70,
                elem_classes="c-once",
            )
            self._skip = gr.Button("Skip (S)", elem_id="review-skip", min_width=60)
        with gr.Column(visible=False) as self._accepted:
            self._reopen = gr.Button("Reopen …", elem_id="review-reopen")
            with gr.Column(visible=False, elem_classes="c-confirm") as self._confirm:
                gr.HTML(
                    "<p>It leaves the ground truth, and is open to strokes, until it is submitted and "
                    "accepted again.</p>",
                    js_on_load=None, apply_default_css=False,
                )  # fmt: skip
                with gr.Row(elem_classes="c-buttons"):
                    self._really = gr.Button(
                        "Reopen it",
                        variant="stop",
                        elem_id="review-really",
                        min_width=90,
                        elem_classes="c-once",
                    )
                    self._keep = gr.Button("Keep it", elem_id="review-keep", min_width=90)

    def _listen(self) -> None:
        listen, asked = self._notices.listen, [self._asked]
        judged = [self._order, self._shown, self._note, self._reviewer]
        listen(opened(), self._open, self._tab, [self._tab, *asked])
        in_browser([self._tab.input, self._order.input], _FIRST, self._tab, asked)
        in_browser(self._queue.select, _PICKED, self._tab, asked)
        in_browser(self._notices.seen_again, _AGAIN, [self._tab, self._shown], asked)
        listen(self._skip.click, self._next, [self._tab, self._order, self._shown], asked)
        listen(self._accept.click, self._do_accept, judged, asked)
        listen(self._reject.click, self._do_reject, judged, asked)
        listen(self._really.click, self._do_reopen, judged, asked)
        listen(self._reopen.click, lambda: gr.Column(visible=True), None, [self._confirm])
        listen(self._keep.click, lambda: gr.Column(visible=False), None, [self._confirm])
        shown = [
            self._tab, self._queue, self._viewer, self._story, self._side, self._words,
            self._verdicts, self._accepted, self._confirm, self._shown,
        ]  # fmt: skip
        changes = [self._asked.change, self._order.change]
        self._notices.follow(changes, self._show, [self._tab, self._order, self._asked], shown)
        in_browser(self._shown.change, _FRESH_NOTE, self._shown, [self._note])
        keeping: list[Any] = [self._reviewer, self._order]
        in_browser(opened(), _KEPT, [self._kept, *keeping], keeping)
        in_browser([each.change for each in keeping], _KEEP, keeping, [self._kept])

    def _open(self, tab: str, request: gr.Request) -> tuple[Any, ...]:
        """Ask for what the page's address names."""
        number = request.query_params.get("annotation", "")
        if not number.isdecimal():
            return gr.skip(), renewed(tab=tab, annotation=None)
        annotation = self._project.annotations.get(int(number))
        tab = annotation.state if annotation.state in _TABS else tab
        return tab, renewed(tab=tab, annotation=annotation.id)

    def _next(self, tab: str, order: str, shown: dict[str, Any]) -> dict[str, Any]:
        after = browse.following(self._project, tab, shown["annotation"], order)
        return renewed(tab=tab, annotation=after)

    def _do_accept(self, *judged: Any) -> dict[str, Any]:
        return self._judge(review.accept, "submitted", *judged)

    def _do_reject(self, *judged: Any) -> dict[str, Any]:
        return self._judge(review.reject, "submitted", *judged)

    def _do_reopen(self, *judged: Any) -> dict[str, Any]:
        return self._judge(review.reopen, "accepted", *judged)

    def _judge(
        self,
        verdict: Callable[[Project, int, str, str, str], Any],
        tab: str,
        order: str,
        shown: dict[str, Any],
        note: str,
        reviewer: str,
    ) -> dict[str, Any]:
        number, name = shown["annotation"], reviewer.strip() or author()
        after = browse.following(self._project, tab, number, order)
        verdict(self._project, number, shown["base"], note, name)
        return renewed(tab=tab, annotation=after)

    def _show(self, tab: str, order: str, asked: dict[str, Any] | None) -> tuple[Any, ...]:
        if asked is None:
            return (gr.skip(),) * 10
        number = asked["annotation"] if asked["tab"] == tab else None
        if number is None:
            number = browse.following(self._project, tab, None, order)
        found = browse.catalogue(self._project, tab, size=_LISTED, order=order)
        lists = (gr.Radio(_choices(found)), cards.queue(found.cards, number))
        if number is None:
            nobody = {"annotation": None, "base": ""}
            return *lists, _nothing(tab), "", gr.Column(visible=False), *[gr.skip()] * 4, nobody
        view = annotate.view(self._project, number)
        return (
            *lists,
            viewer.panes(view, people.shape(self._project, view.annotation).box),
            cards.story(browse.history(self._project, number)),
            gr.Column(visible=True),
            gr.Column(visible=view.annotation.state in ("submitted", "accepted")),
            gr.Row(visible=view.annotation.state == "submitted"),
            gr.Column(visible=view.annotation.state == "accepted"),
            gr.Column(visible=False),
            {"annotation": number, "base": view.head.hash},
        )


_FIRST = "(tab) => ({tab, annotation: null, turn: performance.now()})"
_PICKED = """(tab) => {
    const queue = document.querySelector("#review-queue [data-picked], #review-queue[data-picked]");
    return {tab, annotation: Number(queue.dataset.picked), turn: performance.now()};
}"""
_AGAIN = "(tab, {annotation}) => ({tab, annotation, turn: performance.now()})"
# A note is on the annotation that was shown when it was written.
_FRESH_NOTE = """(shown) => {
    const before = window.curatorReviewed;
    window.curatorReviewed = shown.annotation;
    if (before !== shown.annotation) return "";
}"""
_KEPT = "(kept, typed, order) => [typed || kept.name || '', kept.order || order]"
_KEEP = "(name, order) => ({name, order})"


def _choices(found: Catalogue | None) -> list[tuple[str, str]]:
    return [
        (f"{name.capitalize()} {found.counts[name]:,}" if found else name.capitalize(), name)
        for name in _TABS
    ]


def _nothing(tab: str) -> str:
    if tab == "submitted":
        return (
            '<div class="c-empty"><h2>Nothing waits for a review</h2>'
            "<p>Annotators submit a matte on the Annotate page; it then appears here.</p>"
            '<p><a href="/">To the library</a></p></div>'
        )
    return f'<div class="c-empty"><h2>Nothing is {escape(tab)}</h2></div>'
