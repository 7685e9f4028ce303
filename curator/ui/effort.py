"""The work on photos as a table: the totals first, then a row a photo."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from curator.imaging.names import shown
from curator.workflow.activity import Effort, together

_HEADS = ("Active time", "Strokes", "Other corrections", "Matting runs", "Mattes chosen")


def table(efforts: Sequence[Effort]) -> str:
    """The section of the Evaluate page; a sentence where nobody has worked yet."""
    head = "<h2>Effort</h2><p>What the annotations of this project took, photo by photo. Time counts "
    head += "while pointer or keys are in use.</p>"
    if not efforts:
        return f'<section class="c-effort">{head}<p>Nobody has worked on a photo yet.</p></section>'
    heads = "".join(f'<th scope="col">{name}</th>' for name in _HEADS)
    total = together(efforts)
    count = len(efforts)
    rows = _row(f"All {count} photos" if count > 1 else "1 photo", total, "c-total")
    if count > 1:
        rows += _mean(total, count)
    rows += "".join(_row(shown(each.name), each) for each in efforts)
    return (
        f'<section class="c-effort">{head}<div class="c-scores" tabindex="0" role="region" '
        f'aria-label="Effort by photo"><table><thead><tr><th scope="col">Photo</th>{heads}</tr></thead>'
        f"<tbody>{rows}</tbody></table></div></section>"
    )


def duration(seconds: float) -> str:
    """Active time for people: 42 s, 3 min 05 s, 2 h 07 min."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02d} min"


def _row(name: str, effort: Effort, kind: str = "") -> str:
    counts = (effort.strokes, effort.corrections, effort.runs, effort.mattes)
    cells = "".join(f"<td>{count:,}</td>" for count in counts)
    return (
        f'<tr class="{kind}"><th scope="row">{escape(name)}</th>'
        f"<td>{duration(effort.seconds)}</td>{cells}</tr>"
    )


def _mean(total: Effort, count: int) -> str:
    counts = (total.strokes, total.corrections, total.runs, total.mattes)
    cells = "".join(f"<td>{each / count:.1f}</td>" for each in counts)
    return (
        '<tr class="c-total"><th scope="row">Mean of a photo</th>'
        f"<td>{duration(total.seconds / count)}</td>{cells}</tr>"
    )
