"""onnxruntime, which a person installs: its errors, in a form that can be caught."""

from __future__ import annotations

from typing import Any

from curator.proposal.packages import Package, bring

PACKAGE = Package("onnxruntime", "The onnx source", "pip install onnxruntime")


def runtime() -> Any:
    """The package.

    Raises
    ------
    UnavailableError
        If it is not installed, or cannot be imported.
    """
    return bring(PACKAGE)


def errors() -> tuple[type[Exception], ...]:
    """What onnxruntime raises: its own errors have no other root than Exception."""
    own = vars(runtime().capi.onnxruntime_pybind11_state).values()
    kinds = [kind for kind in own if isinstance(kind, type) and issubclass(kind, Exception)]
    return (*kinds, RuntimeError, ValueError, OSError)


def first_line(error: Exception) -> str:
    """What an error says, short enough for a sentence."""
    lines = str(error).strip().splitlines() or [type(error).__name__]
    return lines[0].rstrip(".")[:200]
