"""The schema's version: upgraded by Alembic, checked at start, never guessed.

Alembic is loaded only where a database is not as new as the program: commands that read start
sooner without it.
"""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Engine, inspect, text

from kb.errors import StoreError

if TYPE_CHECKING:
    from alembic.config import Config

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade_schema(engine: Engine, *, revision: str = "head") -> None:
    """Bring the database to the newest schema (or to ``revision``); repeating it is harmless."""
    from alembic import command

    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def current_revision(engine: Engine) -> str:
    """The revision the database stands at, "" for an empty one."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return ""
        return connection.scalar(text("SELECT version_num FROM alembic_version")) or ""


def newest_revision() -> str:
    """The revision of this program: ``0010`` of ``v0010_new_cases.py``."""
    return max(path.stem for path in (_SCRIPTS / "versions").glob("v*.py"))[1:5]


def is_newest(revision: str) -> bool:
    """Whether the program knows no newer schema."""
    return revision == newest_revision()


def is_known(revision: str) -> bool:
    """Whether the program can read the schema, or upgrade it."""
    from alembic.script import ScriptDirectory

    known = ScriptDirectory.from_config(_config()).walk_revisions()
    return revision in {one.revision for one in known}


def check_schema(engine: Engine) -> None:
    """``SCHEMA_OUTDATED`` when an upgrade is due, ``SCHEMA_NEWER`` when the program is too old."""
    current, newest = current_revision(engine), newest_revision()
    if current == newest:
        return
    code = "SCHEMA_OUTDATED" if is_known(current) or not current else "SCHEMA_NEWER"
    raise StoreError(code, current=current, expected=newest)


def _config() -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
