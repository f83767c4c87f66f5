"""Packs with where each text came from, and the levels of the papers that they were made of."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "pack_traces",
        sa.Column("pack_id", sa.String(64), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["pack_id"], ["packs.id"], name="fk_pack_traces_pack_id_packs"),
        sa.PrimaryKeyConstraint("pack_id", name="pk_pack_traces"),
    )
    with op.batch_alter_table("pack_cases") as table:
        table.add_column(sa.Column("papers", sa.Text(), server_default="{}", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("pack_cases") as table:
        table.drop_column("papers")
    op.drop_table("pack_traces")
