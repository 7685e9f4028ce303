"""Export: accepted annotations out of the project, in a format of the registry."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from curator.exchange import WriteSummary
from curator.records import STATES, State
from curator.registry import FORMATS
from curator.ui import commands
from curator.ui.board import JobBoard
from curator.ui.events import Notices, opened
from curator.ui.paths import if_empty, optional_path
from curator.ui.progress import JobPanel, named
from curator.wording import counted
from curator.workflow import browse
from curator.workflow.export import export, unwritten

if TYPE_CHECKING:
    from curator.store.project import Project

_PLACE = "export"
_FOLDER = Path("exports")
#: What the list of splits shows for "no split": every photo.
_EVERY = ""


def export_page(project: Project, board: JobBoard) -> None:
    """Build the page inside the Blocks of its route."""
    _Export(project, board)


class _Export:
    def __init__(self, project: Project, board: JobBoard) -> None:
        self._project = project
        self._notices = Notices()
        formats = [(record.title, record.name) for record in FORMATS.all() if record.write]
        with gr.Row(elem_classes="c-page c-two"):
            with gr.Column(scale=0, min_width=400, elem_classes="c-panel"):
                gr.HTML("<h2>Export</h2>", js_on_load=None, apply_default_css=False)
                self._format = gr.Radio(
                    formats, value=formats[0][1], label="Format", interactive=True,
                    elem_id="export-format", elem_classes="c-list",
                )  # fmt: skip
                with gr.Row():
                    self._split = gr.Dropdown(
                        [("All photos", _EVERY)], value=_EVERY, label="Photos", elem_id="export-split"
                    )
                    self._state = gr.Dropdown(
                        [(state.capitalize(), state) for state in STATES], value="accepted",
                        label="State", elem_id="export-state",
                    )  # fmt: skip
                self._target = gr.Textbox(
                    label="Folder", max_lines=1, elem_id="export-target",
                    info="A folder on this machine, empty or not there yet.",
                )  # fmt: skip
                self._tally = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="export-tally")
                self._go = gr.Button(
                    "Export", variant="primary", elem_id="export-go", elem_classes="c-once"
                )
            with gr.Column(scale=1, min_width=420):
                self._command = gr.HTML(
                    js_on_load=None, apply_default_css=False, elem_id="export-command"
                )
                self._job = JobPanel(board, _PLACE, self._notices, described)
        self._listen()

    def _listen(self) -> None:
        form: list[Any] = [self._format, self._split, self._state, self._target]
        follow, job = self._notices.follow, self._job
        # The text field's value is the person's own: what an empty one means stands beside.
        seen = [opened(), self._notices.seen_again]
        changes = [*seen, *(part.change for part in form), job.ended.change]
        follow(changes, self._say, form, [self._target, self._tally, self._command])
        follow(seen, self._splits, None, [self._split])
        self._notices.listen(self._go.click, self._export, form, [job.started])

    def _splits(self) -> Any:
        names = browse.splits(self._project)
        return gr.Dropdown([("All photos", _EVERY), *((name, name) for name in names)])

    def _default(self, format: str) -> Path:
        return browse.free_folder(_FOLDER / f"{self._project.name}-{format}")

    def _say(self, format: str, split: str, state: State, target: str) -> tuple[Any, ...]:
        default = self._default(format)
        folder = optional_path(target) or default
        command = commands.export_command(self._project.folder, folder, format, split or None, state)
        number = browse.tally(self._project, split or None, state)
        tally = f"<p class='c-tally'>{counted(number, f'{state} annotation')} to export.</p>"
        return gr.Textbox(placeholder=if_empty(default)), tally, commands.shown(command)

    def _export(self, format: str, split: str, state: State, target: str) -> dict[str, Any]:
        folder = optional_path(target) or self._default(format)

        def run(job: Any) -> tuple[WriteSummary, Path]:
            return export(self._project, folder, format, split or None, state, job), folder.resolve()

        return self._job.start(f"Exporting to {folder.name}", run)


def described(done: tuple[WriteSummary, Path]) -> str:
    """What an export wrote and where, as HTML."""
    summary, folder = done
    left = named(f"{counted(len(summary.left_out), 'subject')} left out", summary.left_out)
    along = [f"{summary.unrefined:,} of them carried over unrefined"] if summary.unrefined else []
    along += [f"{counted(summary.crowds, 'crowd')} came along"] if summary.crowds else []
    said = f"<p>{'; '.join(along)}.</p>" if along else ""
    if summary.others:
        said += f"<p>{unwritten(summary.others)}</p>"
    return (
        f"<p><b>Exported {counted(summary.annotations, 'annotation')} of "
        f"{counted(summary.photos, 'photo')}</b></p>{said}"
        f'<p class="c-path">{escape(str(folder))}</p>{left}'
    )
