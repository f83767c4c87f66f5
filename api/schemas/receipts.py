"""Similar cases with their receipt, and what verifying a receipt found, as JSON shows them."""

from pydantic import BaseModel, Field

from api.schemas.facets import FacetsOut
from api.schemas.retrieval import SimilarCaseOut
from api.similar_cases import SimilarAnswer, Verification
from kb.retrieval.nearness import Nearness
from kb.retrieval.receipt import Difference, Receipt
from kb.retrieval.words import NEARNESS
from kb.terms import Taxonomy

DIFFERENCE_LABELS = {
    "query.sha256": "所问文书的全文",
    "versions.application": "程序版本",
    "versions.index": "索引",
    "versions.embedding": "向量模型",
    "versions.labels": "标签模型",
    "versions.charges": "罪名模型",
    "versions.dictionary": "分词词典",
    "versions.taxonomy": "词表版本",
    "versions.ranking": "得分权重",
    "store.documents": "库中文书数",
    "store.cases": "库中案件数",
    "store.first_year": "库中最早年份",
    "store.last_year": "库中最晚年份",
    "store.newest": "最近入库时间",
    "store.reviews": "复核决定数",
    "results.order": "名次（首个不同处）",
    "results.score": "得分（首个不同处）",
}


class SimilarAnswerOut(BaseModel):
    """类案与检索存证：存证可交 POST /receipts/verify 重跑核对。"""

    nearness: Nearness = Field(
        description="near 有相近案例；partial 只是部分相近；none 与无关案件无异"
    )
    notice: str = Field(description="未找到相近案例时的说明，否则为空")
    cases: list[SimilarCaseOut]
    receipt: Receipt
    facets: FacetsOut | None = Field(description="分面计数，要求时才有")

    @classmethod
    def of(cls, answer: SimilarAnswer, taxonomy: Taxonomy) -> "SimilarAnswerOut":
        """From an answer."""
        cases = [SimilarCaseOut.of(one, taxonomy) for one in answer.cases]
        return cls(
            nearness=answer.nearness,
            notice=NEARNESS[answer.nearness],
            cases=cases,
            receipt=answer.receipt,
            facets=answer.facets,
        )


class DifferenceOut(BaseModel):
    """与存证不同的一项。"""

    field: str
    label: str
    was: str
    now: str

    @classmethod
    def of(cls, one: Difference) -> "DifferenceOut":
        """From a difference."""
        return cls(field=one.field, label=DIFFERENCE_LABELS[one.field], was=one.was, now=one.now)


class VerificationOut(BaseModel):
    """matches 为真：重跑的案件、名次、得分与存证一致；differences 另列版本与库的变化。"""

    matches: bool
    verdict: str
    differences: list[DifferenceOut]

    @classmethod
    def of(cls, found: Verification) -> "VerificationOut":
        """From a verification."""
        return cls(
            matches=found.matches,
            verdict="一致" if found.matches else "不一致",
            differences=[DifferenceOut.of(one) for one in found.differences],
        )
