"""Evaluate: predictions against truths, several methods at once, with a report."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from curator.ui import commands, summary
from curator.ui.board import JobBoard
from curator.ui.events import Notices
from curator.ui.paths import named_path, optional_path
from curator.ui.progress import JobPanel, counted
from curator.workflow.browse import beside, free_folder
from curator.workflow.evaluate import Report, evaluate
from curator.workflow.reports import publish

if TYPE_CHECKING:
    from curator.store.project import Project

_PLACE = "evaluate"


def evaluate_page(project: Project, board: JobBoard) -> None:
    """Build the page inside the Blocks of its route."""
    _Evaluate(project, board)


class _Evaluate:
    def __init__(self, project: Project, board: JobBoard) -> None:
        self._project = project
        self._board = board
        self._notices = Notices()
        with gr.Row(elem_classes="c-page c-two"):
            with gr.Column(scale=0, min_width=400, elem_classes="c-panel"):
                gr.HTML("<h2>Evaluate</h2>", js_on_load=None, apply_default_css=False)
                self._truth = gr.Textbox(
                    label="Truths", max_lines=1, elem_id="evaluate-truth",
                    info="A folder of PNGs: one alpha or mask a photo.",
                )  # fmt: skip
                self._predictions = gr.Textbox(
                    label="Predictions", lines=2, max_lines=6, elem_id="evaluate-predictions",
                    info="One folder a line; each is one method. The same stems as the truths.",
                )  # fmt: skip
                with gr.Row():
                    self._trimaps = gr.Textbox(
                        label="Trimaps (optional)", max_lines=1, elem_id="evaluate-trimaps",
                        info="For the unknown band.", min_width=150,
                    )  # fmt: skip
                    self._split = gr.Textbox(
                        label="Split file (optional)", max_lines=1, elem_id="evaluate-split",
                        info="One stem a line.", min_width=150,
                    )  # fmt: skip
                self._out = gr.Textbox(
                    label="Report folder", max_lines=1, elem_id="evaluate-out",
                    info="Empty or not there yet; on this machine.",
                )  # fmt: skip
                self._go = gr.Button("Evaluate", variant="primary", elem_id="evaluate-go")
            with gr.Column(scale=1, min_width=420):
                self._command = gr.HTML(
                    js_on_load=None, apply_default_css=False, elem_id="evaluate-command"
                )
                self._job = JobPanel(board, _PLACE, _described, _shown)
        self._listen()

    def _listen(self) -> None:
        form = [self._truth, self._predictions, self._out, self._trimaps, self._split]
        listen, job = self._notices.listen, self._job.outputs
        # One listener for all, so that the answer to the last change is the last to come.
        changes = [part.change for part in form]
        listen(changes, self._say, form, [self._command], trigger_mode="always_last")
        listen(self._go.click, self._evaluate, form, job)
        listen(self._job.timer.tick, self._job.updates, None, job)
        self._notices.on_load(self._load, None, [*job, *form, self._command])

    def _load(self) -> tuple[Any, ...]:
        found = beside(self._project)
        truth, trimaps = str(found.truth or ""), str(found.trimaps or "")
        predictions = "\n".join(str(folder) for folder in found.predictions)
        out = str(free_folder(Path("exports") / f"{self._project.name}-evaluation"))
        command = self._say(truth, predictions, out, trimaps, "")
        return (*self._job.updates(), truth, predictions, out, trimaps, "", command)

    def _say(self, truth: str, predictions: str, out: str, trimaps: str, split: str) -> str:
        command = commands.evaluate_command(
            truth.strip() or "TRUTH_DIR",
            _lines(predictions) or ["PREDICTION_DIR"],
            out.strip(),
            trimaps.strip() or None,
            split.strip() or None,
        )
        return commands.shown(command)

    def _evaluate(
        self, truth: str, predictions: str, out: str, trimaps: str, split: str
    ) -> tuple[Any, ...]:
        truths, target = (
            named_path(truth, "the folder of truths"),
            named_path(out, "a folder for the report"),
        )
        folders = [Path(line).expanduser() for line in _lines(predictions)]
        bands, listed = optional_path(trimaps), optional_path(split)

        def run(job: Any) -> tuple[Report, str]:
            report = evaluate(truths, folders, target, bands, listed, job)
            return report, f"/reports/{publish(report.page)}"

        self._board.start(_PLACE, f"Evaluating {counted(len(folders), 'folder')}", run)
        return self._job.updates()


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _described(done: tuple[Report, str]) -> str:
    report, address = done
    warnings = "".join(f"<p>{escape(warning)}</p>" for warning in report.warnings)
    return (
        f'<p><b>Evaluated</b> · <a href="{address}" target="_blank" rel="noopener">'
        f'open the report in a tab of its own</a></p><p class="c-path">{escape(str(report.folder))}</p>'
        f"{warnings}"
    )


def _shown(done: tuple[Report, str]) -> str:
    report, address = done
    frame = f'<iframe class="c-report" src="{address}" title="Report" sandbox="allow-scripts"></iframe>'
    return summary.table(report.table) + frame
