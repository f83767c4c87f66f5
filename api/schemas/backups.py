"""Backups over HTTP and as JSON at a terminal."""

from datetime import datetime

from pydantic import BaseModel, Field

from api.backup_runner import Task
from api.backups import BackupState
from api.errors import explain
from api.restoring import Restored
from kb.backup.manifest import Manifest
from kb.backup.shelf import Backup


class BackupOut(BaseModel):
    """一份备份；``verified_at``、``drilled_at`` 为空即没做过，``fault`` 为失败的代码。"""

    id: str
    created_at: datetime
    size: int = Field(description="字节")
    cause: str = Field(description="asked 有人要做的，upgrade 升级之前自动做的")
    key: str = Field(description="加密用的密钥的名字，不是密钥")
    verified_at: datetime | None
    fault: str
    drilled_at: datetime | None
    drill_fault: str
    drill_seconds: int

    @classmethod
    def of(cls, one: Backup) -> "BackupOut":
        """From a backup."""
        note = one.note
        return cls(
            id=one.id,
            created_at=one.created_at,
            size=one.size,
            cause=note.cause,
            key=one.key,
            verified_at=note.verified_at,
            fault=note.fault,
            drilled_at=note.drilled_at,
            drill_fault=note.drill_fault,
            drill_seconds=note.drill_seconds,
        )


class BackupTaskOut(BaseModel):
    """正在做或最近做过的一次：running、finished、failed；``done`` 与 ``whole`` 是这一步的进度。"""

    action: str
    backup: str
    state: str
    step: str
    done: int
    whole: int
    code: str
    message: str

    @classmethod
    def of(cls, task: Task) -> "BackupTaskOut":
        """From a task."""
        return cls(
            action=task.action,
            backup=task.backup,
            state=task.state,
            step=task.step,
            done=task.done,
            whole=task.whole,
            code=task.code,
            message=task.message,
        )


class BackupsOut(BaseModel):
    """备份的状况：``late`` 为没有或早于 ``days`` 天，``beside`` 为与数据在同一块盘上。"""

    folder: str
    key_file: str
    has_key: bool
    days: int
    late: bool
    beside: bool
    missing_tool: str = Field(description="PostgreSQL 的备份工具中这台机器上没有的；空为都有")
    code: str = Field(description="备份密钥为什么用不了；空为没有问题")
    message: str
    backups: list[BackupOut]
    task: BackupTaskOut | None

    @classmethod
    def of(cls, state: BackupState, task: Task | None) -> "BackupsOut":
        """From the state, and what is being done."""
        return cls(
            folder=str(state.folder),
            key_file=str(state.key_file),
            has_key=state.has_key,
            days=state.days,
            late=state.late,
            beside=state.beside,
            missing_tool=state.missing_tool,
            code=state.fault.code if state.fault else "",
            message=explain(state.fault) if state.fault else "",
            backups=[BackupOut.of(one) for one in state.backups],
            task=BackupTaskOut.of(task) if task else None,
        )


class ManifestOut(BaseModel):
    """核验过的备份里有什么：各表的行数、审计记录的条数。"""

    id: str
    created_at: datetime
    program: str
    database: str
    revision: str
    size: int = Field(description="解开后的字节数")
    rows: dict[str, int]
    audit_entries: int
    models: dict[str, str]

    @classmethod
    def of(cls, one: Manifest) -> "ManifestOut":
        """From a manifest."""
        return cls(
            id=one.id,
            created_at=one.created_at,
            program=one.origin.program,
            database=one.origin.database,
            revision=one.origin.revision,
            size=one.size,
            rows=dict(one.extent.rows),
            audit_entries=one.extent.tip,
            models=dict(one.origin.models),
        )


class RestoredOut(BaseModel):
    """恢复的结果：``indexed`` 为空即索引须另行重建，``lost`` 为锚点有而备份没有的审计条数。"""

    manifest: ManifestOut
    audit_whole: bool
    audit_fault: str
    audit_seq: int
    lost: int
    indexed: int | None
    other_models: list[str]

    @classmethod
    def of(cls, one: Restored) -> "RestoredOut":
        """From what came of it."""
        verdict = one.verdict
        return cls(
            manifest=ManifestOut.of(one.manifest),
            audit_whole=verdict.fault is None,
            audit_fault=verdict.fault.value if verdict.fault else "",
            audit_seq=verdict.seq,
            lost=one.lost,
            indexed=one.indexed,
            other_models=list(one.other_models),
        )
