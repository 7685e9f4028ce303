"""Bring a database to today's form, or refuse one from the future."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from curator.errors import NewerProjectError, ProjectError

_STEPS = Path(__file__).parent / "migrations"


def pending(connection: Connection, folder: Path) -> bool:
    """Whether the database is of an older form than this program's.

    Raises
    ------
    NewerProjectError
        If it is of a form that this program does not know.
    ProjectError
        If it is another program's.
    """
    steps = ScriptDirectory(str(_STEPS))
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {step.revision for step in steps.walk_revisions()}:
        raise NewerProjectError(
            f"{folder} was made by a newer curator (database form {current}). "
            "Install the newest curator to open it; nothing was changed."
        )
    if current is None and inspect(connection).get_table_names():
        raise ProjectError(
            f"The project.db in {folder} is another program's, so there is no project of curator; "
            "nothing was changed. Name another folder."
        )
    return current != steps.get_current_head()


def upgrade(connection: Connection) -> None:
    """Run the steps that are missing; each is one transaction."""
    config = Config()
    config.set_main_option("script_location", str(_STEPS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
