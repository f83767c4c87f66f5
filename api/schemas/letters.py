"""Steps of letters over HTTP."""

from datetime import date
from typing import Literal

from pydantic import Field

from api.schemas.chain import Given
from kb.prevention.letter_rules import ServiceMethod
from kb.registers.records import LONG


class ApprovalIn(Given):
    """审签：检察建议写明检察长或检委会的决定，司法建议写明审委会讨论情况。"""

    decision: str = Field("", description="决定或审议情况", max_length=LONG)


class ServiceIn(Given):
    """送达：日期与方式（written 书面、announced 宣告、post 邮寄）。"""

    on: date = Field(description="送达日期")
    method: ServiceMethod = Field(description="送达方式")


class ObjectionIn(Given):
    """被建议单位的异议。"""

    on: date = Field(description="提出日期")
    objection: str = Field(description="异议", max_length=LONG)


class ResolutionIn(Given):
    """异议复核：维持，或修改后重发。"""

    outcome: Literal["maintain", "amend"]
    reason: str = Field(description="复核意见", max_length=LONG)


class ReplyIn(Given):
    """被建议单位的书面答复；``adopted`` 为采纳的建议序号，从 1 起。"""

    on: date = Field(description="答复日期")
    reply: str = Field(description="答复内容", max_length=LONG)
    adopted: list[int] = Field(default=[], description="采纳的建议", max_length=200)
