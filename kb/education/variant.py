"""Who holds the file: a learner, or the facilitator, who alone sees answers and notes."""

from enum import StrEnum


class Variant(StrEnum):
    """学员版, 主持人版."""

    LEARNER = "learner"
    FACILITATOR = "facilitator"

    @property
    def shown(self) -> str:
        """As printed on the first page and in the names of files."""
        return "主持人版" if self is Variant.FACILITATOR else "学员版"
