"""Evaluate: predictions against truths, several methods at once, with a report."""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from curator.errors import InputError
from curator.ui import commands, effort, summary
from curator.ui.agreement import AgreementForm
from curator.ui.board import JobBoard
from curator.ui.events import Notices, opened
from curator.ui.paths import if_empty, named_path, optional_path
from curator.ui.progress import JobPanel
from curator.wording import counted
from curator.workflow import activity
from curator.workflow.browse import Beside, beside, free_folder
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
        self._notices = Notices()
        with gr.Row(elem_classes="c-page c-two"):
            with gr.Column(scale=0, min_width=400, elem_classes="c-panel"):
                gr.HTML("<h2>Evaluate</h2>", js_on_load=None, apply_default_css=False)
                with gr.Tabs():
                    with gr.Tab("Models against truths"):
                        self._truth = gr.Textbox(
                            label="Truths", max_lines=1, elem_id="evaluate-truth",
                            info="A folder of PNGs: one alpha or mask a photo.",
                        )  # fmt: skip
                        self._predictions = gr.Textbox(
                            label="Predictions", lines=2, max_lines=6, elem_id="evaluate-predictions",
                            info="A folder a line, one method each; stems as in the truths.",
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
                            info="A folder on this machine, empty or not there yet.",
                        )  # fmt: skip
                        self._go = gr.Button(
                            "Evaluate", variant="primary", elem_id="evaluate-go", elem_classes="c-once"
                        )
                        self._command = gr.HTML(
                            js_on_load=None, apply_default_css=False, elem_id="evaluate-command"
                        )
                    with gr.Tab("COCO against COCO+"):
                        self._agreement = AgreementForm(project)
            with gr.Column(scale=1, min_width=420):
                self._job = JobPanel(board, _PLACE, self._notices, _described, _shown)
        with gr.Row(elem_classes="c-page"):
            self._effort = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="evaluate-effort")
        self._listen()

    def _listen(self) -> None:
        form = [self._truth, self._predictions, self._out, self._trimaps, self._split]
        job = self._job
        # The fields' values are the person's own: what an empty one means stands beside.
        changes = [opened(), *(part.change for part in form), job.ended.change]
        self._notices.follow(changes, self._say, form, [*form[:4], self._command])
        self._notices.listen(self._go.click, self._evaluate, form, [job.started])
        self._notices.follow(opened(), self._work, None, [self._effort])
        self._agreement.listen(self._notices, job)

    def _work(self) -> str:
        return effort.table(activity.effort(self._project))

    def _own(self, truth: str) -> Beside:
        """What empty fields mean: the project's own folders, with its own truths only."""
        return Beside(None, (), None) if truth.strip() else beside(self._project)

    def _default(self) -> Path:
        return free_folder(Path("exports") / f"{self._project.name}-evaluation")

    def _say(self, truth: str, predictions: str, out: str, trimaps: str, split: str) -> tuple[Any, ...]:
        own, default = self._own(truth), self._default()
        command = commands.evaluate_command(
            optional_path(truth) or own.truth or Path("TRUTH_DIR"),
            _paths(predictions) or own.predictions or [Path("PREDICTION_DIR")],
            optional_path(out) or default,
            optional_path(trimaps) or own.trimaps,
            optional_path(split),
        )
        methods = ", ".join(folder.name for folder in own.predictions)
        meant = (
            own.truth and "the project's truth",
            methods and f"the project's {methods}",
            default,
            own.trimaps and "the project's",
        )
        return *(gr.Textbox(placeholder=if_empty(each)) for each in meant), commands.shown(command)

    def _evaluate(
        self, truth: str, predictions: str, out: str, trimaps: str, split: str
    ) -> dict[str, Any]:
        own = self._own(truth)
        truths = named_path(truth, "the folder of truths", own.truth)
        folders = _paths(predictions) or own.predictions
        if not folders:
            raise InputError("Name a folder of predictions first.")
        target = optional_path(out) or self._default()
        bands, listed = optional_path(trimaps) or own.trimaps, optional_path(split)

        def run(job: Any) -> tuple[Report, str, str]:
            report = evaluate(truths, folders, target, bands, listed, job)
            return report, f"/reports/{publish(report.page)}", summary.table(report.table)

        return self._job.start(f"Evaluating {counted(len(folders), 'folder')}", run)


def _paths(lines: str) -> tuple[Path, ...]:
    return tuple(path for line in lines.splitlines() if (path := optional_path(line)))


def _described(done: tuple[Report, str, str]) -> str:
    report, address, _table = done
    warnings = "".join(f"<p>{escape(warning)}</p>" for warning in report.warnings)
    return (
        f'<p><b>Evaluated</b> · <a href="{address}" target="_blank" rel="noopener">'
        f'open the report in a tab of its own</a></p><p class="c-path">{escape(str(report.folder))}</p>'
        f"{warnings}"
    )


def _shown(done: tuple[Report, str, str]) -> str:
    _report, address, table = done
    frame = f'<iframe class="c-report" src="{address}" title="Report" sandbox="allow-scripts"></iframe>'
    return table + frame
