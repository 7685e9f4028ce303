"""Annotate: the page with the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from curator.ui.editor.component import editor

if TYPE_CHECKING:
    from curator.store.project import Project


def annotate_page(project: Project) -> None:
    """Build the page inside the Blocks of its route.

    The page's address says which annotation of the project it shows; its routes serve that project.
    """
    editor()
