"""Ids that nobody was given: a sentence and a 4xx on every route, and nothing has changed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from curator.records import Stroke
from curator.store.project import Project
from curator.web.server import create_app
from curator.workflow import matte, review
from curator.workflow.annotate import add_stroke, submit
from tests.web.routes import Question, changes, everything, questions

FORGED = (
    "-1", "0", "99", str(2**63 - 1), str(2**63), "9" * 40, "9" * 5000, "1.5", "1e1", "one", "0x1",
    "null", "1%00", "%31%20or%201", "%F0%9F%98%80",
)  # fmt: skip


@pytest.fixture
def client(annotated: Project) -> Iterator[TestClient]:
    app = create_app(annotated)
    with TestClient(app, base_url="http://127.0.0.1", raise_server_exceptions=False) as made:
        yield made


def refused(client: TestClient, question: Question, number: str, base: str) -> int:
    """Ask about an id; the status of an answer that says no with a sentence."""
    body = None if question.body is None else {"base": base} | question.body
    answer = client.request(question.method, question.path.format(number), json=body)
    said = f"{question.method} {question.path} {number[:20]}: {answer.status_code} {answer.text[:200]}"
    assert 400 <= answer.status_code < 500, said
    assert len(answer.json()["message"]) > 20, said
    return answer.status_code


@pytest.mark.parametrize("number", FORGED, ids=lambda number: number[:24])
def test_a_forged_id_is_refused_by_every_route(
    client: TestClient, annotated: Project, number: str
) -> None:
    before = everything(annotated)
    asked = list(questions())
    assert len(asked) > 30
    for question in asked:
        assert refused(client, question, number, annotated.annotations.get(1).head) in (400, 404)
    assert everything(annotated) == before


@pytest.mark.parametrize("query", ["annotation", "photo"])
@pytest.mark.parametrize("number", FORGED, ids=lambda number: number[:24])
def test_a_forged_id_in_a_query_is_refused(client: TestClient, query: str, number: str) -> None:
    assert refused(client, Question("GET", f"/api/strip?{query}={{}}"), number, "") in (400, 404)
    if query == "annotation":
        path = "/api/photos/1/thumbnail?view=trimap&annotation={}"
        assert refused(client, Question("GET", path), number, "") in (400, 404)


def bases(project: Project) -> dict[str, str]:
    """Revisions that are none of annotation 1, and texts that are none at all."""
    return {
        "another annotation's": project.annotations.get(2).head,
        "another project's": "0123456789abcdef" * 4,
        "nothing": "",
        "no hash": "'; drop table annotation; --",
    }


@pytest.mark.parametrize("whose", ["another annotation's", "another project's", "nothing", "no hash"])
def test_a_forged_base_changes_nothing(client: TestClient, annotated: Project, whose: str) -> None:
    for number in (1, 2):
        head = annotated.annotations.get(number).head
        stroke = Stroke("unknown", 5.0, ((60.0, 80.0),))
        add_stroke(annotated, number, head, stroke, "ann", f"token-{number}")
    before = everything(annotated)[0]
    for question in changes():
        status = refused(client, question, "1", bases(annotated)[whose])
        assert status in (404, 409, 423), question
    assert everything(annotated)[0] == before


def test_another_annotations_revision_is_no_step_to_jump_to(
    client: TestClient, annotated: Project
) -> None:
    before = everything(annotated)
    head = annotated.annotations.get(1).head
    for target in bases(annotated).values():
        jump = Question("POST", "/api/annotations/{}/jump", {"target": target})
        assert refused(client, jump, "1", head) == 404
    assert everything(annotated) == before


@pytest.mark.parametrize("state", ["submitted", "accepted"])
def test_what_is_handed_in_is_changed_by_nobody(
    client: TestClient, annotated: Project, state: str
) -> None:
    first = annotated.annotations.get(1).head
    head = matte.choose(annotated, 1, first, "closed-form", "ann").hash
    submit(annotated, 1, head, "ann")
    if state == "accepted":
        review.accept(annotated, 1, head, "", "rob")
    before = everything(annotated)
    for question in changes():
        if question.path.endswith("jump"):
            question = Question("POST", question.path, {"target": first})
        assert refused(client, question, "1", head) == 423, question
    assert everything(annotated) == before
