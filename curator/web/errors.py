"""Errors as answers: the sentence for the person, the status for the machine."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse

from curator.errors import (
    ConflictError,
    CuratorError,
    DiskFullError,
    InputError,
    NotFoundError,
    StateError,
    StoreError,
    UnknownNameError,
)

#: The first class that an error is of decides.
_STATUS: tuple[tuple[type[CuratorError], int], ...] = (
    (ConflictError, 409),
    (NotFoundError, 404),
    (UnknownNameError, 404),
    (StateError, 423),
    (InputError, 400),
    (DiskFullError, 507),
    (StoreError, 503),
)

#: What remains: nobody found, not converged, not installed. The request was fine, the answer is no.
_REFUSED = 422


def install(app: FastAPI) -> None:
    """Let an app answer with errors in this form."""
    app.add_exception_handler(CuratorError, _answer)
    app.add_exception_handler(RequestValidationError, _answer_malformed)


def status_of(error: CuratorError) -> int:
    """The HTTP status of an error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), _REFUSED)


def as_json(kind: str, message: str) -> dict[str, str]:
    """The body of every answer that is an error."""
    return {"error": kind, "message": message}


async def _answer(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, CuratorError):
        raise error
    return JSONResponse(as_json(type(error).__name__, str(error)), status_of(error))


async def _answer_malformed(request: Request, error: Exception) -> JSONResponse:
    if not isinstance(error, RequestValidationError):
        raise error
    said = "; ".join(_field(problem) for problem in error.errors()[:3])
    return JSONResponse(as_json("InputError", f"The request cannot be read: {said}."), 400)


def _field(problem: Any) -> str:
    place = ".".join(str(part) for part in problem["loc"][1:])
    return f"{place or 'its body'}: {problem['msg']}"
