"""The second form of the Evaluate page: COCO's masks against an export of the same photos."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr

from curator.ui import commands, summary
from curator.ui.events import Notices, opened
from curator.ui.paths import if_empty, named_path, optional_path
from curator.ui.progress import JobPanel
from curator.workflow.agreement import agreement
from curator.workflow.browse import free_folder
from curator.workflow.reports import publish

if TYPE_CHECKING:
    from curator.store.project import Project


class AgreementForm:
    """Its fields are built where it is made; it starts its job in the page's own panel."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._export = gr.Textbox(
            "", label="COCO+", max_lines=1, elem_id="agreement-export",
            info="A folder that was exported as COCO+, its photos imported from COCO.",
        )  # fmt: skip
        self._coco = gr.Textbox(
            "", label="COCO", max_lines=1, elem_id="agreement-coco",
            info="COCO's folder, or one of its annotation files.",
        )  # fmt: skip
        self._out = gr.Textbox(
            "", label="Folder for this report", max_lines=1, elem_id="agreement-out",
            info="A folder on this machine, empty or not there yet.",
        )  # fmt: skip
        self._go = gr.Button(
            "Compare", variant="primary", elem_id="agreement-go", elem_classes="c-once"
        )
        self._command = gr.HTML(js_on_load=None, apply_default_css=False, elem_id="agreement-command")

    def listen(self, notices: Notices, job: JobPanel) -> None:
        """Connect the form, once the panel of its job is there."""
        self._job = job
        form = [self._export, self._coco, self._out]
        changes = [opened(), *(part.change for part in form), job.ended.change]
        notices.follow(changes, self._say, form, [self._out, self._command])
        notices.listen(self._go.click, self._compare, form, [job.started])

    def _default(self) -> Path:
        return free_folder(Path("exports") / f"{self._project.name}-agreement")

    def _say(self, export: str, coco: str, out: str) -> tuple[Any, ...]:
        default = self._default()
        command = commands.agreement_command(
            optional_path(export) or Path("EXPORT"),
            optional_path(coco) or Path("COCO"),
            optional_path(out) or default,
        )
        return gr.Textbox(placeholder=if_empty(default)), commands.shown(command)

    def _compare(self, export: str, coco: str, out: str) -> dict[str, Any]:
        ours, theirs = named_path(export, "the COCO+ folder"), named_path(coco, "COCO's folder")
        target = optional_path(out) or self._default()

        def run(job: Any) -> tuple[Any, str, str]:
            report = agreement(ours, theirs, target, job)
            return report, f"/reports/{publish(report.page)}", summary.sizes(report.to_json())

        return self._job.start(f"Comparing {ours.name} with {theirs.name}", run)
