"""Review: one submitted matte at a time beside its photo, accepted or sent back with a note."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING, Any

import gradio as gr

from curator.settings import author
from curator.ui import cards, viewer
from curator.ui.events import Notices
from curator.workflow import annotate, browse, review
from curator.workflow.browse import Catalogue

if TYPE_CHECKING:
    from curator.store.project import Project

_TABS = ("submitted", "accepted", "rejected")
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
        self._id = gr.State(None)
        self._base = gr.State("")
        self._kept = gr.BrowserState("", storage_key="curator-reviewer", secret="curator")
        self._listen()

    def _judgement(self) -> None:
        with gr.Column() as self._words:
            self._reviewer = gr.Textbox(label="Reviewer", max_lines=1, elem_id="review-reviewer")
            self._note = gr.Textbox(
                label="Note", lines=3, max_lines=6, elem_id="review-note",
                placeholder="What is wrong, where; needed to reject.",
            )  # fmt: skip
        with gr.Row(elem_classes="c-buttons", visible=False) as self._verdicts:
            self._accept = gr.Button(
                "Accept (A)", variant="primary", elem_id="review-accept", min_width=70
            )
            self._reject = gr.Button(
                "Reject (R)", variant="stop", elem_id="review-reject", min_width=70
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
                        "Reopen it", variant="stop", elem_id="review-really", min_width=90
                    )
                    self._keep = gr.Button("Keep it", elem_id="review-keep", min_width=90)

    def _listen(self) -> None:
        shown = [
            self._tab, self._queue, self._viewer, self._story, self._side, self._words,
            self._verdicts, self._accepted, self._confirm, self._note, self._id, self._base,
        ]  # fmt: skip
        judged = [self._id, self._base, self._note, self._reviewer]
        listen = self._notices.listen
        listen(self._tab.input, self._open_tab, self._tab, shown)
        listen(self._queue.select, self._pick, self._tab, shown)
        listen(self._skip.click, self._next, [self._tab, self._id], shown)
        listen(self._accept.click, self._do_accept, judged, shown)
        listen(self._reject.click, self._do_reject, judged, shown)
        listen(self._reopen.click, lambda: gr.Column(visible=True), None, [self._confirm])
        listen(self._keep.click, lambda: gr.Column(visible=False), None, [self._confirm])
        listen(self._really.click, self._do_reopen, judged, shown)
        listen(self._reviewer.change, lambda name: name, self._reviewer, [self._kept])
        self._notices.on_load(self._load, self._kept, [self._reviewer, *shown])

    def _load(self, reviewer: str, request: gr.Request) -> tuple[Any, ...]:
        asked = request.query_params.get("annotation", "")
        name = reviewer or author()
        if not asked.isdecimal():
            return (name, *self._open_tab("submitted"))
        annotation = self._project.annotations.get(int(asked))
        return (name, *self._show(annotation.state, annotation.id))

    def _open_tab(self, tab: str) -> tuple[Any, ...]:
        return self._show(tab, browse.following(self._project, tab, None))

    def _pick(self, tab: str, event: gr.EventData) -> tuple[Any, ...]:
        return self._show(tab, int(event.annotation))

    def _next(self, tab: str, annotation_id: int) -> tuple[Any, ...]:
        return self._show(tab, browse.following(self._project, tab, annotation_id))

    def _do_accept(self, annotation_id: int, base: str, note: str, reviewer: str) -> tuple[Any, ...]:
        after = browse.following(self._project, "submitted", annotation_id)
        review.accept(self._project, annotation_id, base, note, reviewer or author())
        return self._show("submitted", after)

    def _do_reject(self, annotation_id: int, base: str, note: str, reviewer: str) -> tuple[Any, ...]:
        after = browse.following(self._project, "submitted", annotation_id)
        review.reject(self._project, annotation_id, base, note, reviewer or author())
        return self._show("submitted", after)

    def _do_reopen(self, annotation_id: int, base: str, note: str, reviewer: str) -> tuple[Any, ...]:
        after = browse.following(self._project, "accepted", annotation_id)
        review.reopen(self._project, annotation_id, base, note, reviewer or author())
        return self._show("accepted", after)

    def _show(self, tab: str, annotation_id: int | None) -> tuple[Any, ...]:
        found = browse.catalogue(self._project, tab, size=_LISTED)
        lists = (gr.Radio(_choices(found), value=tab), cards.queue(found.cards, annotation_id))
        if annotation_id is None:
            return (*lists, _nothing(tab), "", gr.Column(visible=False), *[gr.skip()] * 4, "", None, "")
        view = annotate.view(self._project, annotation_id)
        return (
            *lists,
            viewer.panes(view),
            cards.story(browse.history(self._project, annotation_id)),
            gr.Column(visible=True),
            gr.Column(visible=view.annotation.state in ("submitted", "accepted")),
            gr.Row(visible=view.annotation.state == "submitted"),
            gr.Column(visible=view.annotation.state == "accepted"),
            gr.Column(visible=False),
            "",
            annotation_id,
            view.head.hash,
        )


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
