"""The words of whole documents; ``lianjian reindex`` fills them."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document_words",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("indices", sa.LargeBinary(), nullable=False),
        sa.Column("strengths", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_document_words_document_id_documents"),
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_document_words")),
    )


def downgrade() -> None:
    op.drop_table("document_words")
