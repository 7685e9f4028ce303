"""Who may ask, and for how much."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from curator.store.project import Project
from curator.web.access import LARGEST_BODY
from curator.web.server import create_app

HERE = "http://127.0.0.1:7860"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def client(annotated: Project) -> Iterator[TestClient]:
    with TestClient(create_app(annotated), base_url=HERE) as made:
        yield made


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1:7860", "localhost:7860", "LOCALHOST", "[::1]:7860", "192.168.1.5:7860", "a.localhost"],
)
def test_this_machine_is_answered(client: TestClient, host: str) -> None:
    assert client.get("/api/annotations/1", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7860", ""]
)
@pytest.mark.parametrize("path", ["/api/annotations/1", "/", "/editor/x/main.js"])
def test_a_name_made_to_point_here_is_not(client: TestClient, host: str, path: str) -> None:
    answer = client.get(path, headers={"Host": host})
    assert answer.status_code == 403
    assert "CURATOR_HOSTS" in answer.json()["message"]


def test_a_name_of_the_environment_is_answered(
    annotated: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CURATOR_HOSTS", "mattes.example, other.example")
    with TestClient(create_app(annotated), base_url=HERE) as client:
        answer = client.get("/api/annotations/1", headers={"Host": "mattes.example"})
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "http://evil.example"},
        {"Origin": "http://127.0.0.1:3000"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_other_sites_change_nothing(
    client: TestClient, annotated: Project, headers: dict[str, str]
) -> None:
    head = annotated.annotations.get(1).head
    stroke = {"base": head, "token": "12345678", "label": "unknown", "radius": 3, "points": [[5, 5]]}
    answer = client.post("/api/annotations/1/strokes", json=stroke, headers=headers)
    assert answer.status_code == 403
    assert annotated.annotations.get(1).head == head
    own = {"Origin": HERE, "Sec-Fetch-Site": "same-origin"}
    assert client.post("/api/annotations/1/strokes", json=stroke, headers=own).status_code == 200


def test_other_sites_read_no_pixels(client: TestClient) -> None:
    path = "/api/photos/1/image.png"
    assert client.get(path, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    answer = client.get(path, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status_code == 200
    assert answer.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_body_that_is_too_large_is_not_read(client: TestClient) -> None:
    body = json.dumps({"points": [[0, 0]] * (LARGEST_BODY // 5)}).encode()
    answer = client.post("/api/annotations/1/strokes", content=body, headers=JSON)
    assert answer.status_code == 413

    def pieces() -> Iterator[bytes]:
        for start in range(0, len(body), 65536):
            yield body[start : start + 65536]

    # Sent in chunks, without a length.
    answer = client.post("/api/annotations/1/strokes", content=pieces(), headers=JSON)
    assert answer.status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b'{"base": "x"}',
        b'{"base": "x", "token": "12345678", "label": "alpha", "radius": 3, "points": []}',
        b'{"base": "x", "token": "12345678", "label": "unknown", "radius": 3, "points": "all"}',
        b'{"base": "x", "token": "1", "label": "unknown", "radius": 3, "points": [[1, 1]]}',
    ],
)
def test_a_body_that_makes_no_sense_is_named(client: TestClient, body: bytes) -> None:
    answer = client.post("/api/annotations/1/strokes", content=body, headers=JSON)
    assert answer.status_code == 400
    assert answer.json()["error"] == "InputError"
    assert "cannot be read" in answer.json()["message"]


@pytest.mark.parametrize(
    ("radius", "points"),
    [
        ("NaN", "[[1, 1]]"),
        ("Infinity", "[[1, 1]]"),
        ("3", "[[NaN, 1]]"),
        ("3", "[[1e999, 1]]"),
        ("0.2", "[[1, 1]]"),
        ("3", "[]"),
        ("3", "[[-500, 1]]"),
    ],
)
def test_a_stroke_that_cannot_be_drawn_is_refused(
    client: TestClient, annotated: Project, radius: str, points: str
) -> None:
    head = annotated.annotations.get(1).head
    body = (
        f'{{"base": "{head}", "token": "12345678", "label": "unknown",'
        f' "radius": {radius}, "points": {points}}}'
    )
    answer = client.post("/api/annotations/1/strokes", content=body, headers=JSON)
    assert answer.status_code == 400
    assert annotated.annotations.get(1).head == head


@pytest.mark.parametrize("name", ["../annotate.py", "..%2f..%2ferrors.py", "component.py", "none.js"])
def test_only_the_editors_files_are_served(client: TestClient, name: str) -> None:
    answer = client.get(f"/editor/x/{name}")
    assert "import" not in answer.text
    assert answer.status_code in (403, 404) or "text/html" in answer.headers["Content-Type"]
