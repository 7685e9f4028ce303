"""The pages of the app, each a route of one Gradio app."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import gradio as gr

from curator.ui.annotate import annotate_page
from curator.ui.board import JobBoard
from curator.ui.evaluate import evaluate_page
from curator.ui.export import export_page
from curator.ui.library import library_page
from curator.ui.review import review_page
from curator.ui.theme import top_bar

if TYPE_CHECKING:
    from curator.store.project import Project


def build(project: Project) -> gr.Blocks:
    """All pages on one project; mount them with `theme.appearance()`."""
    board = JobBoard()

    def fill(name: str, page: Callable[[], None]) -> None:
        top_bar(project.name, str(project.folder.resolve()), name)
        page()

    title = f"curator · {project.name}"
    pages: gr.Blocks
    with gr.Blocks(title=title, fill_width=True, analytics_enabled=False) as pages:
        fill("Library", lambda: library_page(project, board))
    with pages.route("Annotate", "/annotate"):
        fill("Annotate", lambda: annotate_page(project))
    with pages.route("Review", "/review"):
        fill("Review", lambda: review_page(project))
    with pages.route("Export", "/export"):
        fill("Export", lambda: export_page(project, board))
    with pages.route("Evaluate", "/evaluate"):
        fill("Evaluate", lambda: evaluate_page(project, board))
    return pages
