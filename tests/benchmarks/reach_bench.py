"""What a search costs within a person's reach: ``python tests/benchmarks/reach_bench.py``.

A store of invented judgments over three departments and four levels is searched by the desktop and
by one person; CPU of each call, over the typed words and over a new case.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from api.settings import Settings
from api.wiring import Service, open_service
from kb.governance.access import Level, Principal, Protection, desktop_principal
from kb.model import (
    CaseTag,
    Document,
    DocumentKind,
    Header,
    Passage,
    RawFile,
    Section,
    SectionKind,
    Sentence,
    Span,
    TaggedDocument,
)
from kb.retrieval.criteria import Criteria
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.facets import FacetStore

_PEOPLE = [
    "局长",
    "科长",
    "村支书",
    "会计",
    "院长",
    "采购员",
    "评标专家",
    "项目经理",
    "出纳",
    "书记",
]
_DOES = ["收受", "索取", "虚报", "截留", "挪用", "侵吞", "泄露", "伪造", "拆分", "隐瞒"]
_WHAT = ["回扣", "工程款", "补助", "标底", "药品款", "拆迁款", "购物卡", "房产", "公款", "招标文件"]
_WHERE = ["道路改造", "设备采购", "危房改造", "征地拆迁", "医保结算", "粮食收购", "河道整治"]
_CAUSE = ["没有人复核", "没有制定管理办法", "长期没有轮岗", "验收流于形式", "由一人经办"]
WORDS = ("采购 回扣 没有人复核", "村支书 虚报 补助", '"危房改造"', "评标专家 泄露 轮岗", "工程款")
CASE = "院长在设备采购中收受供应商回扣，招标文件由一人经办，没有人复核，验收流于形式。"
PER_CASE = 10


def invented(number: int, drawn: random.Random) -> TaggedDocument:
    """A paper of ten passages of some 150 characters."""
    lines = []
    for _ in range(PER_CASE):
        told = (
            f"{drawn.choice(_PEOPLE)}在{drawn.choice(_WHERE)}中{drawn.choice(_DOES)}"
            f"{drawn.choice(_WHAT)}{drawn.randrange(1, 900)}万元，{drawn.choice(_CAUSE)}。"
            for _ in range(5)
        )
        lines.append("".join(told))
    text = "\n".join(lines)
    spans, at = [], 0
    for line in lines:
        spans.append(Span(at, at + len(line)))
        at += len(line) + 1
    whole = Span(0, len(text))
    return TaggedDocument(
        document=Document(
            f"{number:064x}", f"{number}.txt", "text/plain", text, title=f"第{number}案"
        ),
        kind=DocumentKind.JUDGMENT_FIRST_INSTANCE,
        kind_confidence=0.9,
        header=Header(),
        sections=(Section(SectionKind.FACTS, whole),),
        sentences=tuple(Sentence(i, one, 0) for i, one in enumerate(spans)),
        passages=tuple(Passage(i, one, SectionKind.FACTS, "") for i, one in enumerate(spans)),
        tags=(CaseTag("offence", ("bribery_taking", "embezzlement")[number % 2], 0.9, (whole,)),),
    )


def fill(service: Service, documents: int) -> None:
    drawn = random.Random(7)
    for start in range(0, documents, 500):
        batch = [invented(n, drawn) for n in range(start, min(start + 500, documents))]
        with service.transactions.writing() as session:
            for tagged in batch:
                kept = Protection(Level(drawn.randrange(4)), drawn.choice(("d1", "d2", "d3")))
                one = (acquire(tagged, content=b"x"), case_id_of(tagged.document.id))
                DocumentStore(session).add_all({tagged.document.id: one}, kept=kept)
        service.sync.drain()


def timed(call: Callable[[], object], rounds: int) -> str:
    """``p50 12 毫秒，p95 15`` of CPU."""
    call()
    spent = []
    for _ in range(rounds):
        started = time.process_time()
        call()
        spent.append(1000 * (time.process_time() - started))
    return (
        f"p50 {statistics.median(spent):.1f} 毫秒，p95 {sorted(spent)[int(0.95 * len(spent))]:.1f}"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=6000)
    parser.add_argument("--rounds", type=int, default=20)
    given = parser.parse_args()
    someone = Principal("u1", "甲", "d1", clearance=Level.SENSITIVE)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_service(Settings(data_dir=Path(folder)), upgrade=True) as service,
    ):
        fill(service, given.documents)
        for name, who in (("单机", desktop_principal()), ("一人", someone)):
            ask(service, name, who, given.rounds)


def ask(service: Service, name: str, who: Principal, rounds: int) -> None:
    """Search as the person and say what it cost."""
    criteria = Criteria(reach=service.reach(who))
    print(f"{name}：句段 {service.index.count(criteria.reach)}", flush=True)
    for words in WORDS:
        query = service.word_query(words)
        found = partial(service.search.find, query, criteria=criteria)
        print(f"  检索 {words}：{timed(found, rounds)}", flush=True)
    new = service.case_query(service.analyse(RawFile("新案.txt", CASE.encode())))
    alike = partial(service.similar.find, new, criteria=criteria)
    print(f"  类案：{timed(alike, rounds)}", flush=True)

    def count() -> object:
        with service.transactions.reading() as session:
            return FacetStore(session).counted(criteria.reach)

    print(f"  分面：{timed(count, rounds)}", flush=True)


if __name__ == "__main__":
    main()
