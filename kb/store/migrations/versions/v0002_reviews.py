"""The model of every label, the decisions of reviewers and what they come to."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("model", sa.String(length=60), server_default="", nullable=False)
        )

    op.create_table(
        "label_reviews",
        sa.Column(
            "id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=True,
            nullable=False,
        ),
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("sentence", sa.Integer(), nullable=False),
        sa.Column("layer", sa.String(length=40), nullable=False),
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(length=60), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("decision", sa.String(length=10), nullable=False),
        sa.Column("new_layer", sa.String(length=40), nullable=False),
        sa.Column("new_term", sa.String(length=60), nullable=False),
        sa.Column("new_start", sa.Integer(), nullable=True),
        sa.Column("new_end", sa.Integer(), nullable=True),
        sa.Column("reviewer", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_label_reviews_document_id_documents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_reviews")),
    )
    with op.batch_alter_table("label_reviews", schema=None) as batch_op:
        batch_op.create_index(
            "ix_label_reviews_proposal", ["document_id", "sentence", "layer", "term"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_label_reviews_reviewer"), ["reviewer"], unique=False)

    op.create_table(
        "label_verdicts",
        sa.Column("document_id", sa.String(length=64), nullable=False),
        sa.Column("sentence", sa.Integer(), nullable=False),
        sa.Column("layer", sa.String(length=40), nullable=False),
        sa.Column("term", sa.String(length=60), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("reviewers", sa.SmallInteger(), nullable=False),
        sa.Column("confidence", sa.Float(), nullable=False),
        sa.Column("boilerplate", sa.Boolean(), nullable=False),
        sa.Column("new_layer", sa.String(length=40), nullable=False),
        sa.Column("new_term", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["document_id"],
            ["documents.id"],
            name=op.f("fk_label_verdicts_document_id_documents"),
        ),
        sa.PrimaryKeyConstraint(
            "document_id", "sentence", "layer", "term", name=op.f("pk_label_verdicts")
        ),
    )
    with op.batch_alter_table("label_verdicts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_verdicts_status"), ["status"], unique=False)
        batch_op.create_index("ix_label_verdicts_new", ["new_layer", "new_term"], unique=False)


def downgrade() -> None:
    op.drop_table("label_verdicts")
    op.drop_table("label_reviews")
    with op.batch_alter_table("labels", schema=None) as batch_op:
        batch_op.drop_column("model")
