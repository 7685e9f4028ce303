"""How much work each photo took: active time, strokes, matting runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from curator.errors import InputError
from curator.store.project import Project

#: Seconds that one report may hold: a page reports every quarter of a minute.
LONGEST_REPORT = 120.0

#: Steps that nobody drew.
_MADE = ("propose", "carried", "import", "matte", "refined")
#: Steps that make a matte the annotation's.
_MATTES = ("matte", "refined")
#: Strokes of a brush; a pen's pressure makes the second kind.
_DRAWN = ("stroke", "pressed")


@dataclass(frozen=True)
class Effort:
    """The work on one photo, or on several together.

    Attributes
    ----------
    name
        What the photo's file was called.
    seconds
        Active time: within 30 s of somebody's last use of pointer or keys.
    strokes
        Brush strokes, those undone too.
    corrections
        Other steps of drawing: rectangles, polygons, fills, changes of the band.
    runs
        How often the matting methods were run side by side.
    mattes
        How often a matte was made the annotation's.
    """

    name: str
    seconds: float
    strokes: int
    corrections: int
    runs: int
    mattes: int

    @property
    def is_none(self) -> bool:
        """Whether nobody has worked."""
        return not (self.seconds or self.strokes or self.corrections or self.runs)


def report_time(project: Project, annotation_id: int, token: str, seconds: float, author: str) -> None:
    """Add active time to an annotation; the same `token` again adds nothing.

    Raises
    ------
    NotFoundError
        If there is no such annotation.
    InputError
        If `seconds` is negative, no number, or more than one report holds.
    """
    if not 0 <= seconds <= LONGEST_REPORT:
        raise InputError(f"A report of active time holds 0 to {LONGEST_REPORT:g} seconds.")
    project.work.add_time(project.annotations.get(annotation_id).id, token, seconds, author)


def effort(project: Project) -> tuple[Effort, ...]:
    """The work on each photo that somebody worked on, the most time first."""
    seconds, runs = project.work.seconds(), project.work.runs()
    steps: dict[int, list[tuple[str, int]]] = {}
    for (annotation_id, kind), count in project.work.steps().items():
        steps.setdefault(annotation_id, []).append((kind, count))
    ids: dict[int, list[int]] = {}
    # What went into an annotation that was removed or merged into another was work all the same.
    for annotation in project.annotations.all(removed=True):
        ids.setdefault(annotation.photo_id, []).append(annotation.id)
    found = []
    for photo in project.photos.all():
        own = ids.get(photo.id, [])
        kinds = [step for each in own for step in steps.get(each, ())]
        found.append(
            Effort(
                name=photo.name,
                seconds=sum(seconds.get(each, 0.0) for each in own),
                strokes=sum(count for kind, count in kinds if kind in _DRAWN),
                corrections=sum(count for kind, count in kinds if kind not in (*_MADE, *_DRAWN)),
                runs=sum(runs.get(each, 0) for each in own),
                mattes=sum(count for kind, count in kinds if kind in _MATTES),
            )
        )
    worked = [each for each in found if not each.is_none]
    return tuple(sorted(worked, key=lambda each: -each.seconds))


def together(efforts: Sequence[Effort]) -> Effort:
    """The work on several photos as one."""
    return Effort(
        name="",
        seconds=sum(each.seconds for each in efforts),
        strokes=sum(each.strokes for each in efforts),
        corrections=sum(each.corrections for each in efforts),
        runs=sum(each.runs for each in efforts),
        mattes=sum(each.mattes for each in efforts),
    )
