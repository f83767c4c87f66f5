"""Some of the documents: a condition on ``documents``, handed to whatever lists or counts them."""

from typing import TypeAlias

from sqlalchemy import ColumnElement, True_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from kb.store.tables import DocumentRow

Condition: TypeAlias = ColumnElement[bool]
EVERY: Condition = true()


def of_documents(column: InstrumentedAttribute[str], among: Condition) -> Condition:
    """The same for a table that names its document in ``column``; costs nothing for ``EVERY``."""
    if isinstance(among, True_):
        return EVERY
    return column.in_(select(DocumentRow.id).where(among))
