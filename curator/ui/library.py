"""The Library: what photos there are, how far each is, and the work that is done on all of them."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from curator.registry import FORMATS
from curator.settings import author
from curator.ui import cards
from curator.ui.board import JobBoard
from curator.ui.events import Notices
from curator.ui.paths import named_path
from curator.ui.progress import JobPanel, counted, named
from curator.ui.proposal_options import ProposalOptions
from curator.workflow import browse
from curator.workflow.browse import Catalogue
from curator.workflow.ingest import ImportSummary, import_photos
from curator.workflow.kernels import Kernels
from curator.workflow.matte import MatteSummary, matte_all
from curator.workflow.propose import ProposeSummary, propose_all
from curator.workflow.uploads import import_uploads

if TYPE_CHECKING:
    from curator.store.project import Project

_PLACE = "library"
_PAGE = 60
_TITLES = {browse.ALL: "All", browse.NOT_PROPOSED: "Not proposed"}
_VIEWS = [("Photo", "photo"), ("Trimap", "trimap"), ("Matte", "alpha")]
_SUFFIXES = [".jpg", ".jpeg", ".png", ".webp"]


def library_page(project: Project, board: JobBoard) -> None:
    """Build the page inside the Blocks of its route."""
    _Library(project, board)


class _Library:
    def __init__(self, project: Project, board: JobBoard) -> None:
        self._project = project
        self._board = board
        self._notices = Notices()
        with gr.Column(elem_classes="c-page"):
            with gr.Row(elem_classes="c-toolbar"):
                self._filter = gr.Radio(
                    _choices(None), value=browse.ALL, show_label=False, container=False,
                    interactive=True, elem_id="library-state", elem_classes="c-chips", scale=3,
                )  # fmt: skip
                self._how = gr.Button("Proposal options", size="sm", scale=0, min_width=124)
                self._propose = gr.Button("Propose all", size="sm", scale=0, min_width=110)
                self._matte = gr.Button("Matte all", size="sm", scale=0, min_width=100)
                self._open = gr.Button(
                    "Import photos", size="sm", variant="primary", scale=0, min_width=124
                )
            self._panel()
            self._options = ProposalOptions()
            self._job = JobPanel(board, _PLACE, _describe)
            with gr.Row(elem_classes="c-toolbar c-second"):
                self._search = gr.Textbox(
                    placeholder="Search names", show_label=False, container=False, max_lines=1,
                    elem_id="library-search", scale=0, min_width=240,
                )  # fmt: skip
                self._view = gr.Radio(
                    _VIEWS, value="photo", show_label=False, container=False, interactive=True,
                    elem_id="library-view", elem_classes="c-segments", scale=0, min_width=220,
                )  # fmt: skip
                self._where = gr.HTML(
                    js_on_load=None, apply_default_css=False, elem_id="library-where", scale=1
                )
                self._back = gr.Button("Previous", size="sm", scale=0, min_width=90, visible=False)
                self._on = gr.Button("Next", size="sm", scale=0, min_width=70, visible=False)
            self._grid = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="library-grid")
        self._start = gr.State(0)
        self._kept = gr.BrowserState(
            {}, storage_key=f"curator-library-{project.folder.resolve()}", secret="curator"
        )
        self._listen()

    def _panel(self) -> None:
        form = gr.Column(visible=False, elem_classes="c-panel", elem_id="library-import")
        self._form = form
        with form, gr.Tabs():
            with gr.Tab("A folder on this machine"), gr.Row(elem_classes="c-fields"):
                self._path = gr.Textbox(
                    label="Folder", placeholder="/home/me/portraits", scale=3, max_lines=1,
                    info="Photos are copied into the project; yours stay as they are.",
                )  # fmt: skip
                self._format = gr.Dropdown(
                    [(record.title, record.name) for record in FORMATS.all()],
                    value="folder", label="Layout", scale=2,
                    info="Masks and mattes of a data set come in with its photos.",
                )  # fmt: skip
                self._split = gr.Textbox(
                    label="Split (optional)", placeholder="train", scale=1, max_lines=1,
                    info="A name for this list of photos.",
                )  # fmt: skip
                self._go = gr.Button("Import folder", variant="primary", scale=0, min_width=130)
            with gr.Tab("Upload from this browser"), gr.Row(elem_classes="c-fields"):
                self._files = gr.File(
                    file_count="multiple", file_types=_SUFFIXES, height=132, scale=4,
                    label="JPEG, PNG or WebP", elem_id="library-files",
                )  # fmt: skip
                self._upload_split = gr.Textbox(
                    label="Split (optional)", placeholder="train", scale=1, max_lines=1,
                    info="A name for this list of photos.",
                )  # fmt: skip
                self._upload = gr.Button("Import uploads", variant="primary", scale=0, min_width=130)
        self._is_open = gr.State(False)

    def _listen(self) -> None:
        shown = [self._filter, self._where, self._back, self._on, self._grid, self._start, self._kept]
        asked = [self._filter, self._search, self._view, self._start]
        narrowed = [self._filter, self._search, self._view]
        listen, job = self._notices.listen, self._job.outputs
        closed = [self._form, self._is_open]
        views = (self._filter.input, self._view.input)
        listen(views, self._narrow, narrowed, shown, trigger_mode="always_last")
        # Not `input`: Gradio's text box does not say so when text is pasted or deleted.
        search = [*narrowed, self._kept]
        listen(self._search.change, self._find, search, shown, trigger_mode="always_last")
        listen(self._back.click, self._turn_back, asked, shown)
        listen(self._on.click, self._turn_on, asked, shown)
        listen(self._open.click, _toggle, self._is_open, closed)
        sent = [self._path, self._format, self._split]
        listen((self._go.click, self._path.submit), self._import, sent, [*job, *closed])
        uploaded = [self._files, self._upload_split]
        listen(self._upload.click, self._import_uploads, uploaded, [*job, *closed, self._files])
        self._options.opened_by(self._how, listen)
        listen(self._propose.click, self._propose_all, self._options.fields, job)
        listen(self._matte.click, self._matte_all, None, job)
        listen(self._job.timer.tick, self._tick, asked, [*job, *shown])
        opened = [*job, *shown, self._search, self._view, *closed]
        self._notices.on_load(self._load, self._kept, opened)

    def _load(self, kept: dict[str, Any]) -> tuple[Any, ...]:
        state, search = kept.get("state", browse.ALL), kept.get("search", "")
        view, start = kept.get("view", "photo"), kept.get("start", 0)
        shown = self._show(state, search, view, start)
        empty = browse.catalogue(self._project).photos == 0
        return (*self._job.updates(), *shown, search, view, gr.Column(visible=empty), empty)

    def _narrow(self, state: str, search: str, view: str) -> tuple[Any, ...]:
        return self._show(state, search, view, 0)

    def _find(self, state: str, search: str, view: str, kept: dict[str, Any]) -> tuple[Any, ...]:
        if search == kept.get("search", ""):
            return (gr.skip(),) * 7
        return self._show(state, search, view, 0)

    def _turn_back(self, state: str, search: str, view: str, start: int) -> tuple[Any, ...]:
        return self._show(state, search, view, start - _PAGE)

    def _turn_on(self, state: str, search: str, view: str, start: int) -> tuple[Any, ...]:
        return self._show(state, search, view, start + _PAGE)

    def _show(self, state: str, search: str, view: str, start: int) -> tuple[Any, ...]:
        found = browse.catalogue(self._project, state, search, start, _PAGE, view == "alpha")
        kept = {"state": state, "search": search, "view": view, "start": found.start}
        return (
            gr.Radio(_choices(found), value=state),
            _where(found),
            gr.Button(visible=found.matching > _PAGE, interactive=found.start > 0),
            gr.Button(visible=found.matching > _PAGE, interactive=found.start + _PAGE < found.matching),
            _contents(found, view),
            found.start,
            kept,
        )

    def _tick(self, state: str, search: str, view: str, start: int) -> tuple[Any, ...]:
        job = self._job.updates()
        if self._board.running(_PLACE):
            return (*job, *(gr.skip(),) * 7)
        return (*job, *self._show(state, search, view, start))

    def _import(self, path: str, format: str, split: str) -> tuple[Any, ...]:
        folder = named_path(path, "the folder to import")
        self._board.start(
            _PLACE,
            f"Importing {folder.name}",
            lambda job: import_photos(
                self._project, folder, format, split.strip() or None, author(), job
            ),
        )
        return (*self._job.updates(), gr.Column(visible=False), False)

    def _import_uploads(self, files: Sequence[str] | None, split: str) -> tuple[Any, ...]:
        sent = [Path(file) for file in files or ()]
        self._board.start(
            _PLACE,
            f"Importing {counted(len(sent), 'upload')}",
            lambda job: import_uploads(self._project, sent, split.strip() or None, author(), job),
        )
        return (*self._job.updates(), gr.Column(visible=False), False, None)

    def _propose_all(self, sources: list[str], silhouette: float, trusted: float) -> tuple[Any, ...]:
        kernels = Kernels(silhouette, trusted)
        self._board.start(
            _PLACE,
            "Proposing",
            lambda job: propose_all(self._project, sources, kernels, author=author(), job=job),
        )
        return self._job.updates()

    def _matte_all(self) -> tuple[Any, ...]:
        self._board.start(
            _PLACE, "Matting", lambda job: matte_all(self._project, author=author(), job=job)
        )
        return self._job.updates()


def _toggle(is_open: bool) -> tuple[Any, ...]:
    return gr.Column(visible=not is_open), not is_open


def _choices(found: Catalogue | None) -> list[tuple[str, str]]:
    counts = found.counts if found else dict.fromkeys(browse.SHOWN, 0)
    return [(f"{_TITLES.get(name, name.capitalize())} {counts[name]:,}", name) for name in browse.SHOWN]


def _where(found: Catalogue) -> str:
    if not found.matching:
        return ""
    end = min(found.start + _PAGE, found.matching)
    return f'<span class="c-where">{found.start + 1:,}–{end:,} of {found.matching:,}</span>'


def _contents(found: Catalogue, view: str) -> str:
    if found.photos == 0:
        return (
            '<div class="c-empty"><h2>This project has no photos yet</h2>'
            "<p>Import a folder of portraits, or upload some, in the form above. Then press "
            "<b>Propose all</b>: each gets a first trimap, and you correct it with strokes.</p></div>"
        )
    if not found.cards:
        return (
            '<div class="c-empty"><h2>No photo here</h2>'
            "<p>No photo has this state and a name that holds the search.</p></div>"
        )
    return cards.grid(found.cards, view)


def _describe(result: ImportSummary | ProposeSummary | MatteSummary) -> str:
    if isinstance(result, ImportSummary):
        return _imported(result)
    if isinstance(result, ProposeSummary):
        head = f"Proposed {counted(result.proposed, 'trimap')}"
        left = f"{counted(result.skipped, 'photo')} left as they were" if result.skipped else ""
    else:
        head = f"Made {counted(result.matted, 'matte')}"
        left = f"{counted(result.skipped, 'annotation')} left as they were" if result.skipped else ""
    failed = named(f"{counted(len(result.problems), 'photo')} could not be done", result.problems)
    return f"<p><b>{head}</b>{'; ' + left if left else ''}.</p>{failed}"


def _imported(result: ImportSummary) -> str:
    came = [counted(len(result.photos), "photo")]
    came += [counted(result.masks, "mask")] if result.masks else []
    came += [counted(result.annotations, "annotation")] if result.annotations else []
    rows = "".join(
        f"<li><b>{escape(name)}</b> is here already as {escape(known)}</li>"
        for name, known in result.duplicates[:200]
    )
    doubled = ""
    if rows:
        title = f"{counted(len(result.duplicates), 'duplicate')} not imported again"
        doubled = f"<details><summary>{title}</summary><ul>{rows}</ul></details>"
    failed = named(f"{counted(len(result.problems), 'file')} could not be used", result.problems)
    return f"<p><b>Imported {', '.join(came)}</b>.</p>{doubled}{failed}"
