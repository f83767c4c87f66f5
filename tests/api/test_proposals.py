"""Proposals to the vocabulary over HTTP: two people, the reach of each, what never comes back."""

from collections.abc import Iterator
from typing import Any

import pytest
import yaml
from fastapi.testclient import TestClient
from httpx import Response

from tests.api.pages.house import House, built, furnished
from tests.people import PAGE

PATH = "/api/v1/vocabulary/proposals"
SECRET = "某局工程科案件剖析报告\n科长默许以甲供材名义虚报用量，台账由一人保管。\n"
OPEN = "某县交通局案件剖析报告\n站长把甲供材卖给熟人。\n"
WORD = {"kind": "word", "text": "甲供材", "reason": "工程领域常用", "detail": "jargon"}
SAYING = {"kind": "indicator", "reason": "常见", "target": "loopholes:no_rule"}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    app = built(tmp_path_factory.mktemp("data"))
    with TestClient(app, base_url=PAGE, raise_server_exceptions=False):
        yield furnished(app)


@pytest.fixture(scope="module")
def secret(house: House) -> str:
    """A paper of the first department at level 2, beside one for everybody."""
    ban = house.enter("ban")
    ban.upload("公开.txt", OPEN)
    return ban.upload("在办.txt", SECRET, level=2)


def propose(house: House, who: str, body: dict[str, Any]) -> Response:
    return house.enter(who).client.post(PATH, json=body)


def decide(
    house: House, who: str, number: int, step: str, *, version: int = 1, reason: str = ""
) -> Response:
    return house.enter(who).client.post(
        f"{PATH}/{number}:{step}", json={"reason": reason}, headers={"If-Match": f'"{version}"'}
    )


def code_of(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def test_a_word_is_proposed_and_another_accepts(house: House, secret: str) -> None:
    place = f"{secret}:{SECRET.index('甲供材')}-{SECRET.index('甲供材') + 3}"
    made = propose(house, "ban", {**WORD, "source": place})
    assert made.status_code == 201, made.text
    number = made.json()["id"]
    assert code_of(propose(house, "shen", WORD)) == (409, "PROPOSAL_EXISTS")
    shown = house.enter("ban").client.get(f"{PATH}/{number}")
    assert shown.headers["etag"] == '"1"'
    met = shown.json()["impact"]
    assert (met["cut"], met["documents"], met["sentences"]) == (["甲", "供", "材"], 2, 2)
    assert shown.json()["source"]["text"] == "甲供材"
    accept = {"json": {}, "headers": {}}
    unnamed = house.enter("shen").client.post(f"{PATH}/{number}:accept", **accept)
    assert code_of(unnamed) == (428, "PRECONDITION_REQUIRED")
    assert code_of(decide(house, "shen", number, "accept", version=7)) == (412, "VERSION_STALE")
    accepted = decide(house, "shen", number, "accept", reason="常用")
    assert accepted.json()["status"] == "已采纳，重建索引后生效"
    assert code_of(decide(house, "shen", number, "refuse", version=2, reason="不")) == (
        409,
        "TRANSITION_ILLEGAL",
    )
    [word] = house.enter("xuan").client.get("/api/v1/vocabulary/words").json()
    assert (word["word"], word["in_force"], word["standing"]) == ("甲供材", False, True)
    assert house.app.state.service.own_words == ()
    assert [one["subject"] for one in house.trail("vocabulary.decide")] == [
        f"proposal {number} word"
    ]


def test_nobody_learns_of_papers_by_a_proposal(house: House, secret: str) -> None:
    [number] = [
        one["id"]
        for one in house.enter("ban").client.get(PATH).json()["proposals"]
        if one["text"] == "甲供材"
    ]
    shown = house.enter("yu").client.get(f"{PATH}/{number}").json()
    assert shown["source"] is None
    assert (shown["impact"]["documents"], shown["impact"]["sentences"]) == (1, 1)
    assert [one["text"].strip() for one in shown["impact"]["examples"]] == [
        "站长把甲供材卖给熟人。"
    ]
    assert secret not in str(shown)
    hidden = {**SAYING, "text": "台账由一人保管", "source": f"{secret}:0-4"}
    nowhere = {**hidden, "source": f"{'f' * 64}:0-4"}
    assert code_of(propose(house, "yu", hidden)) == code_of(propose(house, "yu", nowhere))
    assert code_of(propose(house, "yu", hidden)) == (404, "NOT_FOUND")
    before = len(house.trail("document.read"))
    house.enter("shen").client.get(f"{PATH}/{number}")
    read = house.trail("document.read")
    assert len(read) > before and secret[:16] in read[0]["subject"]


def test_the_same_person_does_not_decide(house: House) -> None:
    number = propose(house, "shen", {**SAYING, "text": "谁也没管过"}).json()["id"]
    assert code_of(decide(house, "shen", number, "accept")) == (403, "SAME_PERSON")
    assert code_of(decide(house, "ban", number, "accept")) == (403, "NOT_ALLOWED")
    assert code_of(decide(house, "ban", number, "withdraw")) == (403, "PROPOSAL_NOT_OWN")
    assert decide(house, "shen", number, "withdraw").json()["state"] == "withdrawn"


def test_rights(house: House) -> None:
    assert house.enter("xuan").client.get(PATH).status_code == 200
    assert code_of(propose(house, "xuan", WORD)) == (403, "NOT_ALLOWED")
    for path in ("", "/1", "/export"):
        assert code_of(house.enter("an").client.get(PATH + path)) == (403, "NOT_ALLOWED")


def test_what_was_accepted_is_exported(house: House) -> None:
    number = propose(house, "ban", {**SAYING, "text": "=没人碰过"}).json()["id"]
    assert decide(house, "shen", number, "accept").json()["status"] == "已采纳，待下一版词表"
    client = house.enter("xuan").client
    answer = client.get(f"{PATH}/export")
    assert answer.headers["content-type"].startswith("application/yaml")
    rows = yaml.safe_load(answer.content)["loopholes"]
    assert [one["indicators"] for one in rows if one["id"] == "no_rule"] == [["=没人碰过"]]
    sheet = client.get(f"{PATH}/export", params={"format": "csv"})
    assert "'=没人碰过" in sheet.text and "attachment" in sheet.headers["content-disposition"]
    assert len(house.trail("vocabulary.export")) == 2
    # the running vocabulary stays as it ships
    terms = client.get("/api/v1/vocabulary", params={"section": "loopholes"}).json()["entries"]
    assert "=没人碰过" not in str(terms)


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        pytest.param({}, 422, "REQUEST_INVALID", id="nothing"),
        pytest.param({**WORD, "kind": "x"}, 422, "REQUEST_INVALID", id="no_such_kind"),
        pytest.param({**WORD, "text": "受贿罪"}, 409, "WORD_KNOWN", id="known_word"),
        pytest.param({**WORD, "text": "过\x00单"}, 422, "FIELD_INVALID", id="nul"),
        pytest.param({**WORD, "text": "x" * 900}, 422, "REQUEST_INVALID", id="long"),
        pytest.param({**WORD, "text": "过单", "source": "x"}, 422, "SOURCE_INVALID", id="source"),
        pytest.param(
            {**WORD, "kind": "drop_word", "text": "受贿罪"}, 409, "WORD_NOT_OWN", id="not_own"
        ),
        pytest.param({**SAYING, "text": "没有制定"}, 409, "VOCABULARY_HAS", id="known_saying"),
        pytest.param({**SAYING, "target": "x:y"}, 422, "FIELD_NEEDED", id="no_text"),
        pytest.param({**SAYING, "text": "甲", "target": "x:y"}, 404, "NOT_FOUND", id="no_entry"),
    ],
)
def test_what_is_no_proposal(house: House, body: dict[str, Any], status: int, code: str) -> None:
    assert code_of(propose(house, "ban", body)) == (status, code)


def test_a_source_ends_inside_its_paper(house: House, secret: str) -> None:
    for place in ("0-99999", "5-5", "9-3"):
        body = {**WORD, "text": "过单", "source": f"{secret}:{place}"}
        assert code_of(propose(house, "ban", body)) == (422, "SOURCE_INVALID")


@pytest.mark.parametrize(
    "query", ["state=x", "before=-1", f"before={10**21}", "limit=0", f"target={'x' * 200}"]
)
def test_odd_lists_are_refused(house: House, query: str) -> None:
    assert house.enter("ban").client.get(f"{PATH}?{query}").status_code == 422


@pytest.mark.parametrize("number", ["0", str(10**21), "x", "-1"])
def test_odd_numbers_are_refused(house: House, number: str) -> None:
    assert house.enter("ban").client.get(f"{PATH}/{number}").status_code == 422


def test_an_unknown_number_is_nowhere(house: House) -> None:
    assert code_of(house.enter("ban").client.get(f"{PATH}/99999")) == (404, "NOT_FOUND")
