"""Every error that a person can meet, drawn in one place.

The message is written for that person: what is wrong, with what, and what to do. The page and the
command line show it as it stands.

CuratorError
 |- InputError              something a person brought cannot be used
 |   |- PhotoError          a file that is no photo we can read
 |   |- TrimapError         a trimap that does not fit its photo, or is no trimap
 |   |- AlphaError          an alpha that does not fit its photo, or holds NaN or values out of range
 |   |- MaskError           a person mask, likewise
 |   |- StrokeError         a stroke that cannot be drawn
 |   |- ParameterError      a parameter out of its range, or of a name that does not exist
 |   |- LayoutError         a folder that is not in the layout it was said to be in
 |   `- EvaluationError     truths and predictions that do not belong together
 |- UnknownNameError        no such method, source, metric or format
 |- UnavailableError        a source whose package or weights are not there
 |   `- DownloadError       weights that could not be downloaded
 |- NoPersonError           a source looked and found nobody
 |- ConvergenceError        a matting method that did not reach its answer
 |- StateError              the annotation's state forbids it (accepted is read-only)
 |- CancelledError          a person stopped the job
 `- StoreError
     |- ProjectError        no project there, or one where none may be
     |- NotFoundError       no such photo, annotation, revision or split
     |- NewerProjectError   the database was written by a newer curator
     |- ReadOnlyError       the project's folder cannot be written
     |- DiskFullError       no room left; nothing was half written
     |- ConflictError       somebody else saved this annotation in between
     `- CorruptError        a blob or a revision is not what its hash says
"""

from __future__ import annotations


class CuratorError(Exception):
    """Root of all errors of curator; `str(error)` is a sentence that says what to do."""


class InputError(CuratorError):
    """Something a person brought cannot be used."""


class PhotoError(InputError):
    """A file that is no photo we can read."""


class TrimapError(InputError):
    """A trimap that does not fit its photo, or is no trimap."""


class AlphaError(InputError):
    """An alpha that does not fit its photo, or holds NaN or values outside [0, 1]."""


class MaskError(InputError):
    """A person mask that does not fit its photo, or holds NaN or values outside [0, 1]."""


class StrokeError(InputError):
    """A stroke that cannot be drawn."""


class ParameterError(InputError):
    """A parameter out of its range, or of a name that does not exist."""


class LayoutError(InputError):
    """A folder that is not in the layout it was said to be in."""


class EvaluationError(InputError):
    """Truths and predictions that do not belong together."""


class UnknownNameError(CuratorError):
    """No method, source, metric or format has that name."""


class UnavailableError(CuratorError):
    """A source whose package or weights are not there."""


class DownloadError(UnavailableError):
    """Weights that could not be downloaded."""


class NoPersonError(CuratorError):
    """A source looked and found nobody."""


class ConvergenceError(CuratorError):
    """A matting method did not reach its answer."""


class StateError(CuratorError):
    """The annotation's state forbids what was asked."""


class CancelledError(CuratorError):
    """A person stopped the job."""


class StoreError(CuratorError):
    """The project on disk cannot do what was asked."""


class ProjectError(StoreError):
    """There is no project there, or there is one where none may be."""


class NotFoundError(StoreError):
    """No such photo, annotation, revision or split."""


class NewerProjectError(StoreError):
    """The database was written by a newer curator."""


class ReadOnlyError(StoreError):
    """The project's folder cannot be written."""


class DiskFullError(StoreError):
    """No room is left on the disk; nothing was half written."""


class ConflictError(StoreError):
    """Somebody else saved this annotation in between."""


class CorruptError(StoreError):
    """A blob or a revision is not what its hash says."""
