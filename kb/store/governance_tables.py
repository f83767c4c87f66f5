"""The tables of people and rights: departments, accounts, sign-ins, keys and grants."""

from datetime import datetime

from sqlalchemy import Boolean, DateTime, ForeignKey, Index, Integer, SmallInteger, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kb.store.tables import Row, Serial, now


class DepartmentRow(Row):
    """部门：名称唯一；``parent`` 为上级部门，空为最上级。"""

    __tablename__ = "departments"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), unique=True)
    parent: Mapped[str | None] = mapped_column(ForeignKey("departments.id"))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class AccountRow(Row):
    """账号：从不删除，只停用；``password_history`` 是先前口令散列的 JSON 数组。"""

    __tablename__ = "accounts"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(60), unique=True)
    display_name: Mapped[str] = mapped_column(String(60))
    department: Mapped[str | None] = mapped_column(ForeignKey("departments.id"), index=True)
    unit: Mapped[str] = mapped_column(String(120), default="")
    clearance: Mapped[int] = mapped_column(SmallInteger, default=0)
    password_hash: Mapped[str] = mapped_column(String(255))
    password_history: Mapped[str] = mapped_column(Text, default="[]")
    must_change: Mapped[bool] = mapped_column(Boolean, default=True)
    disabled: Mapped[bool] = mapped_column(Boolean, default=False)
    failures: Mapped[int] = mapped_column(Integer, default=0)
    locked_until: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    changed_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)


class AccountRoleRow(Row):
    """账号的角色，一行一个。"""

    __tablename__ = "account_roles"
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)


class SessionRow(Row):
    """登录：只存令牌的 SHA-256，令牌本身只在浏览器里。"""

    __tablename__ = "sessions"
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    seen_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    agent: Mapped[str] = mapped_column(String(200))
    ip: Mapped[str] = mapped_column(String(64))


class ApiKeyRow(Row):
    """接口密钥 ``lj_<prefix>_<secret>``：只存 secret 的 HMAC；``scopes`` 是权限的 JSON 数组。"""

    __tablename__ = "api_keys"
    prefix: Mapped[str] = mapped_column(String(16), primary_key=True)
    secret_mac: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[str] = mapped_column(ForeignKey("accounts.id"), index=True)
    name: Mapped[str] = mapped_column(String(60))
    scopes: Mapped[str] = mapped_column(Text)
    level: Mapped[int] = mapped_column(SmallInteger)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    expires_at: Mapped[datetime] = mapped_column(DateTime(timezone=True))
    used_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))


class GrantRow(Row):
    """授权：``subject`` 是案件或任一登记记录的编号；收回只记时间，不删。"""

    __tablename__ = "grants"
    id: Mapped[int] = mapped_column(Serial, primary_key=True, autoincrement=True)
    subject: Mapped[str] = mapped_column(String(64))
    grantee_kind: Mapped[str] = mapped_column(String(12))
    grantee: Mapped[str] = mapped_column(String(64))
    granted_by: Mapped[str] = mapped_column(String(64))
    granted_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), default=now)
    revoked_by: Mapped[str | None] = mapped_column(String(64))
    revoked_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=True))

    __table_args__ = (
        Index("ix_grants_grantee", "grantee_kind", "grantee", "subject", "revoked_at"),
        Index("ix_grants_subject", "subject", "revoked_at"),
    )
