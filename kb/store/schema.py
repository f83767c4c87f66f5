"""The schema's version: upgraded by Alembic, checked at start, never guessed."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from kb.errors import StoreError

_SCRIPTS = Path(__file__).parent / "migrations"


def upgrade_schema(engine: Engine, *, revision: str = "head") -> None:
    """Bring the database to the newest schema (or to ``revision``); repeating it is harmless."""
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def current_revision(engine: Engine) -> str:
    """The revision the database stands at, "" for an empty one."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() or ""


def is_newest(revision: str) -> bool:
    """Whether the program knows no newer schema."""
    return revision == ScriptDirectory.from_config(_config()).get_current_head()


def is_known(revision: str) -> bool:
    """Whether the program can read the schema, or upgrade it."""
    script = ScriptDirectory.from_config(_config())
    return revision in {one.revision for one in script.walk_revisions()}


def check_schema(engine: Engine) -> None:
    """``SCHEMA_OUTDATED`` when an upgrade is due, ``SCHEMA_NEWER`` when the program is too old."""
    script = ScriptDirectory.from_config(_config())
    current = current_revision(engine)
    if current == script.get_current_head():
        return
    code = "SCHEMA_OUTDATED" if is_known(current) or not current else "SCHEMA_NEWER"
    raise StoreError(code, current=current, expected=script.get_current_head())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
