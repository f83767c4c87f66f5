"""The table of the audit trail: rows are added and never touched again; triggers hold it."""

from sqlalchemy import BigInteger, Index, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.store.tables import Row


class AuditRow(Row):
    """审计记录：每条带前一条的校验值 ``prev`` 与自己的 ``hash``（HMAC-SHA256，密钥在库外）。

    ``at`` 是 UTC 时间的固定写法，按文字比较即按时间比较；存文字，任何改动都看得出来。
    """

    __tablename__ = "audit"
    seq: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[str] = mapped_column(String(27), index=True)
    actor: Mapped[str] = mapped_column(String(64))
    department: Mapped[str] = mapped_column(String(64))
    roles: Mapped[str] = mapped_column(Text)
    session: Mapped[str] = mapped_column(String(64))
    ip: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(60))
    subject: Mapped[str] = mapped_column(Text)
    level: Mapped[int] = mapped_column(SmallInteger)
    outcome: Mapped[str] = mapped_column(String(20))
    reason: Mapped[str] = mapped_column(Text)
    before: Mapped[str] = mapped_column(Text)
    after: Mapped[str] = mapped_column(Text)
    request: Mapped[str] = mapped_column(String(64))
    prev: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))

    __table_args__ = (
        Index("ix_audit_actor_seq", "actor", "seq"),
        Index("ix_audit_action_seq", "action", "seq"),
    )
