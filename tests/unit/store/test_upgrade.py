"""A project of an older form: brought to today's, and everything in it as it was."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import inspect

from curator.records import Outlook, Photo, Rectangle
from curator.store import migrate, tables
from curator.store.database import Database
from curator.store.project import Project
from tests.unit.store.conftest import draft


def _as_first_made(folder: Path) -> None:
    """A project as the first form of the database has it."""
    (folder / "blobs").mkdir(parents=True)
    database = Database(folder / "project.db")
    config = Config()
    config.set_main_option("script_location", str(migrate._STEPS))
    with database.writing() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        assert not inspect(connection).has_table("look")
    database.close()


def _photo(project: Project) -> Photo:
    return project.photos.add(
        sha256=project.blobs.add(b"photo"),
        name="anna.jpg",
        stem="anna",
        suffix=".jpg",
        size=(3, 4),
        external_id=None,
        attributes={},
    )


def test_an_older_project_gets_the_new_tables_and_keeps_what_it_has(tmp_path: Path) -> None:
    folder = tmp_path / "older"
    _as_first_made(folder)
    with Database(folder / "project.db").writing() as connection:
        connection.exec_driver_sql(
            "INSERT INTO photo (sha256, name, stem, suffix, width, height, imported_at, attributes) "
            f"VALUES ('{'0' * 64}', 'old.jpg', 'old', '.jpg', 3, 4, '2026-01-01T00:00:00', '{{}}')"
        )
        connection.exec_driver_sql(
            "INSERT INTO annotation (photo_id, subject, state, head, created_at, updated_at) "
            "VALUES (1, 0, 'proposed', NULL, '2026-01-01T00:00:00', '2026-01-01T00:00:00')"
        )
    with Project.open(folder) as project:
        assert [photo.name for photo in project.photos.all()] == ["old.jpg"]
        assert [each.removed for each in project.annotations.all()] == [False]
        photo = _photo(project)
        made = project.annotations.create(
            photo.id, 0, None, draft(kind="propose", stroke=None), "proposed"
        )
        project.attention.add(made.id, Rectangle(1, 2, 3, 4), "1" * 64, "ann")
        project.attention.expect(made.id, Outlook(made.head, 2.5, 3))
        project.work.add_time(made.id, "token-of-a-report", 12.0, "ann")
        project.work.add_run(made.id, made.head, ["knn"], "ann")
        assert project.damage() == ()
    with Project.open(folder) as project:
        (look,) = project.attention.of(made.id)
        assert (look.box, look.alpha_blob, look.author) == (Rectangle(1, 2, 3, 4), "1" * 64, "ann")
        assert project.attention.outlooks() == {made.id: Outlook(made.head, 2.5, 3)}
        assert project.work.seconds() == {made.id: 12.0}
        assert project.work.runs() == {made.id: 1}


def test_the_steps_make_the_tables_that_the_code_sees(project: Project) -> None:
    with project._database.reading() as connection:
        found = inspect(connection)
        for table in tables.metadata.tables.values():
            columns = {each["name"]: each["nullable"] for each in found.get_columns(table.name)}
            assert columns == {each.name: each.nullable for each in table.columns}, table.name


def test_an_outlook_is_replaced_and_a_report_of_time_counts_once(tmp_path: Path) -> None:
    with Project.create(tmp_path / "new") as project:
        photo = _photo(project)
        made = project.annotations.create(
            photo.id, 0, None, draft(kind="propose", stroke=None), "proposed"
        )
        for weight in (9.0, 1.5):
            project.attention.expect(made.id, Outlook(made.head, weight, 2))
        assert project.attention.outlooks()[made.id].weight == 1.5
        for token, seconds in (("report-1", 20.0), ("report-1", 20.0), ("report-2", 5.5)):
            project.work.add_time(made.id, token, seconds, "ann")
        assert project.work.seconds() == {made.id: 25.5}
        assert project.work.steps() == {(made.id, "propose"): 1}
