"""Alembic's entry: it is run on a connection that ``kb.store.schema`` opened."""

from alembic import context

from kb.store import (  # noqa: F401 - their tables join the metadata
    audit_tables,
    governance_tables,
    new_case_tables,
    pack_tables,
    pin_tables,
    register_tables,
    review_tables,
    saved_tables,
    vocabulary_tables,
)
from kb.store.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
