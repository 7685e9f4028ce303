"""The report of an evaluation, as a page that can do nothing but be read."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from curator.workflow.reports import published

router = APIRouter()

# The report holds names of files that others chose: even if one got through unescaped, it runs in a
# sandbox without an origin and reaches no address.
_POLICY = (
    "sandbox allow-scripts; default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "script-src 'unsafe-inline'; font-src data:"
)


@router.get("/reports/{word}")
def report(word: str) -> HTMLResponse:
    """A report that the Evaluate page wrote."""
    return HTMLResponse(published(word), headers={"Content-Security-Policy": _POLICY})
