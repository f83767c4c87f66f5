"""Steps on rectification items over HTTP: each body knows which step it asks for."""

from abc import abstractmethod
from datetime import date

from pydantic import BaseModel, ConfigDict, Field

from api.ledger import LedgerDesk
from kb.prevention.ledger import Arrangement
from kb.prevention.ledger_facts import ItemFacts
from kb.registers.records import LONG, SHORT, Kept

Item = Kept[ItemFacts]
_Short = Field(max_length=SHORT)
_Long = Field(max_length=LONG)


class ItemStepIn(BaseModel):
    """整改事项的一步。"""

    model_config = ConfigDict(extra="forbid")

    @abstractmethod
    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """Take the step from the version expected."""


class IssueIn(ItemStepIn):
    """下达；``issued`` 不写为今天。"""

    issued: date | None = None

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """下达"""
        return desk.ledger.issue(item_id, issued=self.issued, expected=expected)


class WithdrawIn(ItemStepIn):
    """下达前撤回。"""

    reason: str = _Long

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """下达前撤回"""
        return desk.ledger.withdraw(item_id, reason=self.reason, expected=expected)


class SignIn(ItemStepIn):
    """签收。"""

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """签收"""
        return desk.ledger.sign(item_id, expected=expected)


class ObjectIn(ItemStepIn):
    """提出异议。"""

    reason: str = _Long

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """提出异议"""
        return desk.ledger.object(item_id, reason=self.reason, expected=expected)


class ResolveIn(ItemStepIn):
    """异议复核：``upheld`` 成立则撤回，不成立则开始整改。"""

    upheld: bool
    reason: str = _Long

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """异议复核"""
        return desk.ledger.resolve_objection(
            item_id, upheld=self.upheld, reason=self.reason, expected=expected
        )


class ArrangeIn(ItemStepIn):
    """调整责任人、督办人、措施与验收标准；原有的签认随之失效。"""

    owner: str = _Short
    supervisor: str = Field("", max_length=SHORT)
    measure: str = _Long
    measures: list[str] = Field([], max_length=50)
    acceptance: list[str] = Field(max_length=50)
    reason: str = _Long

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """调整"""
        given = Arrangement(
            owner=self.owner,
            supervisor=self.supervisor,
            measure=self.measure,
            measures=tuple(self.measures),
            acceptance=tuple(self.acceptance),
        )
        return desk.ledger.arrange(item_id, given, reason=self.reason, expected=expected)


class ReportIn(ItemStepIn):
    """填报进展。"""

    progress: int = Field(ge=0, le=100)
    note: str = _Long

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """填报进展"""
        return desk.ledger.report(
            item_id, progress=self.progress, note=self.note, expected=expected
        )


class ConfirmIn(ItemStepIn):
    """责任人签认；书面签认的由督办方代录，``note`` 注明来文。"""

    note: str = Field("", max_length=LONG)

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """责任人签认"""
        return desk.ledger.confirm(item_id, note=self.note, expected=expected)


class SubmitIn(ItemStepIn):
    """申请销号：须有本轮佐证与责任人签认。"""

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """申请销号"""
        return desk.ledger.submit(item_id, expected=expected)


class TakeUpIn(ItemStepIn):
    """退回或重启后继续整改。"""

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """继续整改"""
        return desk.ledger.take_up(item_id, expected=expected)


class VerifyIn(ItemStepIn):
    """开始复核：复核人不得是责任人、申请人、交佐证的人或责任单位的人。"""

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """开始复核"""
        return desk.verification.start(item_id, expected=expected)


class WriteOffIn(ItemStepIn):
    """销号：复核意见，及逐条勾选的验收标准的序号（从 1 起）。"""

    opinion: str = _Long
    checked: list[int] = Field(max_length=200)

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """销号"""
        return desk.verification.write_off(
            item_id, opinion=self.opinion, checked=self.checked, expected=expected
        )


class ReturnIn(ItemStepIn):
    """退回补正。"""

    opinion: str = _Long

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """退回补正"""
        return desk.verification.send_back(item_id, opinion=self.opinion, expected=expected)


class ReopenIn(ItemStepIn):
    """复发重启：复发事实、新的时限，及新线索或理由。"""

    recurrence: str = _Long
    due: date
    clue: str = Field("", max_length=64)
    reason: str = Field("", max_length=LONG)

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """复发重启"""
        return desk.verification.reopen(
            item_id,
            recurrence=self.recurrence,
            due=self.due,
            clue=self.clue,
            reason=self.reason,
            expected=expected,
        )


class ExtendIn(ItemStepIn):
    """延期：到期前申请，最多两次；``approval`` 写明批准件。"""

    until: date
    reason: str = _Long
    approval: str = _Long

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """准予延期"""
        return desk.clock.extend(
            item_id,
            until=self.until,
            reason=self.reason,
            approval=self.approval,
            expected=expected,
        )


class PauseIn(ItemStepIn):
    """暂停计时。"""

    reason: str = _Long

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """暂停计时"""
        return desk.clock.pause(item_id, reason=self.reason, expected=expected)


class ResumeIn(ItemStepIn):
    """恢复计时：时限按停掉的工作日顺延。"""

    reason: str = Field("", max_length=LONG)

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """恢复计时"""
        return desk.clock.resume(item_id, reason=self.reason, expected=expected)


class UrgeIn(ItemStepIn):
    """督办：记下已提醒、已约谈等。"""

    note: str = _Long

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """督办"""
        return desk.clock.urge(item_id, note=self.note, expected=expected)


class EscalateIn(ItemStepIn):
    """移交问责：由人决定，写明理由。"""

    reason: str = _Long

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """移交问责"""
        return desk.clock.escalate(item_id, reason=self.reason, expected=expected)


class OrderAgainIn(ItemStepIn):
    """责令继续整改，定新的时限。"""

    due: date
    reason: str = _Long

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """责令继续整改"""
        return desk.clock.order_again(item_id, due=self.due, reason=self.reason, expected=expected)


class AccountabilityIn(ItemStepIn):
    """问责后办结：问责情况；须有整改完成的佐证，由第二人办。"""

    accountability: str = _Long

    def take(self, desk: LedgerDesk, item_id: str, expected: int) -> Item:
        """问责后办结"""
        return desk.verification.close_by_accountability(
            item_id, accountability=self.accountability, expected=expected
        )
