"""How fast facets are counted: ``python tests/benchmarks/facet_bench.py --documents 5000``.

Invented documents with tags and labels drawn by a fixed seed, in a SQLite file of its own. Prints
the median of ten counts for the whole store and under filters that few and all documents meet.
"""

import argparse
import random
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from kb.model import (
    CaseTag,
    Document,
    DocumentKind,
    Header,
    Label,
    Mention,
    Span,
    TaggedDocument,
)
from kb.retrieval.where import parse_where
from kb.store.acquisition import acquire
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.facets import FacetStore
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine
from kb.terms import load_taxonomy

WHERE = ("", "领域=工程建设", "年份=2010..2015 且 非 罪名=受贿罪", "年份=2000..")
ROUNDS = 10


def invented(number: int, drawn: random.Random, labels: int) -> TaggedDocument:
    """A judgment of 5,000 characters with one to six tags and, on average, ``labels`` labels."""
    taxonomy = load_taxonomy()
    text = f"第{number}份" + "".join(chr(0x4E00 + drawn.randrange(3000)) for _ in range(5000))
    whole = Span(0, 10)
    document = Document(f"{number:064x}", f"{number}.txt", "text/plain", text, title="某案")
    vocabulary = {
        "offence": list(taxonomy.offences),
        "domain": list(taxonomy.domains),
        "position": list(taxonomy.positions),
    }
    terms = drawn.choices(list(taxonomy.terms.values()), k=drawn.randrange(2 * labels + 1))
    tagged = TaggedDocument(document, DocumentKind.UNKNOWN, 0.9, Header(), (), (), ())
    return replace(
        tagged,
        kind=drawn.choice(list(DocumentKind)),
        header=Header(
            court=Mention(f"某市第{drawn.randrange(300)}人民法院", whole),
            date=Mention(f"{2000 + drawn.randrange(25)}-01-01", whole),
        ),
        labels=tuple(Label(one.layer, one.id, whole, i, 0.8) for i, one in enumerate(terms)),
        tags=tuple(
            CaseTag(facet, term, 0.9)
            for facet, every in vocabulary.items()
            for term in drawn.sample(every, drawn.randrange(1, 3))
        ),
    )


def filled(folder: str, documents: int, labels: int) -> Transactions:
    transactions = Transactions(open_engine(f"sqlite:///{Path(folder) / 'bench.db'}"))
    upgrade_schema(transactions.engine)
    drawn = random.Random(20261129)
    for start in range(0, documents, 500):
        numbers = range(start, min(start + 500, documents))
        batch = [invented(number, drawn, labels) for number in numbers]
        with transactions.writing() as session:
            DocumentStore(session).add_all(
                {
                    one.document.id: (acquire(one, content=b"x"), case_id_of(one.document.id))
                    for one in batch
                }
            )
    return transactions


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--documents", type=int, default=5000)
    parser.add_argument("--labels", type=int, default=5, help="每份文书平均几个标签")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        transactions = filled(folder, given.documents, given.labels)
        for where in WHERE:
            criteria = parse_where([where] if where else [], load_taxonomy())
            times = []
            for _ in range(ROUNDS):
                started = time.perf_counter()
                with transactions.reading() as session:
                    counted = FacetStore(session).counted(criteria.where)
                times.append(1000 * (time.perf_counter() - started))
            spread = f"{statistics.median(times):.0f} 毫秒（{min(times):.0f}–{max(times):.0f}）"
            print(f"{where or '全库'}：{counted.documents} 份，{spread}")
        transactions.close()


if __name__ == "__main__":
    main()
