"""Packs of education and trainings; content, sealed keys, cases and files of packs."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_PACK_INDEXED = ("case_id", "state", "recipient", "unit", "edition", "approved")
_TRAINING_INDEXED = ("case_id", "state", "pack", "held", "unit")


def upgrade() -> None:
    op.create_table(
        "packs",
        *_head("packs"),
        *(_short(name) for name in ("title", "recipient")),
        _link("packs", "unit", "units"),
        *(_short(name) for name in ("edition", "unit_kind")),
        *(_list(name) for name in ("domains", "positions", "posts")),
        *(_short(name) for name in ("rank", "theme")),
        _list("theme_keys"),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("minutes", "k", "cases")),
        *(_list(name) for name in ("rare", "files")),
        *(_short(name) for name in ("submitted_by", "approved_by")),
        sa.Column("approved", sa.Date(), nullable=True),
        _list("cleared"),
        sa.PrimaryKeyConstraint("id", name="pk_packs"),
    )
    op.create_table(
        "trainings",
        *_head("trainings"),
        _link("trainings", "pack", "packs"),
        sa.Column("held", sa.Date(), nullable=True),
        _link("trainings", "unit", "units"),
        *(_short(name) for name in ("place", "speaker")),
        *(sa.Column(name, sa.Integer(), nullable=True) for name in ("invited", "attended")),
        *(_list(name) for name in ("answers", "feedback", "remarks")),
        sa.PrimaryKeyConstraint("id", name="pk_trainings"),
    )
    for table, names in (("packs", _PACK_INDEXED), ("trainings", _TRAINING_INDEXED)):
        for name in names:
            op.create_index(f"ix_{table}_{name}", table, [name])
    _beside("pack_contents", sa.Column("content", sa.Text(), nullable=False))
    _beside("pack_keys", sa.Column("sealed", sa.LargeBinary(), nullable=False))
    _beside(
        "pack_cases",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("digests", sa.Text(), nullable=False),
        also="number",
    )
    op.create_index("ix_pack_cases_case", "pack_cases", ["case_id"])
    _beside(
        "pack_files",
        sa.Column("format", sa.String(30), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        also="format",
    )


def downgrade() -> None:
    for name in (
        "pack_files",
        "pack_cases",
        "pack_keys",
        "pack_contents",
        "trainings",
        "packs",
    ):
        op.drop_table(name)


def _head(table: str) -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("owner_department", sa.String(64), nullable=False),
        _link(table, "case_id", "cases"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(60), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
    )


def _short(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.String(200), nullable=False)


def _list(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.Text(), nullable=False)


def _link(table: str, name: str, target: str) -> sa.Column[object]:
    key = sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{name}_{target}")
    return sa.Column(name, sa.String(64), key, nullable=True)


def _beside(table: str, *columns: sa.Column[object], also: str = "") -> None:
    keys = ("pack_id", also) if also else ("pack_id",)
    op.create_table(
        table,
        sa.Column(
            "pack_id",
            sa.String(64),
            sa.ForeignKey("packs.id", name=f"fk_{table}_pack_id_packs"),
            nullable=False,
        ),
        *columns,
        sa.PrimaryKeyConstraint(*keys, name=f"pk_{table}"),
    )
