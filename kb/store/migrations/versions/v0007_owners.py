"""Whose saved searches and jobs are; the digests of originals that are not the document's id."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_SEEN = sa.table("saved_search_seen", sa.column("search_id"), sa.column("document_id"))


def upgrade() -> None:
    seen = _put_aside_what_was_seen()
    with op.batch_alter_table("saved_searches") as batch:
        batch.add_column(_owner())
        batch.drop_constraint(op.f("uq_saved_searches_name"), type_="unique")
        batch.create_unique_constraint(op.f("uq_saved_searches_owner_name"), ["owner", "name"])
    op.bulk_insert(_SEEN, seen)
    op.add_column("jobs", _owner())
    op.create_table(
        "contents",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_contents_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_contents")),
    )
    op.create_index(op.f("ix_contents_sha256"), "contents", ["sha256"])


def downgrade() -> None:
    op.drop_table("contents")
    op.drop_column("jobs", "owner")
    seen = _put_aside_what_was_seen()
    with op.batch_alter_table("saved_searches") as batch:
        batch.drop_constraint(op.f("uq_saved_searches_owner_name"), type_="unique")
        batch.create_unique_constraint(op.f("uq_saved_searches_name"), ["name"])
        batch.drop_column("owner")
    op.bulk_insert(_SEEN, seen)


def _put_aside_what_was_seen() -> list[dict[str, object]]:
    """SQLite makes the table anew, which rows that point into it would not allow."""
    found = op.get_bind().execute(sa.select(_SEEN.c.search_id, _SEEN.c.document_id))
    rows = [{"search_id": row.search_id, "document_id": row.document_id} for row in found]
    op.execute(sa.delete(_SEEN))
    return rows


def _owner() -> sa.Column[str]:
    return sa.Column("owner", sa.String(length=64), nullable=False, server_default="local")
