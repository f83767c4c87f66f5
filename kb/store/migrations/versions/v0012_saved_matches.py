"""Saved searches that are looked at again of themselves, and what was found."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # not in a batch: SQLite would make the table anew, which rows that point into it do not allow
    op.add_column(
        "saved_searches",
        sa.Column("watching", sa.Boolean(), server_default=sa.true(), nullable=False),
    )
    for name in ("watched_at", "checked_at"):
        op.add_column("saved_searches", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "saved_matches",
        sa.Column(
            "search_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("document_id", sa.String(64), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["search_id"],
            ["saved_searches.id"],
            name=op.f("fk_saved_matches_search_id_saved_searches"),
        ),
        sa.PrimaryKeyConstraint("search_id", "document_id", name=op.f("pk_saved_matches")),
    )
    op.create_index("ix_saved_matches_document", "saved_matches", ["document_id"])


def downgrade() -> None:
    op.drop_table("saved_matches")
    for name in ("checked_at", "watched_at", "watching"):
        op.drop_column("saved_searches", name)
