"""A long job as a page shows it: a bar while it runs, its end in a banner, a way to stop it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import gradio as gr

from curator.records import Problem
from curator.ui.board import JobBoard
from curator.ui.events import Notices, held, opened, renewed
from curator.workflow.jobs import Job

#: Seconds between two looks at a running job.
_PERIOD = 0.5
#: Problems that are shown at once; the rest is counted.
_SHOWN = 200


class JobPanel:
    """Where a page shows the job of one place.

    `describe(result)` is the sentence that says how a job ended, `detail(result)` what is shown of it
    below; both are HTML.

    Attributes
    ----------
    started
        What a handler that starts a job has as its output; `start` gives its value.
    ended
        Changes when a job has ended, and where the page is opened after one.
    """

    def __init__(
        self,
        board: JobBoard,
        place: str,
        notices: Notices,
        describe: Callable[[Any], str],
        detail: Callable[[Any], str] = lambda result: "",
    ) -> None:
        self._board = board
        self._place = place
        self._describe = describe
        self._detail = detail
        with gr.Row(visible=False, elem_classes="c-job", elem_id=f"{place}-job") as self._row:
            self._html = gr.HTML(js_on_load=None, apply_default_css=False, min_width=200)
            self._cancel = gr.Button("Cancel", size="sm", variant="stop", scale=0, min_width=84)
            self._dismiss = gr.Button("Dismiss", size="sm", scale=0, min_width=84)
        self._below = gr.HTML(js_on_load=None, apply_default_css=False, elem_id=f"{place}-result")
        self._timer = gr.Timer(_PERIOD, active=False)
        self.started, self.ended = held(), held()
        shown = [self._row, self._html, self._cancel, self._dismiss, self._below, self._timer]
        looks = [opened(), self._timer.tick, self.started.change]
        notices.follow(looks, self._look, None, [*shown, self.ended])
        notices.listen(self._cancel.click, self._stop, None, [self.started])
        notices.listen(self._dismiss.click, self._forget, None, [self.started])

    def start(self, title: str, function: Callable[[Job[Any]], Any]) -> dict[str, Any]:
        """Start a job; gives the value for `started`.

        Raises
        ------
        StateError
            If one is running.
        """
        self._board.start(self._place, title, function)
        return renewed()

    def _look(self) -> tuple[Any, ...]:
        job = self._board.get(self._place)
        if job is None:
            timer = gr.Timer(active=False)
            return gr.Row(visible=False), "", gr.skip(), gr.skip(), "", timer, gr.skip()
        running = job.state == "running"
        stopping = self._board.stopping(self._place)
        return (
            gr.Row(visible=True),
            self._running(job) if running else self._ended(job),
            gr.Button(
                "Stopping …" if stopping else "Cancel", visible=running, interactive=not stopping
            ),
            gr.Button(visible=not running),
            self._detail(job.result) if job.state == "finished" else "",
            gr.Timer(active=running),
            gr.skip() if running else {"at": _iso(job)},
        )

    def _stop(self) -> dict[str, Any]:
        self._board.cancel(self._place)
        return renewed()

    def _forget(self) -> dict[str, Any]:
        self._board.dismiss(self._place)
        return renewed()

    def _running(self, job: Job[Any]) -> str:
        share = f"{100 * job.done / job.total:.1f}" if job.total else ""
        known = f' aria-valuenow="{share}"' if share else ""
        bar = f'<i style="width: {share}%"></i>' if share else '<i class="is-unknown"></i>'
        count = f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,} so far"
        return (
            f'<div class="c-running"><b>{escape(job.title)}</b>'
            f'<span class="c-progress" role="progressbar"{known}>{bar}</span>'
            f'<span class="c-count">{count}</span>'
            f'<span class="c-now">{escape(job.message)}</span></div>'
        )

    def _ended(self, job: Job[Any]) -> str:
        # The time tells the end of this job from the same end of the one before it.
        time = f'<time datetime="{_iso(job)}">{_clock(job)}</time>'
        if job.state == "finished":
            said = self._describe(job.result)
            return f'<div class="c-banner is-good" role="status">{time}{said}</div>'
        kind = "is-bad" if job.state == "failed" else "is-plain"
        return f'<div class="c-banner {kind}" role="alert">{time}<p>{escape(job.error or "")}</p></div>'


def _iso(job: Job[Any]) -> str:
    return "" if job.ended_at is None else job.ended_at.isoformat()


def _clock(job: Job[Any]) -> str:
    return "" if job.ended_at is None else job.ended_at.astimezone().strftime("%H:%M")


def named(title: str, problems: Sequence[Problem]) -> str:
    """A foldable list of what went wrong with which file; empty when nothing did."""
    if not problems:
        return ""
    rows = "".join(
        f"<li><b>{escape(problem.name)}</b> {escape(problem.message)}</li>"
        for problem in problems[:_SHOWN]
    )
    rest = len(problems) - _SHOWN
    more = f"<li>… and {rest} more.</li>" if rest > 0 else ""
    opened = " open" if len(problems) <= 4 else ""
    return f"<details{opened}><summary>{escape(title)}</summary><ul>{rows}{more}</ul></details>"
