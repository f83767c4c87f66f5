"""Jobs, near-duplicates and the state of the system over HTTP."""

from dataclasses import asdict
from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.errors import warning_text
from api.system_state import SystemState
from api.vocabulary import Entry
from kb.index.sync import Agreement
from kb.store.duplicates import DuplicateProposal
from kb.store.jobs import Job
from kb.vocabulary.listed import SECTIONS


class JobResultOut(BaseModel):
    """一份文件的结果：accepted 入库、duplicate 已有、rejected 未能读取（附代码与说明）。"""

    name: str
    outcome: Literal["accepted", "duplicate", "rejected"]
    document_id: str
    case_id: str
    code: str
    message: str
    warnings: list[str]


class JobOut(BaseModel):
    """导入任务：running 进行中、finished 完成、failed 失败、interrupted 中断。"""

    id: str
    state: str
    total: int
    done: int
    results: list[JobResultOut]
    created_at: datetime | None = Field(None, description="何时提交；列表里才有")

    @classmethod
    def of(cls, job: Job) -> "JobOut":
        """From a job."""
        return cls(
            id=job.id,
            state=job.state,
            total=job.total,
            done=job.done,
            results=[
                JobResultOut.model_validate(
                    {
                        "name": one.name,
                        "outcome": one.outcome,
                        "document_id": one.document_id,
                        "case_id": one.case_id,
                        "code": one.code,
                        "message": one.message,
                        "warnings": [warning_text(code) for code in one.warnings],
                    }
                )
                for one in job.results
            ],
            created_at=job.created_at,
        )


class DuplicateOut(BaseModel):
    """一对近似的文书，相似度为估计的 Jaccard 系数。"""

    document_id: str
    other_id: str
    similarity: float
    status: str

    @classmethod
    def of(cls, proposal: DuplicateProposal) -> "DuplicateOut":
        """From a proposal."""
        return cls(
            document_id=proposal.document_id,
            other_id=proposal.other_id,
            similarity=round(proposal.similarity, 3),
            status=proposal.status,
        )


class AgreementOut(BaseModel):
    """数据库与索引是否一致。"""

    clean: bool
    documents: int
    points: int
    pending: int
    missing: list[str]
    orphaned: list[str]
    differing: list[str]

    @classmethod
    def of(cls, found: Agreement) -> "AgreementOut":
        """From a comparison."""
        return cls(
            clean=found.clean,
            documents=found.documents,
            points=found.points,
            pending=found.pending,
            missing=list(found.missing),
            orphaned=list(found.orphaned),
            differing=list(found.differing),
        )


class HealthOut(BaseModel):
    """服务状态。"""

    status: Literal["ok"]
    documents: int
    version: str


class PreciousOut(BaseModel):
    """丢了就没有的一样东西；``size`` 为空即不在，``backed_up`` 为备份里有，否则须另行保管。"""

    name: str
    why: str
    size: int | None
    changed: datetime | None
    backed_up: bool


class SystemOut(BaseModel):
    """系统的状况：版本、数量、索引、任务；``precious`` 是丢了就没有的东西。"""

    version: str
    python: str
    database: str
    schema_revision: str
    index: str
    taxonomy: str
    label_model: str
    embedding: str
    sign_in: bool
    documents: int
    cases: int
    newest: str
    pending: int
    jobs: dict[str, int]
    data_size: int
    disk_free: int
    precious: list[PreciousOut]

    @classmethod
    def of(cls, state: SystemState) -> "SystemOut":
        """From the state."""
        values = asdict(state)
        return cls.model_validate({**values, "schema_revision": values.pop("schema")})


class ToldOut(BaseModel):
    """词条的一项说明。"""

    name: str
    values: list[str]


class EntryOut(BaseModel):
    """一个词条。"""

    section: str
    section_name: str
    key: str
    name: str
    group: str
    definition: str
    told: list[ToldOut]
    deprecated: bool

    @classmethod
    def of(cls, one: Entry) -> "EntryOut":
        """From an entry."""
        return cls(
            section=one.section,
            section_name=SECTIONS[one.section],
            key=one.key,
            name=one.name,
            group=one.group,
            definition=one.definition,
            told=[ToldOut(name=name, values=list(values)) for name, values in one.told],
            deprecated=one.deprecated,
        )


class VocabularyOut(BaseModel):
    """词表：版本与相符的词条。词表随程序发布；要改的请提议。"""

    version: str
    entries: list[EntryOut]


class ModelOut(BaseModel):
    """随程序发布的一个模型和它的模型卡（Markdown）。"""

    id: str
    title: str
    size: int
    card: str
