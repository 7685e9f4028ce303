"""What every report page has in common: one HTML file that needs nothing but itself."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import jinja2
from markupsafe import Markup

_HERE = Path(__file__).parent


def filled(template: str, scripts: tuple[str, ...], **values: Any) -> str:
    """The text of a page.

    Every name in it is escaped; pictures are data URIs, plots inline SVG; a content policy in the
    page forbids whatever would leave it.

    Parameters
    ----------
    template
        A file beside this one that extends `frame.html.j2`.
    scripts
        Files beside this one that run in the page, in their order.
    values
        What the template shows.
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template(template).render(
        style=_text("report.css"), script=Markup("\n").join(map(_text, scripts)), **values
    )


def moment(when: datetime) -> str:
    """A point of time in UTC, to the minute."""
    return f"{when:%d %B %Y, %H:%M} UTC".lstrip("0")


def _text(name: str) -> Markup:
    return Markup((_HERE / name).read_text(encoding="utf-8"))
