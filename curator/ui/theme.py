"""One calm look for all pages: Gradio's theme, our stylesheet, and the bar at the top.

Fonts are the system's own and nothing is fetched from another host, so that the pages work, and
look the same, without a network.
"""

from __future__ import annotations

from html import escape
from pathlib import Path
from typing import Any

import gradio as gr
from gradio.components import Navbar
from gradio.themes.utils.colors import Color

_HERE = Path(__file__).parent / "static"
#: Later files say more of what earlier ones began.
_STYLES = ("pages", "library", "review", "reports", "large")

#: (name, address) of the pages, in the order of the work.
PAGES = (
    ("Library", "/"),
    ("Annotate", "/annotate"),
    ("Review", "/review"),
    ("Export", "/export"),
    ("Evaluate", "/evaluate"),
)

_SANS = (
    "ui-sans-serif",
    "system-ui",
    "-apple-system",
    "Segoe UI",
    "Roboto",
    "Helvetica Neue",
    "sans-serif",
)
_MONO = ("ui-monospace", "SFMono-Regular", "Menlo", "Consolas", "DejaVu Sans Mono", "monospace")

_TEAL = Color(
    name="curator-teal",
    c50="#eef7f6",
    c100="#d5ebe8",
    c200="#add8d3",
    c300="#7dbfb8",
    c400="#4aa29a",
    c500="#28817a",
    c600="#1d6c66",
    c700="#195853",
    c800="#174744",
    c900="#153b39",
    c950="#082322",
)
_STONE = Color(
    name="curator-stone",
    c50="#f8f9fa",
    c100="#f1f3f4",
    c200="#e3e6e8",
    c300="#cdd2d6",
    c400="#98a1a8",
    c500="#69737b",
    c600="#4d565d",
    c700="#394147",
    c800="#262c31",
    c900="#191d21",
    c950="#111417",
)


_VARIABLES = {
    "body_background_fill": "*neutral_100",
    "body_background_fill_dark": "*neutral_950",
    "body_text_color": "*neutral_900",
    "body_text_color_dark": "*neutral_100",
    "body_text_color_subdued": "*neutral_500",
    "body_text_color_subdued_dark": "*neutral_400",
    "background_fill_primary": "white",
    "background_fill_primary_dark": "*neutral_900",
    "background_fill_secondary": "*neutral_50",
    "background_fill_secondary_dark": "*neutral_800",
    "border_color_primary": "*neutral_200",
    "border_color_primary_dark": "#2f363c",
    "block_background_fill": "transparent",
    "block_background_fill_dark": "transparent",
    "block_border_width": "0px",
    "block_label_background_fill": "transparent",
    "block_label_background_fill_dark": "transparent",
    "block_padding": "0",
    "block_shadow": "none",
    "block_title_text_color": "*neutral_700",
    "block_title_text_color_dark": "*neutral_300",
    "block_title_text_weight": "500",
    "block_title_text_size": "*text_sm",
    "block_info_text_color": "*neutral_500",
    "block_info_text_color_dark": "*neutral_400",
    "form_gap_width": "0px",
    "layout_gap": "12px",
    "input_background_fill": "white",
    "input_background_fill_dark": "*neutral_900",
    "input_border_color": "*neutral_300",
    "input_border_color_dark": "#3a4249",
    "input_border_color_focus": "*primary_500",
    "input_border_color_focus_dark": "*primary_400",
    "input_border_width": "1px",
    "input_placeholder_color": "*neutral_500",
    "input_placeholder_color_dark": "*neutral_400",
    "checkbox_border_color": "*neutral_400",
    "checkbox_border_color_dark": "*neutral_500",
    "input_padding": "7px 10px",
    "input_shadow": "none",
    "input_shadow_focus": "0 0 0 3px color-mix(in srgb, var(--primary-500) 22%, transparent)",
    "input_shadow_focus_dark": "0 0 0 3px color-mix(in srgb, var(--primary-400) 25%, transparent)",
    "button_transition": "background-color 0.12s ease, border-color 0.12s ease",
    "button_border_width": "1px",
    "button_large_padding": "7px 14px",
    "button_large_text_size": "*text_md",
    "button_large_text_weight": "500",
    "button_small_padding": "4px 10px",
    "button_small_text_size": "*text_sm",
    "button_small_text_weight": "500",
    "button_primary_background_fill": "*primary_600",
    "button_primary_background_fill_dark": "*primary_500",
    "button_primary_background_fill_hover": "*primary_700",
    "button_primary_background_fill_hover_dark": "*primary_600",
    "button_primary_border_color": "*primary_600",
    "button_primary_border_color_dark": "*primary_500",
    "button_primary_border_color_hover": "*primary_700",
    "button_primary_border_color_hover_dark": "*primary_600",
    "button_primary_text_color": "white",
    "button_primary_text_color_dark": "white",
    "button_secondary_background_fill": "white",
    "button_secondary_background_fill_dark": "*neutral_800",
    "button_secondary_background_fill_hover": "*neutral_50",
    "button_secondary_background_fill_hover_dark": "*neutral_700",
    "button_secondary_border_color": "*neutral_300",
    "button_secondary_border_color_dark": "*neutral_700",
    "button_secondary_border_color_hover": "*neutral_400",
    "button_secondary_border_color_hover_dark": "*neutral_600",
    "button_cancel_background_fill": "white",
    "button_cancel_background_fill_dark": "*neutral_800",
    "button_cancel_background_fill_hover": "#fdf1f0",
    "button_cancel_background_fill_hover_dark": "#3a2322",
    "button_cancel_border_color": "#dba9a5",
    "button_cancel_border_color_dark": "#7a403c",
    "button_cancel_border_color_hover": "#b3433b",
    "button_cancel_border_color_hover_dark": "#d0706a",
    "button_cancel_text_color": "#a4372f",
    "button_cancel_text_color_dark": "#f0a39d",
}


class CuratorTheme(gr.themes.Base):
    """Grey that lets the photos speak, one accent, flat surfaces, small type for dense work."""

    def __init__(self) -> None:
        super().__init__(
            primary_hue=_TEAL,
            secondary_hue=_TEAL,
            neutral_hue=_STONE,
            text_size=gr.themes.sizes.text_sm,
            spacing_size=gr.themes.sizes.spacing_sm,
            radius_size=gr.themes.sizes.radius_sm,
            font=_SANS,
            font_mono=_MONO,
        )
        self.name = "curator"
        self.set(**_VARIABLES)


def appearance() -> dict[str, Any]:
    """What `gr.mount_gradio_app` is given beside the pages: look, head, and no footer."""
    return {
        "theme": CuratorTheme(),
        "css_paths": [_HERE / f"{name}.css" for name in _STYLES],
        "head_paths": [_HERE / "head.html"],
        "favicon_path": str(_HERE / "mark.svg"),
        "footer_links": [],
        "run_history": False,
        "ssr_mode": False,
    }


def top_bar(project_name: str, project_path: str, current: str) -> None:
    """The bar with the product's name, the project's name, and the way to the other pages."""
    Navbar(visible=False)
    links = "".join(
        f'<a href="{address}"{_current(name == current)}>{escape(name)}</a>' for name, address in PAGES
    )
    gr.HTML(
        '<div class="c-bar"><a class="c-brand" href="/">'
        '<img src="/favicon.ico" alt=""><span>curator</span></a>'
        f'<span class="c-project" title="{escape(project_path)}">{escape(project_name)}</span>'
        f'<nav class="c-nav" aria-label="Pages">{links}</nav></div>{_heading(current)}{_TINT}',
        elem_id="c-top",
        js_on_load=None,
        apply_default_css=False,
    )


def _heading(current: str) -> str:
    # The editor's heading is the photo's name.
    return "" if current == "Annotate" else f'<h1 class="c-unseen">{escape(current)}</h1>'


def _current(here: bool) -> str:
    return ' aria-current="page"' if here else ""


# Turns a trimap (0, 128, 255) into what multiplies its photo: dark, yellow, unchanged.
_TINT = (
    '<svg width="0" height="0" aria-hidden="true" style="position: absolute">'
    '<filter id="c-trimap-tint" color-interpolation-filters="sRGB"><feComponentTransfer>'
    '<feFuncR type="table" tableValues="0.16 1 1"/><feFuncG type="table" tableValues="0.18 0.72 1"/>'
    '<feFuncB type="table" tableValues="0.22 0.1 1"/></feComponentTransfer></filter></svg>'
)
