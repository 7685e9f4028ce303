"""What an annotator does to one annotation: look, draw, undo, redo, submit."""

from __future__ import annotations

from dataclasses import dataclass

import curator
from curator.errors import ConflictError, NotFoundError, StateError
from curator.imaging.encode import decode_alpha
from curator.records import Annotation, Draft, Photo, Revision, Stroke
from curator.store.project import Project
from curator.trimap.strokes import check_stroke, draw
from curator.types import Alpha, Trimap
from curator.workflow.editable import changing, next_state
from curator.workflow.replay import remember, trimap_at, trimap_digest


@dataclass(frozen=True)
class AnnotationView:
    """What the annotate page shows of an annotation.

    `alpha_revision` is the newest revision at or before the head that made an alpha; `has_alpha` says
    whether that alpha belongs to the head, so that nothing was drawn since.
    """

    annotation: Annotation
    photo: Photo
    head: Revision
    can_undo: bool
    can_redo: bool
    has_alpha: bool
    alpha_revision: str | None


def view(project: Project, annotation_id: int) -> AnnotationView:
    """Everything the page needs to show an annotation."""
    annotation = project.annotations.get(annotation_id)
    head = project.revisions.get(annotation.head)
    alpha = _alpha_revision(project, head)
    return AnnotationView(
        annotation=annotation,
        photo=project.photos.get(annotation.photo_id),
        head=head,
        can_undo=head.parent is not None,
        can_redo=bool(project.revisions.children(head.hash)),
        has_alpha=alpha is not None and alpha.hash == head.hash,
        alpha_revision=None if alpha is None else alpha.hash,
    )


def add_stroke(
    project: Project, annotation_id: int, base: str, stroke: Stroke, author: str, token: str
) -> Revision:
    """Draw a stroke upon the revision `base`; it is durable when this returns.

    The same `token` again gives the revision that it made the first time, so that a client whose
    acknowledgement was lost can ask again.

    Raises
    ------
    StrokeError
        If it cannot be drawn.
    ConflictError
        If `base` is no longer the current revision.
    StateError
        If the annotation is read-only.
    """
    known = project.revisions.by_token(annotation_id, token)
    if known is not None:
        return known
    annotation = project.annotations.get(annotation_id)
    state = next_state(annotation)
    photo = project.photos.get(annotation.photo_id)
    stroke = check_stroke(stroke, photo.width, photo.height)
    if annotation.head != base:
        raise ConflictError(
            f"Annotation {annotation_id} was changed in another window or by somebody else. "
            "Your stroke is kept in this window: load the newest state, then apply it to that."
        )
    trimap, _box = draw(trimap_at(project, base), stroke)
    draft = Draft(
        kind="stroke",
        method="brush",
        version=curator.__version__,
        stroke=stroke,
        trimap_digest=trimap_digest(trimap),
        author=author,
        token=token,
    )
    with changing(project, annotation_id):
        revision = project.annotations.append(annotation_id, base, draft, state)
    remember(revision.hash, trimap)
    return revision


def undo(project: Project, annotation_id: int, base: str, author: str) -> Revision:
    """Go back to the parent of the current revision; returns the new current one.

    Raises
    ------
    StateError
        If there is nothing before it, or the annotation is read-only.
    ConflictError
        If `base` is no longer the current revision.
    """
    state = next_state(project.annotations.get(annotation_id))
    parent = project.revisions.get(base).parent
    if parent is None:
        raise StateError("There is nothing left to undo: this is how the annotation began.")
    with changing(project, annotation_id):
        return project.annotations.move(annotation_id, base, parent, state, author)


def redo(project: Project, annotation_id: int, base: str, author: str) -> Revision:
    """Go forward to the newest revision made from the current one; returns the new current one.

    Raises
    ------
    StateError
        If nothing was undone, or the annotation is read-only.
    ConflictError
        If `base` is no longer the current revision.
    """
    state = next_state(project.annotations.get(annotation_id))
    children = project.revisions.children(base)
    if not children:
        raise StateError("There is nothing to redo.")
    with changing(project, annotation_id):
        return project.annotations.move(annotation_id, base, children[-1].hash, state, author)


def submit(project: Project, annotation_id: int, base: str, author: str) -> Annotation:
    """Hand an annotation in for review.

    Raises
    ------
    StateError
        If it is read-only, or its current revision has no alpha.
    ConflictError
        If `base` is no longer the current revision.
    """
    next_state(project.annotations.get(annotation_id))
    head = project.revisions.get(base)
    if head.alpha_blob is None:
        raise StateError(
            "The matte does not belong to the trimap as it is now. "
            "Run the matting methods and choose one, then submit."
        )
    with changing(project, annotation_id):
        return project.annotations.review(annotation_id, base, "submit", "submitted", "", author)


def trimap_of(project: Project, annotation_id: int, revision: str | None = None) -> Trimap:
    """The trimap of an annotation at a revision, or now; read-only.

    Raises
    ------
    NotFoundError
        If that revision is not one of this annotation.
    """
    return trimap_at(project, _revision(project, annotation_id, revision).hash)


def alpha_of(project: Project, annotation_id: int, revision: str | None = None) -> Alpha:
    """The newest alpha of an annotation at or before a revision, or now.

    Raises
    ------
    NotFoundError
        If there is none yet, or the revision is not one of this annotation.
    """
    made = _alpha_revision(project, _revision(project, annotation_id, revision))
    if made is None or made.alpha_blob is None:
        raise NotFoundError(
            f"Annotation {annotation_id} has no alpha yet: run a matting method and choose it."
        )
    return decode_alpha(project.blobs.read(made.alpha_blob), f"the alpha of annotation {annotation_id}")


def mattes_of(project: Project, annotation_id: int) -> tuple[Revision, ...]:
    """Every revision of an annotation that made an alpha, the newest last, those undone too.

    Raises
    ------
    NotFoundError
        If there is no such annotation.
    """
    return project.revisions.with_alpha(project.annotations.get(annotation_id).id)


def _revision(project: Project, annotation_id: int, revision: str | None) -> Revision:
    annotation = project.annotations.get(annotation_id)
    found = project.revisions.get(revision or annotation.head)
    if found.annotation_id != annotation_id:
        raise NotFoundError(f"Revision {found.hash[:12]} is not one of annotation {annotation_id}.")
    return found


def _alpha_revision(project: Project, step: Revision) -> Revision | None:
    made = project.revisions.newest_alpha(step.hash)
    return None if made is None else project.revisions.get(made)
