"""Facets and saved searches as the HTTP interface and ``--json`` show them."""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, Field

from api.schemas.retrieval import SearchHitOut, SimilarCaseOut
from kb.store.facets import FacetCounts
from kb.store.saved_searches import SavedSearch
from kb.terms import LAYERS, Taxonomy

FACET_NAMES = {
    "kind": "文种",
    "offence": "罪名",
    "domain": "领域",
    "position": "岗位",
    "causes": "动因手段",
    "loopholes": "制度漏洞",
    "ideological_roots": "思想根源",
    "measures": "整改措施",
    "court": "法院",
    "year": "年份",
}

SEARCH_KINDS = {"search": "检索", "similar": "类案", "case": "案件", "new_case": "新案"}


class FacetValueOut(BaseModel):
    """一个值与含有它的文书数；where 可直接用作筛选条件。"""

    key: str = Field(examples=["engineering_construction"])
    label: str = Field(examples=["工程建设"])
    count: int
    where: str = Field(examples=["domain=engineering_construction"])


class FacetOut(BaseModel):
    """一个分面；distinct 是不同的值的个数，values 只列最多的若干个。"""

    name: str
    label: str
    distinct: int
    values: list[FacetValueOut]


class FacetsOut(BaseModel):
    """分面计数，以文书计。"""

    scope: Literal["store", "matches", "candidates"] = Field(
        description="数的是哪些文书：store 全库（按筛选）；matches 含有检索词的文书；"
        "candidates 参与比较的候选案件的文书"
    )
    documents: int = Field(description="数了多少份文书")
    capped: bool = Field(description="是否另有符合而未数到的")
    cap: int | None = Field(description="上限：matches 为段数，candidates 为案件数")
    facets: list[FacetOut]

    @classmethod
    def of(
        cls,
        counts: FacetCounts,
        taxonomy: Taxonomy,
        *,
        scope: Literal["store", "matches", "candidates"],
        capped: bool = False,
        cap: int | None = None,
        most: int = 50,
    ) -> "FacetsOut":
        """From counts, each facet cut to its ``most`` frequent values."""
        return cls(
            scope=scope,
            documents=counts.documents,
            capped=capped,
            cap=cap,
            facets=[
                FacetOut(
                    name=name,
                    label=FACET_NAMES[name],
                    distinct=len(values),
                    values=[_value(name, key, count, taxonomy) for key, count in values[:most]],
                )
                for name, values in counts.values.items()
            ],
        )


class FacetedHitsOut(BaseModel):
    """检索结果与分面。"""

    hits: list[SearchHitOut]
    facets: FacetsOut | None


class SavedSearchOut(BaseModel):
    """保存的检索。kind：search 检索词、similar 案情；case 案件、new_case 新案，query 为其编号。"""

    name: str
    kind: str
    query: str
    where: list[str]
    owner: str = Field(description="归哪个账号；本机为 local")
    created_at: datetime | None
    last_run_at: datetime | None
    watching: bool = Field(description="文书入库后是否自动再看")
    checked_at: datetime | None = Field(description="上次自动看的时间")

    @classmethod
    def of(cls, search: SavedSearch) -> "SavedSearchOut":
        """From a saved search."""
        return cls(
            name=search.name,
            kind=search.kind,
            query=search.query,
            where=list(search.where),
            owner=search.owner,
            created_at=search.created_at,
            last_run_at=search.last_run_at,
            watching=search.watching,
            checked_at=search.checked_at,
        )


class SavedRunOut(BaseModel):
    """一次运行：全部结果，以及历次运行都没给出过的文书。"""

    search: SavedSearchOut
    new: list[str] = Field(description="新出现的文书编号，依结果的次序")
    hits: list[SearchHitOut]
    cases: list[SimilarCaseOut]


def _value(name: str, key: str, count: int, taxonomy: Taxonomy) -> FacetValueOut:
    if name in ("court", "year"):
        where = f'court="{key}"' if name == "court" else f"year={key}"
        return FacetValueOut(key=key, label=key, count=count, where=where)
    term = f"{name}:{key}"
    where = f"label={term}" if name in LAYERS else f"{name}={key}"
    return FacetValueOut(
        key=term if name in LAYERS else key, label=taxonomy.label(term), count=count, where=where
    )
