"""Active time, as the page reports it."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, Field

from curator.web.answers import Author, OpenProject
from curator.workflow.activity import LONGEST_REPORT, report_time

router = APIRouter(prefix="/api/annotations/{annotation_id}")


class Report(BaseModel):
    """Active seconds since the last report; `token` names it, so that it counts once."""

    token: str = Field(min_length=8, max_length=64)
    seconds: float = Field(ge=0, le=LONGEST_REPORT, allow_inf_nan=False)


@router.post("/activity", status_code=204)
def report(project: OpenProject, annotation_id: int, sent: Report, author: Author) -> None:
    """Add active time to an annotation."""
    report_time(project, annotation_id, sent.token, sent.seconds, author)
