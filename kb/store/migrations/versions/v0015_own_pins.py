"""A pin of a person ends no pin of another that the person may not know of: one standing each."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_OF_ALL = ["kind", "subject", "past_case"]
# before one stood for all: the newer ends the older, as it did then
_END_OLDER = """
UPDATE case_pins SET removed_by = pinned_by, removed_at = (
    SELECT max(newer.pinned_at) FROM case_pins AS newer WHERE newer.kind = case_pins.kind
    AND newer.subject = case_pins.subject AND newer.past_case = case_pins.past_case
    AND newer.removed_at IS NULL
) WHERE removed_at IS NULL AND EXISTS (
    SELECT 1 FROM case_pins AS newer WHERE newer.kind = case_pins.kind
    AND newer.subject = case_pins.subject AND newer.past_case = case_pins.past_case
    AND newer.removed_at IS NULL AND newer.id > case_pins.id
)
"""


def upgrade() -> None:
    _stand([*_OF_ALL, "pinned_by"])


def downgrade() -> None:
    op.execute(_END_OLDER)
    _stand(_OF_ALL)


def _stand(columns: list[str]) -> None:
    op.drop_index("uq_case_pins_standing", "case_pins")
    op.create_index(
        "uq_case_pins_standing",
        "case_pins",
        columns,
        unique=True,
        sqlite_where=sa.text("removed_at IS NULL"),
        postgresql_where=sa.text("removed_at IS NULL"),
    )
