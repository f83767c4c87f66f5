"""Saved searches and what they have shown; indexes that hold all that facets count."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.create_index(
            "ix_labels_document", ["document_id", "layer", "term", "sentence"], unique=False
        )
        batch_op.drop_index("ix_labels_document_id")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(
            "ix_documents_facets",
            ["kind", "court", "year", "id", "amount", "case_id"],
            unique=False,
        )

    op.create_table(
        "saved_searches",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("where", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_run_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("name", name=op.f("uq_saved_searches_name")),
    )
    op.create_table(
        "saved_search_seen",
        sa.Column(
            "search_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["saved_searches.id"],
            name=op.f("fk_saved_search_seen_search_id_saved_searches"),
        ),
        sa.PrimaryKeyConstraint("search_id", "document_id", name=op.f("pk_saved_search_seen")),
    )


def downgrade() -> None:
    op.drop_table("saved_search_seen")
    op.drop_table("saved_searches")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index("ix_documents_facets")
    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.create_index("ix_labels_document_id", ["document_id"], unique=False)
        batch_op.drop_index("ix_labels_document")
