"""Domain and post of a sentence or two; the written sentences are scored as a whole.

``one_sentence.jsonl``: the ``dev`` half was looked at while the cues were made, the ``test`` half
scored once. Both halves have one author, so the figures are an upper bound.
"""

import json
from pathlib import Path

import pytest

from kb.model import Document, RawFile, TaggedDocument
from nlp.asked_case import LONGEST, asked_domains, asked_positions, is_asked
from nlp.crime_profile import load_crime_model
from nlp.encoder import load_encoder
from nlp.pipeline import LawReader
from nlp.queries import case_query
from nlp.rarity import load_rarity
from nlp.segmentation import load_segmenter
from nlp.sparse import SparseEncoder

ROWS = [
    json.loads(line)
    for line in (Path(__file__).parent / "one_sentence.jsonl").read_text("utf-8").splitlines()
]


@pytest.fixture(scope="module")
def reader() -> LawReader:
    segmenter = load_segmenter()
    encoder = load_encoder(segmenter=segmenter)
    return LawReader(
        segmenter=segmenter,
        encoder=encoder,
        sparse=SparseEncoder(load_rarity()),
        tag_sentences=lambda *_: (),
        crimes=load_crime_model(encoder.fingerprint),
    )


def read(reader: LawReader, words: str) -> TaggedDocument:
    raw = RawFile("新案.txt", words.encode())
    return reader.read(Document(raw.id, raw.name, "text/plain", words))


@pytest.mark.parametrize(("facet", "column"), [("domain", "domains"), ("position", "positions")])
def test_written_sentences(reader: LawReader, facet: str, column: str) -> None:
    given = right = told = found = 0
    for row in ROWS:
        if row["split"] == "test":
            terms = read(reader, row["text"]).terms_of(facet)
            hits = [one for one in terms if one in row[column]]
            given, right = given + len(terms), right + len(hits)
            told, found = told + bool(row[column]), found + bool(hits)
    assert right / given >= 0.9 and found / told >= 0.9


def test_every_domain_and_post_of_the_written_sentences_is_covered() -> None:
    for column, least in (("domains", 16), ("positions", 18)):
        assert len({term for row in ROWS for term in row[column]}) >= least


def test_a_particular_post_stands_before_a_general_one() -> None:
    assert [one.term for one in asked_positions("某局局长让出纳把钱转走")] == ["finance_officer"]
    assert [one.term for one in asked_positions("某局局长收了老板的钱")] == ["top_leader"]


def test_a_word_within_a_longer_one_is_not_counted_twice() -> None:
    assert [one.term for one in asked_domains("农业农村局的人签了字")] == ["agri_rural"]


def test_a_document_is_no_question(reader: LawReader) -> None:
    tagged = read(reader, "信贷员收了好处。" * LONGEST)
    assert not is_asked(tagged.document.text, tagged.kind)


@pytest.mark.parametrize(
    "words",
    [
        pytest.param("副局长儿子留学费用由开发商代付，事后改签假借条", id="not_fraud"),
        pytest.param(
            "执行法官对可供执行的房产长期不查封，申请人反映对方请其吃饭", id="not_refusal"
        ),
        pytest.param("信贷员把贷款发给同一老板控制的六家空壳公司", id="not_loan_fraud"),
    ],
)
def test_an_officials_crime_is_not_the_other_partys(reader: LawReader, words: str) -> None:
    query = case_query(read(reader, words), reader)
    assert query.of_official
    assert not [one for one in query.features.crimes if one.endswith("罪")]


def test_an_ordinary_crime_keeps_its_name(reader: LawReader) -> None:
    query = case_query(read(reader, "张某在网上冒充客服骗取老人的养老钱三万元"), reader)
    assert not query.of_official and "诈骗罪" in query.features.crimes
