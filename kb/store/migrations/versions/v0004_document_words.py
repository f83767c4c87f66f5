"""The words of whole documents, filled by ``lianjian reindex``; an index that sums up cases."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index(
            "ix_documents_case", ["case_id", "id", "year", "amount", "kind", "court"], unique=False
        )
        batch_op.drop_index("ix_documents_case_id")
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
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index("ix_documents_case_id", ["case_id"], unique=False)
        batch_op.drop_index("ix_documents_case")
