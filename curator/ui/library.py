"""The Library: what photos there are, how far each is, and the work that is done on all of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from curator.errors import InputError
from curator.registry import FORMATS
from curator.settings import author
from curator.ui import cards
from curator.ui.board import JobBoard
from curator.ui.events import Notices, held, in_browser, opened
from curator.ui.paths import named_path
from curator.ui.progress import JobPanel
from curator.ui.proposal_options import ProposalOptions
from curator.ui.told import told
from curator.wording import counted
from curator.workflow import browse
from curator.workflow.browse import Catalogue
from curator.workflow.bulk import matte_all
from curator.workflow.fetching import fetch_absent
from curator.workflow.ingest import import_photos
from curator.workflow.propose import propose_all
from curator.workflow.uploads import import_uploads

if TYPE_CHECKING:
    from curator.store.project import Project

_PLACE = "library"
_PAGE = 60
_TITLES = {browse.ALL: "All", browse.NOT_PROPOSED: "Not proposed"}
_ORDERS = [("As imported", browse.IMPORTED), ("To look at first", browse.TO_LOOK_AT)]
_VIEWS = [("Photo", "photo"), ("Trimap", "trimap"), ("Matte", "alpha")]
#: What the page shows at first; a browser keeps the same of what it showed last.
_FIRST = {"state": browse.ALL, "search": "", "view": "photo", "order": browse.IMPORTED, "start": 0}
_SUFFIXES = [".jpg", ".jpeg", ".png", ".webp"]


def library_page(project: Project, board: JobBoard) -> None:
    """Build the page inside the Blocks of its route."""
    _Library(project, board)


class _Library:
    def __init__(self, project: Project, board: JobBoard) -> None:
        self._project = project
        self._notices = Notices()
        with gr.Column(elem_classes="c-page"):
            with gr.Row(elem_classes="c-toolbar"):
                self._filter = gr.Radio(
                    _choices(None), value=browse.ALL, show_label=False, container=False,
                    interactive=True, elem_id="library-state", elem_classes="c-chips", scale=3,
                )  # fmt: skip
                self._how = gr.Button("Proposal options", size="sm", scale=0, min_width=124)
                self._propose = gr.Button(
                    "Propose all", size="sm", scale=0, min_width=110, elem_classes="c-once"
                )
                self._matte = gr.Button(
                    "Matte all", size="sm", scale=0, min_width=100, elem_classes="c-once"
                )
                self._open = gr.Button(
                    "Import photos", size="sm", variant="primary", scale=0, min_width=124
                )
            self._panel()
            self._options = ProposalOptions()
            self._job = JobPanel(board, _PLACE, self._notices, told)
            with gr.Row(elem_classes="c-toolbar c-second"):
                self._search = gr.Textbox(
                    placeholder="Search names", show_label=False, container=False, max_lines=1,
                    elem_id="library-search", scale=0, min_width=240,
                )  # fmt: skip
                self._view = gr.Radio(
                    _VIEWS, value="photo", show_label=False, container=False, interactive=True,
                    elem_id="library-view", elem_classes="c-segments", scale=0, min_width=220,
                )  # fmt: skip
                self._order = gr.Radio(
                    _ORDERS, value=browse.IMPORTED, show_label=False, container=False, interactive=True,
                    elem_id="library-order", elem_classes="c-segments", scale=0, min_width=236,
                )  # fmt: skip
                self._where = gr.HTML(
                    js_on_load=None, apply_default_css=False, elem_id="library-where", scale=1
                )
                self._back = gr.Button("Previous", size="sm", scale=0, min_width=90, visible=False)
                self._on = gr.Button("Next", size="sm", scale=0, min_width=70, visible=False)
            self._grid = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="library-grid")
        self._asked = held()
        self._kept = gr.BrowserState(
            _FIRST, storage_key=f"curator-library-{project.folder.resolve()}", secret="curator"
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
                self._go = gr.Button(
                    "Import folder", variant="primary", scale=0, min_width=130, elem_classes="c-once"
                )
            with gr.Tab("Upload from this browser"), gr.Row(elem_classes="c-fields"):
                self._files = gr.File(
                    file_count="multiple", file_types=_SUFFIXES, height=132, scale=4,
                    label="JPEG, PNG or WebP", elem_id="library-files",
                )  # fmt: skip
                self._upload_split = gr.Textbox(
                    label="Split (optional)", placeholder="train", scale=1, max_lines=1,
                    info="A name for this list of photos.",
                )  # fmt: skip
                self._upload = gr.Button(
                    "Import uploads", variant="primary", scale=0, min_width=130, elem_classes="c-once"
                )
        self._is_open = gr.State(False)

    def _listen(self) -> None:
        notices, job, options = self._notices, self._job, self._options
        form: list[Any] = [self._filter, self._search, self._view, self._order]
        # What is asked for lies in the browser: the form and the buttons write it, answers never do.
        asked = [self._asked, self._kept]
        in_browser(opened(), _RESTORE, [self._kept, self._search], [*form, self._asked])
        in_browser([part.change for part in form], _ASK, [*form, self._asked], asked)
        in_browser(self._back.click, _turn(-_PAGE), self._asked, asked)
        in_browser(self._on.click, _turn(_PAGE), self._asked, asked)
        in_browser(notices.seen_again, _AGAIN, self._asked, [self._asked])
        shown = [self._filter, self._where, self._back, self._on, self._grid]
        notices.follow([self._asked.change, job.ended.change], self._show, self._asked, shown)

        closed = [self._form, self._is_open]
        notices.follow(opened(), self._welcome, None, closed)
        notices.listen(self._open.click, _toggle, self._is_open, closed)
        sent, uploaded = [self._path, self._format, self._split], [self._files, self._upload_split]
        begun = [job.started, *closed]
        notices.listen((self._go.click, self._path.submit), self._import, sent, begun)
        notices.listen(self._upload.click, self._import_uploads, uploaded, [*begun, self._files])
        options.opened_by(self._how, notices.listen)
        notices.listen(self._propose.click, self._propose_all, options.fields, [job.started])
        notices.listen(options.fetch.click, self._fetch, None, [job.started])
        notices.listen(self._matte.click, self._matte_all, None, [job.started])

    def _welcome(self) -> tuple[Any, ...]:
        """Open the form of an empty project; who opened it before this answer keeps it open."""
        empty = browse.catalogue(self._project).photos == 0
        return (gr.Column(visible=True), True) if empty else (gr.skip(), gr.skip())

    def _show(self, asked: dict[str, Any] | None) -> tuple[Any, ...]:
        if asked is None:
            return (gr.skip(),) * 5
        view, order = asked["view"], asked["order"]
        found = browse.catalogue(
            self._project,
            asked["state"],
            asked["search"],
            asked["start"],
            _PAGE,
            view == "alpha",
            order,
        )
        return (
            gr.Radio(_choices(found)),
            _where(found),
            gr.Button(visible=found.matching > _PAGE, interactive=found.start > 0),
            gr.Button(visible=found.matching > _PAGE, interactive=found.start + _PAGE < found.matching),
            _contents(found, view),
        )

    def _import(self, path: str, format: str, split: str) -> tuple[Any, ...]:
        folder = named_path(path, "the folder to import")
        turn = self._job.start(
            f"Importing {folder.name}",
            lambda job: import_photos(
                self._project, folder, format, split.strip() or None, author(), job
            ),
        )
        return turn, gr.Column(visible=False), False

    def _import_uploads(self, files: Sequence[str] | None, split: str) -> tuple[Any, ...]:
        if not files:
            raise InputError("Choose photos to upload first, and wait until they have come.")
        sent = [Path(file) for file in files]
        turn = self._job.start(
            f"Importing {counted(len(sent), 'upload')}",
            lambda job: import_uploads(self._project, sent, split.strip() or None, author(), job),
        )
        return turn, gr.Column(visible=False), False, None

    def _propose_all(self, *fields: Any) -> dict[str, Any]:
        choices = self._options.choices(*fields)
        return self._job.start(
            "Proposing", lambda job: propose_all(self._project, choices, author=author(), job=job)
        )

    def _fetch(self) -> dict[str, Any]:
        return self._job.start("Fetching weights", fetch_absent)

    def _matte_all(self) -> dict[str, Any]:
        return self._job.start(
            "Matting", lambda job: matte_all(self._project, author=author(), job=job)
        )


# Put back what was shown last; who was quick enough to type a search keeps it.
_RESTORE = f"""(kept, search) => {{
    const asked = {{...{json.dumps(_FIRST)}, ...kept}};
    asked.search = search || asked.search;
    return [asked.state, asked.search, asked.view, asked.order, asked];
}}"""
# Ask for what the form says, from its first page.
_ASK = """(state, search, view, order, asked) => {
    const form = {state, search, view, order};
    if (!asked || Object.keys(form).every((name) => form[name] === asked[name])) return;
    const next = {...form, start: 0};
    return [next, next];
}"""

_AGAIN = "(asked) => { if (asked) return {...asked, turn: performance.now()}; }"


def _turn(by: int) -> str:
    """Ask for a page before or after the one that is shown."""
    return f"""(asked) => {{
        const shown = document.querySelector("#library-where [data-start]");
        const next = {{...asked, start: Number(shown.dataset.start) + {by}}};
        return [next, next];
    }}"""


def _toggle(is_open: bool) -> tuple[Any, ...]:
    return gr.Column(visible=not is_open), not is_open


def _choices(found: Catalogue | None) -> list[tuple[str, str]]:
    counts = found.counts if found else dict.fromkeys(browse.SHOWN, 0)
    return [(f"{_TITLES.get(name, name.capitalize())} {counts[name]:,}", name) for name in browse.SHOWN]


def _where(found: Catalogue) -> str:
    if not found.matching:
        return ""
    end = min(found.start + _PAGE, found.matching)
    words = f"{found.start + 1:,}–{end:,} of {found.matching:,}"
    return f'<span class="c-where" data-start="{found.start}">{words}</span>'


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
