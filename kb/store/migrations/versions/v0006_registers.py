"""The registers of the risk database, their events, number series, evidence files, calendar.

Tables are written as data: ``name:type`` (s200 text of 200, ``?`` may be NULL, ``->units`` a key
into units, ``*`` indexed), under the same head of columns for every register.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_REGISTERS = {
    "risk_checks": """
        question:text basis:text answer:text evidence:text reason:text
    """,
    "units": """
        name*:s200 kind*:s200 parent*:->units system*:s200 region:s200 domains:text staff:int?
    """,
    "clues": """
        title:s200 number*:s200 received*:date? source*:s200 unit*:->units domain*:s200
        position*:s200 rank:s200 problems:text summary:text direction:text
    """,
    "found_loopholes": """
        term*:s200 description:text unit*:->units domain*:s200 position*:s200 power_link*:s200
        found*:date? document:->documents start:int? end:int?
    """,
    "inspections": """
        title:s200 unit*:->units method*:s200 planned*:date? done*:date? people:text items:text
        findings:text conclusion:text
    """,
    "letters": """
        kind*:s200 body*:s200 mark:s20 title:s200 unit*:->units number*:s200 source:text
        findings:text problems:text suggestions:text measures:text legal_basis:text
        reply_days:int? objection_days:int? contact:s200 copies:text cosigners:text cosigned:text
        decision:text approved_by:s200 served*:date? service:s20 reply_due*:date? replied*:date?
        adopted:text reply:text objected:date? objection:text quality:int? grade*:s200
    """,
    "officers": """
        name:s200 unit*:->units position*:s200 title:s200 since:date? until:date? key_post:bool?
    """,
    "ratings": """
        indicator*:s200 unit*:->units on*:date? score:float? numerator:float? denominator:float?
        n:int? side:s200 note:text
    """,
    "warnings": """
        title:s200 rule*:s200 grade*:s200 unit*:->units domain*:s200 subjects:text grounds:text
        signature*:s200 raised*:date? holds:bool? ack_due*:date? acknowledged_by:s200
        acknowledged:date? verified_by:s200 verified:date? founded:bool? finding:text action:text
        closed:date? tier:int? note:s200
    """,
    "case_files": """
        title:s200 number*:s200 clue*:->clues filed*:date? unit*:->units post:s200 people:int?
        domain*:s200 position*:s200 offences:text violations:text power_links:text amount:float?
        direct_causes:text roots:text concluded*:date? result_number:s200 result:text waiver:text
    """,
    "chosen_measures": """
        term*:s200 text:text loopholes:text dimension*:s200 unit*:->units officer:->officers
        due:date? legal_basis:text acceptance:text
    """,
    "evaluations": """
        title:s200 unit*:->units letter*:->letters side*:s200 round*:s200 period_start:date?
        period_end*:date? base_start:date? base_end:date? members:text values:text vetoes:text
        total:float? rates:text grade*:s200 ground:s200 rules:s200 shortcomings:text advice:text
        submitted:date? submitted_by:s200 confirmed*:date? confirmed_by:s200 appealed:date?
        appeal:text
    """,
    "rectification_items": """
        letter*:->letters inspection*:->inspections ordinal:int? problem:text loopholes:text
        measure:text measures:text acceptance:text checked:text unit*:->units owner*:s200
        supervisor:s200 domain*:s200 issued*:date? due*:date? extended_due*:date? extensions:int?
        paused_from:date? paused_days:int? progress:int? note:text confirmed_by:s200
        submitted*:date? submitted_by:s200 verifier:s200 opinion:text written_off*:date?
        round:int? recurrence:text clue:->clues accountability:text tier:int? grade*:s200
    """,
    "risk_points": """
        description:text clue*:->clues unit*:->units domain*:s200 position*:s200 power_link*:s200
        grade*:s200 trigger:text control:text gap:text loopholes:text sources:text
    """,
    "evidence": """
        item*:->rectification_items name:s200 sha256*:s200 size:int? effective:date? round:int?
        note:text
    """,
}
_TYPES = {
    "bool": sa.Boolean,
    "int": sa.Integer,
    "float": sa.Float,
    "date": sa.Date,
    "text": sa.Text,
}
_SERIAL = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for name, columns in _REGISTERS.items():
        _create(name, columns.split())
    deadline = sa.text("coalesce(extended_due, due, '9999-12-31')")
    op.create_index("ix_rectification_items_deadline", "rectification_items", [deadline, "id"])
    counted = ["state", "level", "owner_department", "case_id", "id"]
    op.create_index("ix_rectification_items_counts", "rectification_items", counted)
    op.create_table(
        "register_events",
        sa.Column("id", _SERIAL, primary_key=True, autoincrement=True),
        _moment("at"),
        sa.Column("actor", sa.String(60), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("record_id", sa.String(64), nullable=False),
        sa.Column("case_id", sa.String(64), nullable=False),
        sa.Column("action", sa.String(40), nullable=False),
        sa.Column("before", sa.String(40), nullable=False),
        sa.Column("after", sa.String(40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_register_events"),
    )
    op.create_index("ix_register_events_record", "register_events", ["record_id", "id"])
    op.create_index("ix_register_events_case", "register_events", ["case_id", "at"])
    op.create_index("ix_register_events_kind", "register_events", ["kind", "after", "at"])
    op.create_table(
        "number_series",
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_number_series"),
    )
    op.create_table(
        "evidence_files",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("sha256", name="pk_evidence_files"),
    )
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.PrimaryKeyConstraint("day", name="pk_calendar_days"),
    )
    op.create_table(
        "idempotency_keys",
        sa.Column("account", sa.String(60), nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("request", sa.String(64), nullable=False),
        sa.Column("status", sa.SmallInteger(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        _moment("created_at"),
        sa.PrimaryKeyConstraint("account", "key", name="pk_idempotency_keys"),
    )


def downgrade() -> None:
    for name in ("idempotency_keys", "calendar_days", "evidence_files", "number_series"):
        op.drop_table(name)
    op.drop_table("register_events")
    for name in reversed(_REGISTERS):
        op.drop_table(name)


def _moment(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _create(table: str, columns: list[str]) -> None:
    named = [one.partition(":")[::2] for one in columns]
    op.create_table(
        table,
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("level", sa.SmallInteger(), nullable=False),
        sa.Column("owner_department", sa.String(64), nullable=False),
        _link(table, "case_id", "cases"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", sa.String(60), nullable=False),
        _moment("created_at"),
        _moment("changed_at"),
        *(_column(table, name.rstrip("*"), kind) for name, kind in named),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    indexed = ["case_id", "state", *(name[:-1] for name, _ in named if name.endswith("*"))]
    for name in indexed:
        op.create_index(f"ix_{table}_{name}", table, [name])


def _column(table: str, name: str, kind: str) -> sa.Column[object]:
    if kind.startswith("->"):
        return _link(table, name, kind[2:])
    plain = kind.rstrip("?")
    sized = sa.String(int(plain[1:])) if plain not in _TYPES else _TYPES[plain]()
    return sa.Column(name, sized, nullable=kind.endswith("?"))


def _link(table: str, name: str, target: str) -> sa.Column[object]:
    key = sa.ForeignKey(f"{target}.id", name=f"fk_{table}_{name}_{target}")
    return sa.Column(name, sa.String(64), key, nullable=True)
