"""Packs beside their originals over HTTP: exact, for whoever may read them, and for nobody else."""

import hashlib
import io
import json
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import delete, select

from kb.store.pack_tables import PackTraceRow
from kb.store.tables import DocumentRow
from tests.api.test_packs import (
    NAMES,
    PAPERS,
    PASSWORD,
    Desk,
    furnished,
    release_of,
    session_of,
    take_in,
)

_OF_LABELS = ("means", "roots", "loopholes", "discussion")
_FLAT = re.compile(r"\s+")


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with furnished(tmp_path_factory.mktemp("beside")) as one:
        both = {
            "name": "both", "roles": ["trainer", "reviewer"], "clearance": 2, "password": PASSWORD,
            "department": one.departments["宣教室"],
        }  # fmt: skip
        assert one.client.post("/api/v1/accounts", json=both).status_code == 201
        yield one


@pytest.fixture(scope="module")
def pack(desk: Desk) -> str:
    return desk.built()


def _texts(desk: Desk, pack: str, query: str = "", who: str = "trainer") -> Any:
    return desk.done(who, "GET", f"{pack}/redaction{query}")


def _case_of(desk: Desk, paper: str) -> str:
    row = DocumentRow
    with session_of(desk) as session:
        found = session.scalar(select(row.case_id).where(row.id == desk.documents[paper]))
    assert found is not None
    return found


def _protect(desk: Desk, paper: str, level: int, department: str, reason: str = "") -> None:
    case = _case_of(desk, paper)
    body = {"level": level, "department": desk.departments[department], "reason": reason}
    answer = desk.client.put(f"/api/v1/cases/{case}/protection", json=body)
    assert answer.status_code == 204, answer.text


def _audited(desk: Desk, action: str) -> list[Any]:
    answer = desk.client.get("/api/v1/audit", params={"action": action, "limit": 100}).json()
    found: list[Any] = answer["entries"] if "entries" in answer else answer["records"]
    return found


def test_every_text_of_the_pack_stands_beside_its_original(desk: Desk, pack: str) -> None:
    told = _texts(desk, pack)
    content = desk.done("trainer", "GET", f"{pack}/content")["content"]
    shown = [one["text"] for one in told["texts"] if one["place"] == "passage" and one["text"]]
    assert shown == [
        passage["text"] for case in content["cases"] for section in case["sections"]
        for passage in section["passages"]
    ]  # fmt: skip
    explained = [one["text"] for one in told["texts"] if one["place"] == "question"]
    assert explained == [one["explanation"] for one in content["quiz"]]
    papers = _FLAT.sub("", "".join(PAPERS.values()))
    quoted = 0
    for one in told["texts"]:
        original = "".join(piece["old"] for piece in one["pieces"])
        assert one["text"] in ("".join(piece["new"] for piece in one["pieces"]), "")
        assert all((p["old"] == p["new"]) == (p["family"] is None) for p in one["pieces"])
        assert not [name for name in NAMES if name in one["text"]]
        quoted += _FLAT.sub("", original) in papers
    assert quoted > 10
    originals = "".join(p["old"] for one in told["texts"] for p in one["pieces"])
    assert {"陆明远", "秦立刚"} <= set(re.findall("陆明远|秦立刚", originals))


def test_what_was_replaced_is_counted_by_kind_and_filtered(desk: Desk, pack: str) -> None:
    told = _texts(desk, pack)
    found = Counter(p["family"] for one in told["texts"] for p in one["pieces"] if p["family"])
    assert {one["family"]: one["count"] for one in told["counts"] if one["count"]} == dict(found)
    assert found["name"] and found["unit"] + found["place"] and found["amount"]
    names = _texts(desk, pack, "?family=name")
    assert 0 < len(names["texts"]) < len(told["texts"]) and names["counts"] == told["counts"]
    for one in names["texts"]:
        assert any(piece["family"] == "name" for piece in one["pieces"])
    second = _texts(desk, pack, "?case=2")
    assert {one["case"] for one in second["texts"]} == {2}
    assert sum(one["count"] for one in second["counts"]) < sum(found.values())
    for wrong in ("?family=secret", "?case=x", "?case=-1", f"?case={'9' * 5000}"):
        assert desk.send("trainer", "GET", f"{pack}/redaction{wrong}").status_code == 422


def test_reading_it_is_recorded_and_kept_by_no_cache(desk: Desk, pack: str) -> None:
    before = len(_audited(desk, "pack.originals"))
    answer = desk.send("chief", "GET", f"{pack}/redaction?case=1")
    assert answer.headers["cache-control"] == "no-store"
    entries = _audited(desk, "pack.originals")
    assert len(entries) == before + 1
    newest = max(entries, key=lambda one: one["seq"])
    assert newest["subject"] == pack.rpartition("/")[2] and newest["level"] == 0


def test_whoever_may_not_read_a_case_sees_nothing_of_its_originals(desk: Desk) -> None:
    pack = desk.built()
    whole = _texts(desk, pack)
    case = next(n for n, title in whole["titles"].items() if "临川" in _originals(whole, int(n)))
    _protect(desk, "窗口乙.txt", 1, "外单位")
    try:
        less = _texts(desk, pack)
        hidden = [one for one in less["texts"] if one["case"] == int(case)]
        assert hidden and len(hidden) == less["unshown"]
        for one in hidden:
            assert one["pieces"] is None and one["why"] == [] and one["anchors"] == []
        seen = json.dumps(less, ensure_ascii=False)
        for word in ("临川", "温玉成", "邱海生", desk.documents["窗口乙.txt"]):
            assert word not in seen
        other = next(n for n in whole["titles"] if n != case)
        assert _of_case(less, int(other)) == _of_case(whole, int(other))
        kept = [one for one in whole["texts"] if one["case"] != int(case)]
        found = Counter(p["family"] for one in kept for p in one["pieces"] if p["family"])
        assert {one["family"]: one["count"] for one in less["counts"] if one["count"]} == found
        assert _texts(desk, pack, f"?case={case}&family=name")["texts"] == []
    finally:
        _protect(desk, "窗口乙.txt", 0, "宣教室", reason="复原")
    assert _texts(desk, pack)["unshown"] == 0


def _originals(told: Any, case: int) -> str:
    return "".join(
        piece["old"] for one in told["texts"] if one["case"] == case for piece in one["pieces"]
    )


def _of_case(told: Any, case: int) -> list[Any]:
    return [one for one in told["texts"] if one["case"] == case]


def test_a_pack_of_others_is_not_there(desk: Desk, pack: str) -> None:
    assert desk.send("stranger", "GET", f"{pack}/redaction").status_code == 404
    answer = desk.send("stranger", "POST", f"{pack}:leave-out", {"number": 2}, at=1)
    assert answer.status_code == 404
    assert desk.send("keeper", "GET", f"{pack}/redaction").status_code == 403
    assert desk.send("chief", "POST", f"{pack}:leave-out", {"number": 2}, at=1).status_code == 403


def test_a_passage_is_left_out_wherever_its_case_has_the_words(desk: Desk) -> None:
    pack = desk.built()
    before = desk.done("trainer", "GET", f"{pack}/content")["content"]
    told = _texts(desk, pack)
    asked = next(one for one in told["texts"] if one["place"] == "question")
    said = next(
        one for one in told["texts"]
        if one["place"] == "passage" and one["case"] == asked["case"]
        and len(one["text"]) > 12 and any(one["text"] in q["explanation"] for q in before["quiz"])
    )  # fmt: skip
    assert desk.send(
        "trainer", "POST", f"{pack}:leave-out", {"number": said["number"]}, at=9
    ).status_code == 412  # fmt: skip
    left = desk.step("trainer", pack, "leave-out", {"number": said["number"]}).json()
    assert left["state"] == "draft" and left["version"] == 2
    after = desk.done("trainer", "GET", f"{pack}/content")["content"]
    assert said["text"] not in json.dumps(after, ensure_ascii=False)
    assert len(after["quiz"]) < len(before["quiz"])
    assert sum(one["minutes"] for one in after["steps"]) == after["minutes"]
    test = next(one for one in after["steps"] if one["title"] == "测验")
    assert test["text"].startswith(f"{len(after['quiz'])} 道题")
    fates = {one["number"]: one["fate"] for one in _texts(desk, pack)["texts"]}
    assert fates[said["number"]] == "left_out"
    assert list(fates.values()).count("left_out") > 1
    assert pack.rpartition("/")[2] in json.dumps(_audited(desk, "pack.leave_out"))
    back = desk.step("trainer", pack, "take-back", {"number": said["number"]})
    assert back.status_code == 200
    assert desk.done("trainer", "GET", f"{pack}/content")["content"] == before


def test_what_was_left_out_is_told_to_nobody_who_may_not_read_its_original(desk: Desk) -> None:
    pack = desk.built()
    told = _texts(desk, pack)
    case = next(n for n, title in told["titles"].items() if "临川" in _originals(told, int(n)))
    said = next(
        one for one in _of_case(told, int(case))
        if one["leavable"] and one["place"] == "passage" and len(one["text"]) > 20
    )  # fmt: skip
    desk.step("trainer", pack, "leave-out", {"number": said["number"]})
    _protect(desk, "窗口乙.txt", 1, "外单位")
    try:
        less = _texts(desk, pack)
        [left] = [one for one in less["texts"] if one["number"] == said["number"]]
        assert (left["fate"], left["text"], left["pieces"]) == ("left_out", "", None)
        assert said["text"] not in json.dumps(less, ensure_ascii=False)
    finally:
        _protect(desk, "窗口乙.txt", 0, "宣教室", reason="复原")
    [whole] = [one for one in _texts(desk, pack)["texts"] if one["number"] == said["number"]]
    assert whole["text"] == said["text"]


def test_only_a_passage_that_is_there_is_left_out(desk: Desk, pack: str) -> None:
    texts = _texts(desk, pack)["texts"]
    title = next(one["number"] for one in texts if one["place"] == "title")
    for number, status in ((title, 404), (len(texts), 404), (99_999, 404), (-1, 422), ("x", 422)):
        answer = desk.step("trainer", pack, "leave-out", {"number": number})
        assert answer.status_code == status, (number, answer.text)


def test_labels_are_marked_until_a_person_confirms_them(desk: Desk) -> None:
    pack = desk.built(recipient="核对单位")
    content = desk.done("trainer", "GET", f"{pack}/content")["content"]
    assert _labelled(content) and all(one["proposed"] for one in _labelled(content))
    means = next(row for row in content["comparison"]["rows"] if row[0] == "手段")
    assert any("未核对）" in cell for cell in means[1:])
    for name in ("窗口甲.txt", "窗口乙.txt", "剖析.txt"):
        paper = desk.documents[name]
        for label in desk.done("keeper", "GET", f"/documents/{paper}/labels"):
            body = {
                "document_id": paper, "decision": "accept", "reviewer": "",
                "sentence": label["sentence"], "key": label["id"].split(":", 2)[2],
            }  # fmt: skip
            assert desk.send("keeper", "POST", "/reviews", body).status_code < 300
    content = desk.done("trainer", "GET", f"{desk.built()}/content")["content"]
    assert not any(one["proposed"] for one in _labelled(content))
    assert "未核对" not in json.dumps(content, ensure_ascii=False)
    assert "未经人核对" not in json.dumps(content, ensure_ascii=False)


def _labelled(content: Any) -> list[Any]:
    return [
        passage for case in content["cases"] for section in case["sections"]
        for passage in section["passages"] if section["kind"] in _OF_LABELS and passage["term"]
    ]  # fmt: skip


@pytest.fixture(scope="module")
def released(desk: Desk) -> str:
    """A pack that went the whole way at level 0; what may be opened on the way is asserted."""
    pack = desk.built(recipient="青石县政务服务中心")
    assert _code(desk, "chief", f"{pack}/review-files/docx") == "PACK_NOT_IN_REVIEW"
    desk.step("both", pack, "leave-out", {"number": 3})
    submitted = desk.step("trainer", pack, "submit").json()
    answer = desk.step("trainer", pack, "leave-out", {"number": 4})
    assert answer.json()["code"] == "TRANSITION_ILLEGAL"
    digests = {one["format"]: one["sha256"] for one in submitted["facts"]["files"]}
    for form in ("docx", "pptx", "html", "zip"):
        answer = desk.send("chief", "GET", f"{pack}/review-files/{form}?variant=facilitator")
        assert hashlib.sha256(answer.content).hexdigest() == digests[f"facilitator.{form}"]
        assert answer.headers["cache-control"] == "no-store"
    entries = _audited(desk, "pack.review_file")
    assert {one["reason"] for one in entries if one["outcome"] == "done"} == {
        f"facilitator.{form}" for form in ("docx", "pptx", "html", "zip")
    }
    assert _code(desk, "both", f"{pack}/review-files/docx") == "PACK_SAME_PERSON"
    assert _code(desk, "trainer", f"{pack}/review-files/docx") == "NOT_ALLOWED"
    assert _code(desk, "trainer", f"{pack}/files/docx") == "PACK_NOT_RELEASED"
    assert _code(desk, "chief", f"{pack}/files/docx") == "PACK_NOT_RELEASED"
    assert desk.step("both", pack, "approve", release_of(submitted)).status_code == 403
    given = {**release_of(submitted), "level": 0, "reason": "已逐句核对"}
    assert desk.step("chief", pack, "approve", given).status_code == 200
    assert _code(desk, "chief", f"{pack}/review-files/docx") == "PACK_NOT_IN_REVIEW"
    return pack


def _code(desk: Desk, who: str, path: str) -> str:
    answer = desk.send(who, "GET", path)
    assert answer.status_code in (403, 404, 409), answer.status_code
    code: str = answer.json()["code"]
    return code


def test_no_original_is_in_a_file_that_leaves(desk: Desk, released: str) -> None:
    told = _texts(desk, released)
    changed = {
        "".join(piece["old"] for piece in one["pieces"]) for one in told["texts"]
        if any(piece["family"] for piece in one["pieces"])
    }  # fmt: skip
    packed = desk.send("trainer", "GET", f"{released}/files/zip").content
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        words = "".join(archive.read(one).decode("utf-8", "ignore") for one in archive.namelist())
    assert changed and not [one for one in changed if len(one) > 12 and one in words]
    assert '"pieces"' not in words and '"anchors"' not in words


def test_a_released_pack_is_withheld_once_a_paper_is_kept_above_it(
    desk: Desk, released: str
) -> None:
    assert desk.send("trainer", "GET", f"{released}/files/docx").status_code == 200
    _protect(desk, "窗口乙.txt", 2, "宣教室")
    try:
        answer = desk.send("trainer", "GET", f"{released}/files/docx")
        assert (answer.status_code, answer.json()["code"]) == (409, "PACK_LEVEL_RAISED")
        assert "级别" in answer.json()["detail"]
        refused = [one for one in _audited(desk, "pack.export") if one["outcome"] == "refused"]
        assert "PACK_LEVEL_RAISED" in {one["reason"] for one in refused}
        for who in ("trainer", "chief", "keeper"):
            assert desk.send(who, "GET", released).json()["state"] == "released"
        for path in ("content", "redaction", "redaction?case=1", "scan"):
            for who in ("trainer", "chief"):
                assert _code(desk, who, f"{released}/{path}") == "PACK_LEVEL_RAISED", path
        answer = desk.send("chief", "GET", f"{released}/content")
        assert re.search(r"案例\d所用材料的级别已经提高", answer.json()["detail"])
        training = {"pack": released.rpartition("/")[2], "held": "2026-03-02"}
        planned = desk.send("trainer", "POST", "/trainings", training)
        assert planned.json()["code"] == "PACK_LEVEL_RAISED"
    finally:
        _protect(desk, "窗口乙.txt", 0, "宣教室", reason="复原")
    for path in ("files/docx", "content", "redaction"):
        assert desk.send("trainer", "GET", f"{released}/{path}").status_code == 200


def test_a_draft_is_shown_to_nobody_once_a_paper_is_kept_above_it(desk: Desk) -> None:
    draft, sent = desk.built(), desk.built()
    assert desk.step("trainer", sent, "submit").status_code == 200
    paper = _case_of(desk, "窗口乙.txt")
    _protect(desk, "窗口乙.txt", 2, "宣教室")
    try:
        for path in (f"{draft}/content", f"{draft}/redaction", f"{draft}/scan", f"{sent}/scan"):
            assert _code(desk, "trainer", path) == "PACK_LEVEL_RAISED", path
        assert _code(desk, "chief", f"{sent}/review-files/docx") == "PACK_LEVEL_RAISED"
        answer = desk.step("trainer", draft, "submit")
        assert answer.json()["code"] == "PACK_LEVEL_RAISED"
        assert paper not in desk.send("trainer", "GET", draft).text
        answer = desk.step("trainer", draft, "withdraw", {"reason": "提级"})
        assert answer.json()["state"] == "withdrawn"
        assert _code(desk, "trainer", f"{draft}/content") == "PACK_LEVEL_RAISED"
    finally:
        _protect(desk, "窗口乙.txt", 0, "宣教室", reason="复原")


_LAW = """中华人民共和国刑法
第八章　贪污贿赂罪
第三百八十四条　国家工作人员利用职务上的便利，挪用公款归个人使用，进行非法活动的，是挪用公款罪。
第三百八十五条　国家工作人员利用职务上的便利，索取、非法收受他人财物的，均属受贿罪之列。
第三百八十六条　对犯受贿罪的，根据受贿所得数额及情节，依照本法第三百八十三条的规定处罚。
"""


def test_the_words_of_a_law_kept_above_the_pack_are_in_none(desk: Desk) -> None:
    take_in(desk, {"刑法.txt": _LAW})
    quoted = "均属受贿罪之列"
    pack = desk.built()
    assert quoted in desk.send("trainer", "GET", f"{pack}/content").text
    _protect(desk, "刑法.txt", 2, "宣教室")
    try:
        assert _code(desk, "trainer", f"{pack}/content") == "PACK_LEVEL_RAISED"
        less = desk.built()
        assert quoted not in desk.send("trainer", "GET", f"{less}/content").text
        assert desk.done("trainer", "GET", less)["level"] == 1
    finally:
        _protect(desk, "刑法.txt", 0, "宣教室", reason="复原")
        gone = desk.send("keeper", "DELETE", f"/documents/{desk.documents.pop('刑法.txt')}")
        assert gone.status_code == 204


def test_a_case_that_is_gone_hides_no_raised_level(desk: Desk) -> None:
    pack = desk.built()
    pack_id = pack.rpartition("/")[2]
    case = _case_of(desk, "窗口乙.txt")
    extra = PAPERS["存疑.txt"].replace("卓文远", "温玉成").replace("5号", "77号")
    sent = desk.client.post(
        "/api/v1/documents",
        files=[("files", ("存疑乙.txt", extra.encode()))],
        headers={"X-Act-As": "keeper"},
    ).json()["id"]
    desk.client.get(f"/api/v1/jobs/{sent}/events", headers={"X-Act-As": "keeper"})
    done = desk.client.get(f"/api/v1/jobs/{sent}", headers={"X-Act-As": "keeper"}).json()
    doubt = done["results"][0]["document_id"]
    moved = desk.send("keeper", "PUT", f"/documents/{doubt}/case", {"case_id": case})
    assert moved.status_code == 204, moved.text
    try:
        told = desk.done("trainer", "GET", f"{pack}/content")
        assert ["gone"] in [one["codes"] for one in told["changes"]]
        _protect(desk, "窗口乙.txt", 2, "宣教室")
        assert _code(desk, "trainer", f"/packs/{pack_id}/content") == "PACK_LEVEL_RAISED"
    finally:
        _protect(desk, "窗口乙.txt", 0, "宣教室", reason="复原")
        assert desk.send("keeper", "DELETE", f"/documents/{doubt}").status_code == 204


def test_a_pack_of_before_there_were_traces_says_so(desk: Desk) -> None:
    pack = desk.built()
    row = PackTraceRow
    with session_of(desk) as session:
        session.execute(delete(row).where(row.pack_id == pack.rpartition("/")[2]))
        session.commit()
    assert _code(desk, "trainer", f"{pack}/redaction") == "PACK_UNTRACED"
    assert desk.send("trainer", "GET", f"{pack}/content").status_code == 200
