"""Clues that are near one another, over HTTP."""

from pydantic import BaseModel

from api.schemas.registers import RecordOut
from kb.prevention.chain_facts import CLUES, ClueFacts
from kb.prevention.clue_twins import Twin


class TwinOut(BaseModel):
    """一条近似的线索；``share`` 是相同词句的估计占比，编号相同为 1。"""

    clue: RecordOut[ClueFacts]
    share: float

    @classmethod
    def of(cls, twin: Twin) -> "TwinOut":
        """From a twin."""
        return cls(clue=RecordOut.of(CLUES, twin.clue), share=round(twin.share, 2))
