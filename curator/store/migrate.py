"""Bring a database to today's form, or refuse one from the future."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from curator.errors import NewerProjectError

_STEPS = Path(__file__).parent / "migrations"


def pending(connection: Connection, folder: Path) -> bool:
    """Whether the database is of an older form than this program's.

    Raises
    ------
    NewerProjectError
        If it is of a form that this program does not know.
    """
    steps = ScriptDirectory(str(_STEPS))
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in {step.revision for step in steps.walk_revisions()}:
        raise NewerProjectError(
            f"{folder} was made by a newer curator (database form {current}). "
            "Install the newest curator to open it; nothing was changed."
        )
    return current != steps.get_current_head()


def upgrade(connection: Connection) -> None:
    """Run the steps that are missing; each is one transaction."""
    config = Config()
    config.set_main_option("script_location", str(_STEPS))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
