"""Risk analysis reports; the sources of a letter's parts."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TEXTS = ("statements", "similar", "measures", "legal_basis", "opinions", "resolutions")
_INDEXED = ("case_id", "state", "unit", "domain", "approved")


def upgrade() -> None:
    op.create_table(
        "reports",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("owner_department", sa.String(64), nullable=False),
        _link("case_id", "cases"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        _link("unit", "units"),
        sa.Column("domain", sa.String(200), nullable=False),
        sa.Column("audience", sa.String(200), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in _TEXTS),
        sa.Column("submitted_by", sa.String(200), nullable=False),
        sa.Column("submitted", sa.Date(), nullable=True),
        sa.Column("approved_by", sa.String(200), nullable=False),
        sa.Column("approved", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_reports"),
    )
    for name in _INDEXED:
        op.create_index(f"ix_reports_{name}", "reports", [name])
    op.add_column("letters", sa.Column("sources", sa.Text(), nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("letters", "sources")
    op.drop_table("reports")


def _link(name: str, target: str) -> sa.Column[object]:
    key = sa.ForeignKey(f"{target}.id", name=f"fk_reports_{name}_{target}")
    return sa.Column(name, sa.String(64), key, nullable=True)
