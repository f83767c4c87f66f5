"""Configuration: environment variables ``LIANJIAN_*`` alone decide where and on what it runs."""

import os
from ipaddress import ip_address
from pathlib import Path
from typing import Literal

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

STAGING = ".restoring"  # in a data folder that a backup is being put back into


class Settings(BaseSettings):
    """Defaults serve one ordinary machine: SQLite and the embedded index under ``data_dir``."""

    model_config = SettingsConfigDict(env_prefix="LIANJIAN_", extra="ignore", frozen=True)

    data_dir: Path = Field(Path("var"), description="数据目录（数据库、索引）")
    database_url: str = Field("", description="SQLAlchemy URL；空则用数据目录里的 SQLite")
    database_schema: str = Field("", description="PostgreSQL 的 schema；空则用默认")
    qdrant_url: str = Field("", description="Qdrant 服务地址；空则用嵌入式索引")
    qdrant_api_key: str = Field("", description="Qdrant 服务的密钥")
    embedding_model: str = Field("", description="sentence-transformers 模型的本地目录")
    workers: int = Field(0, ge=0, le=64, description="读取进程数；0 为按 CPU 数自动")
    max_file_bytes: int = Field(50 * 1024**2, gt=0, description="单个文件的上限（字节）")
    max_request_bytes: int = Field(60 * 1024**2, gt=0, description="一次请求的上限（字节）")
    max_request_files: int = Field(20, gt=0, description="一次上传的文件数上限")
    max_pages: int = Field(2000, gt=0, description="PDF 页数上限")
    allowed_hosts: tuple[str, ...] = Field(
        ("127.0.0.1", "localhost", "testserver"), description="允许的 Host 请求头"
    )

    sign_in: Literal["auto", "on", "off"] = Field(
        "auto", description="要不要登录：auto 有了账号就要；off 只许本机使用"
    )
    session_idle_minutes: int = Field(15, ge=1, le=480, description="闲置多久须重新登录（分钟）")
    audit_key_file: Path | None = Field(None, description="审计密钥文件；空则在数据目录 keys 下")
    pack_key_file: Path | None = Field(
        None, description="教育包化名对照的密钥文件；空则在数据目录 keys 下"
    )
    audit_anchor_file: Path | None = Field(None, description="审计锚点文件；空则在数据目录下")
    backup_dir: Path | None = Field(None, description="备份放在哪里；空则在数据目录 backups 下")
    backup_key_file: Path | None = Field(None, description="备份密钥文件；空则在数据目录 keys 下")
    backup_keep: int = Field(0, ge=0, le=1000, description="备份只留最近几份；0 为都留")
    backup_days: int = Field(7, ge=1, le=365, description="最近的备份早于几天即提醒")
    backup_before_upgrade: bool = Field(True, description="升级数据库结构之前先自动备份")
    evaluation_rules: Path | None = Field(
        None, description="整改效果评估的分值、分数段与否决项（YAML）；空则用词表的"
    )

    match_checks: bool = Field(True, description="文书入库后自动再看盯着的检索，有新匹配就告知")
    max_watched: int = Field(30, ge=1, le=500, description="每人盯着的检索至多多少个")

    max_evidence_bytes: int = Field(20 * 1024**2, gt=0, description="单份整改佐证的上限（字节）")
    escalation_days: tuple[int, int, int, int] = Field(
        (1, 10, 30, 60), description="督办四级各从逾期第几个工作日起"
    )

    @field_validator("escalation_days")
    @classmethod
    def _rising(cls, days: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
        if days[0] < 1 or sorted(set(days)) != list(days):
            raise ValueError("not rising from 1")
        return days

    @property
    def key_of_audit(self) -> Path:
        """The file of the key that seals the audit trail."""
        return self.audit_key_file or self.data_dir / "keys" / "audit.key"

    @property
    def key_of_packs(self) -> Path:
        """The file of the key that seals who is who in packs."""
        return self.pack_key_file or self.data_dir / "keys" / "packs.key"

    @property
    def key_of_api_keys(self) -> Path:
        """The file of the key that API keys are hashed with."""
        return self.data_dir / "keys" / "api.key"

    @property
    def key_of_backups(self) -> Path:
        """The file of the key that backups are sealed with."""
        return self.backup_key_file or self.data_dir / "keys" / "backup.key"

    @property
    def backup_folder(self) -> Path:
        """Where backups lie."""
        return self.backup_dir or self.data_dir / "backups"

    @property
    def anchors_of_audit(self) -> Path:
        """The file of the anchors of the audit trail."""
        return self.audit_anchor_file or self.data_dir / "audit-anchors.jsonl"

    @property
    def sql_url(self) -> str:
        """The database's URL."""
        return self.database_url or f"sqlite:///{self.data_dir / 'lianjian.db'}"

    @property
    def database_kind(self) -> Literal["sqlite", "postgresql"]:
        """Which database it runs on."""
        return "sqlite" if self.sql_url.startswith("sqlite") else "postgresql"

    @property
    def database_file(self) -> Path | None:
        """SQLite's file; None on PostgreSQL."""
        if self.database_kind != "sqlite":
            return None
        return Path(self.sql_url.removeprefix("sqlite:///"))

    @property
    def index_dir(self) -> Path:
        """Where embedded indexes lie, a folder for each pairing of model and dictionary."""
        return self.data_dir / "index"

    @property
    def own_label_model(self) -> Path:
        """Where the promoted label model of this deployment lies, if there is one."""
        return self.data_dir / "models" / "labels"

    @property
    def reading_processes(self) -> int:
        """How many processes read a large batch."""
        return self.workers or max(1, min(os.cpu_count() or 1, 8))


def load_settings() -> Settings:
    """The settings of this process; ``QDRANT_URL`` is honoured as the common name."""
    plain = os.environ.get("QDRANT_URL", "")
    settings = Settings()
    return settings if settings.qdrant_url else settings.model_copy(update={"qdrant_url": plain})


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches the address."""
    if host == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
