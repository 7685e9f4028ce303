"""The canvas as a Gradio component: an element, and the module that fills it."""

from __future__ import annotations

import json

import gradio as gr

from curator.settings import author
from curator.ui.editor.assets import STYLES, address

# Hidden until its style sheet has come.
_TEMPLATE = '<div class="curator-editor" style="visibility: hidden"></div>'


def editor() -> gr.HTML:
    """The editor; it reads from the page's address which annotation to show.

    Pixels and strokes go by our own routes, so nothing of the annotation passes through Gradio.
    """
    options = json.dumps({"account": author()})
    styles = "".join(f'<link rel="stylesheet" href="{address(name)}">' for name in STYLES)
    return gr.HTML(
        html_template=_TEMPLATE,
        head=styles,
        js_on_load=f'import("{address("main.js")}").then((main) => main.start(element, {options}));',
        apply_default_css=False,
        elem_id="curator-editor",
    )
