"""The routes of the people of a photo, as the page asks them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from curator.store.project import Project
from curator.web.server import create_app
from curator.workflow.propose import propose_photo
from tests.crowd import Seen, import_crowd, middle_of, seen

__all__ = ["seen"]


@pytest.fixture
def client(project: Project, tmp_path: Path, seen: Seen) -> Iterator[TestClient]:
    """The app on one photo in which the first two of three people are proposed."""
    photo = import_crowd(project, tmp_path / "crowd")
    propose_photo(project, photo.id, author="ann")
    with TestClient(create_app(project), base_url="http://127.0.0.1") as made:
        yield made


def _people(client: TestClient) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = client.get("/api/photos/1/people").json()["people"]
    return found


def _post(client: TestClient, path: str, **body: object) -> Any:
    return client.post(path, json=body, headers={"X-Curator-Author": "ben"})


def test_people_are_told_with_place_and_who_removed_them(client: TestClient) -> None:
    first, second = _people(client)
    assert (first["annotation"], first["number"], first["state"]) == (1, 1, "proposed")
    left, top, width, height = second["box"]
    for line in second["lines"]:
        assert all(left <= x <= left + width and top <= y <= top + height for x, y in line)
    gone = _post(client, "/api/annotations/2/remove", base=second["head"]).json()
    assert gone["removed"]
    assert gone["read_only"]
    there, removed = _people(client)
    assert (there["removed_by"], there["removed_at"]) == (None, None)
    assert (removed["annotation"], removed["number"], removed["removed_by"]) == (2, 0, "ben")
    again = _post(client, "/api/annotations/2/remove", base=second["head"])
    assert again.status_code == 423
    assert "Bring it back" in again.json()["message"]
    back = _post(client, "/api/annotations/2/restore", base=removed["head"])
    assert back.json()["removed"] is False


def test_somebody_is_added_and_the_strip_says_who_is_who(client: TestClient, seen: Seen) -> None:
    x, y = middle_of(2)
    nobody = _post(client, "/api/photos/1/click", x=x, y=y)
    assert nobody.status_code == 422
    assert "Drag a rectangle" in nobody.json()["message"]
    assert _post(client, "/api/photos/1/click", x=x, y=900).status_code == 400
    seen.people = [0, 1, 2]
    made = _post(client, "/api/photos/1/click", x=x, y=y).json()
    entries = client.get(f"/api/strip?annotation={made['id']}").json()["entries"]
    assert [entry["which"] for entry in entries] == ["1 of 3", "2 of 3", "3 of 3"]
    picture = client.get(entries[2]["thumbnail"])
    assert picture.headers["content-type"] == "image/jpeg"
    empty = _post(client, "/api/photos/1/rectangle", x=0, y=0, width=0, height=9)
    assert empty.status_code == 400
    wide = _post(client, "/api/photos/1/rectangle", x=248, y=10, width=104, height=150)
    assert wide.json()["id"] == made["id"] + 1


def test_a_merge_names_both_revisions(client: TestClient) -> None:
    first, second = _people(client)
    stale = _post(client, "/api/annotations/1/merge", base=first["head"], other=2, other_base="0" * 64)
    assert stale.status_code == 409
    same = _post(
        client, "/api/annotations/1/merge", base=first["head"], other=1, other_base=first["head"]
    )
    assert same.status_code == 400
    merged = _post(
        client, "/api/annotations/1/merge", base=first["head"], other=2, other_base=second["head"]
    ).json()
    assert (merged["parent"], merged["state"]) == (first["head"], "in progress")
    steps = client.get("/api/annotations/1/timeline").json()["steps"]
    assert (steps[-1]["kind"], steps[-1]["author"]) == ("merge", "ben")
    assert [entry["which"] for entry in client.get("/api/strip?photo=1").json()["entries"]] == [""]


def test_a_photo_whose_people_were_removed_says_so_when_proposed_again(client: TestClient) -> None:
    for person in _people(client):
        head = client.get(f"/api/annotations/{person['annotation']}").json()["head"]
        _post(client, f"/api/annotations/{person['annotation']}/remove", base=head)
    assert client.get("/api/photos/1").json()["annotations"] == []
    again = _post(client, "/api/photos/1/annotations", how="propose")
    assert again.status_code == 422
    assert "was removed" in again.json()["message"]
    assert _post(client, "/api/photos/1/annotations", how="blank").json()["id"] == 3
