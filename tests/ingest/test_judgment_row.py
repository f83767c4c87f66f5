"""A judgment in one JSON object; its paragraphs come back."""

import json

import pytest

from ingest.readers.judgment_row import paragraphs
from ingest.reading import read
from kb.errors import ReadError
from kb.model import RawFile

WHOLE = (
    "某省某市人民法院 刑事判决书 （2017）某0281刑初23号 公诉机关某市人民检察院。 "
    "被告人张某，男。 经审理查明： 一、受贿罪 2013年5月，张某收受ABC 123公司2万元。"
)


def row(**fields: object) -> bytes:
    return json.dumps({"id": "7", **fields}, ensure_ascii=False).encode()


def test_the_paragraphs_of_a_judgment() -> None:
    document = read(RawFile("a.jsonl#7", row(title="张某受贿罪一审刑事判决书", text=WHOLE)))
    assert document.text.split("\n") == [
        "某省某市人民法院",
        "刑事判决书",
        "（2017）某0281刑初23号",
        "公诉机关某市人民检察院。",
        "被告人张某，男。",
        "经审理查明：",
        "一、受贿罪",
        "2013年5月，张某收受ABC 123公司2万元。",
    ]
    assert document.title == "张某受贿罪一审刑事判决书"
    assert document.media_type == "application/x-judgment+json"


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        pytest.param("第39-42页 3、被告人的供述", "第39-42页\n3、被告人的供述", id="point"),
        pytest.param("20100115 现金 20100116", "20100115 现金 20100116", id="figures_of_a_table"),
        pytest.param("出具了调解书， 从2012年起", "出具了调解书，从2012年起", id="broken_sentence"),
        pytest.param("经审理查明， 一、受贿", "经审理查明，\n一、受贿", id="comma_before_point"),
        pytest.param("属实。 。证人", "属实。。证人", id="stray_stop"),
        pytest.param("《刑法》 第六十七条", "《刑法》\n第六十七条", id="quoted_law"),
        pytest.param("张某 ABC公司", "张某 ABC公司", id="latin"),
    ],
)
def test_what_parted_paragraphs_and_what_parted_words(raw: str, text: str) -> None:
    assert paragraphs(raw) == text


def test_without_its_text_a_judgment_is_built_of_its_parts() -> None:
    content = row(
        title="张某受贿案",
        fact="张某受贿。",
        reasoning="本院认为，有罪。",
        result="判刑。",
        text="",
    )
    assert read(RawFile("a", content)).text == "张某受贿案\n张某受贿。\n本院认为，有罪。\n判刑。"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(b'{"text": NaN}', "INVALID_JSON", id="nan"),
        pytest.param(b'{"text": "a", "n": Infinity}', "INVALID_JSON", id="infinity"),
        pytest.param(b'{"text": "a", "text": "b"}', "INVALID_JSON", id="duplicate_keys"),
        pytest.param(b'{"text": "a", "n": ' + b"9" * 10_000 + b"}", "INVALID_JSON", id="huge_int"),
        pytest.param(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "INVALID_JSON", id="deep"),
        pytest.param(b'{"text": "a\\ud800"}', "INVALID_TEXT", id="lone_surrogate"),
        pytest.param(b'{"text": "a"', "INVALID_JSON", id="cut"),
        pytest.param(b'{"name": "a"}', "UNSUPPORTED_TYPE", id="no_judgment"),
        pytest.param(b'{"text": "a", "fact": 3}', "UNSUPPORTED_TYPE", id="wrong_type"),
    ],
)
def test_hostile_objects(content: bytes, code: str) -> None:
    with pytest.raises(ReadError) as caught:
        read(RawFile("a.json", content))
    assert caught.value.code == code
