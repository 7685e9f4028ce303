"""Photo, alpha and cut-out side by side, zoomed and moved together; pixels come by our routes."""

from __future__ import annotations

from html import escape
from pathlib import Path

from curator.records import Photo, Rectangle
from curator.ui.cards import badge
from curator.workflow.annotate import AnnotationView
from curator.workflow.provenance import is_refined

_STATIC = Path(__file__).parent / "static"

#: What the browser runs for the panes and for the queue beside them.
PANES = (_STATIC / "panes.js").read_text("utf-8")
QUEUE = (_STATIC / "queue.js").read_text("utf-8")

_GROUNDS = (
    ("checker", "Checkerboard"),
    ("black", "Black"),
    ("white", "White"),
    ("green", "Green"),
    ("magenta", "Magenta"),
)


def panes(view: AnnotationView, box: Rectangle | None) -> str:
    """The three pictures of an annotation at its current revision; `box` is around its person."""
    annotation, photo = view.annotation, view.photo
    base = f"/api/annotations/{annotation.id}"
    revision = f"revision={view.head.hash}"
    grounds = "".join(
        f'<button type="button" data-ground="{name}" title="{title}" aria-label="{title}"></button>'
        for name, title in _GROUNDS
    )
    trimap = '<button type="button" class="c-small" data-overlay aria-pressed="false">Trimap</button>'
    address = f"/api/photos/{photo.id}/image?v={photo.sha256[:16]}"
    picture = f'<img src="{address}" alt="Photo" draggable="false">'
    over = f'<img class="c-over" src="{base}/trimap.png?{revision}" alt="" draggable="false" hidden>'
    alpha = f'<img src="{base}/alpha.png?{revision}" alt="Alpha" draggable="false">'
    cutout = f'<img src="{base}/foreground.png?{revision}" alt="Cut-out" draggable="false">'
    return (
        f'<div class="c-heading"><h2>{escape(photo.name)}</h2>{badge(annotation.state)}'
        f"{'' if is_refined((view.head,)) else badge('not refined')}"
        f"<span>{photo.width} × {photo.height}</span>"
        f'<a href="/annotate?annotation={annotation.id}">Open in Annotate</a>'
        '<span class="c-hint">wheel to zoom · drag to move · double-click to fit</span></div>'
        f'<div class="c-panes"{_place(photo, box)}>'
        f"{_pane('Photo', trimap, picture + over)}"
        f"{_pane('Alpha', '', alpha)}"
        f"{_pane('Cut-out', f'<span class=c-grounds>{grounds}</span>', cutout)}</div>"
    )


def _place(photo: Photo, box: Rectangle | None) -> str:
    if box is None:
        return ""
    around = f"{box.x} {box.y} {box.width} {box.height}"
    return f' data-photo="{photo.width} {photo.height}" data-box="{around}"'


def _pane(title: str, tools: str, pictures: str) -> str:
    name = title.lower()
    return (
        f'<figure data-figure="{name}"><figcaption><b>{title}</b>{tools}'
        f'<button type="button" class="c-small" data-solo="{name}" aria-pressed="false">Large</button>'
        f'</figcaption><div class="c-pane" data-pane="{name}">'
        f'<div class="c-film">{pictures}</div></div></figure>'
    )
