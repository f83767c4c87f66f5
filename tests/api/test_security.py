"""Signing in, rights and the audit over HTTP, as a browser and a program meet them."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.settings import Settings
from kb.governance.access import Level, Role
from tests.people import PAGE, PASSWORD, Person, admit

ANOTHER = "correct horse battery"
PAPER = """某县人民法院
刑事判决书
（2020）某0523刑初8号
被告人王某，原系某镇某村党支部书记。
经审理查明：被告人王某虚报危房改造补助，领取补助款十二万元据为己有。
"""
PEOPLE = (
    Person("safe", Role.SECURITY_ADMIN, clearance=Level.PUBLIC),
    Person("system", Role.SYSTEM_ADMIN, clearance=Level.PUBLIC),
    Person("auditor", Role.AUDIT_ADMIN, clearance=Level.PUBLIC),
    Person("owner", Role.INVESTIGATOR, department="一室", clearance=Level.SENSITIVE),
    Person("other", Role.INVESTIGATOR, department="二室", clearance=Level.SENSITIVE),
    Person("trainer", Role.TRAINER, department="一室", clearance=Level.INTERNAL),
    Person("fresh", Role.REVIEWER, department="一室", clearance=Level.INTERNAL, new=True),
    Person("locked", Role.REVIEWER, department="一室", clearance=Level.INTERNAL),
)


@dataclass(frozen=True, slots=True)
class House:
    """A running service where people sign in, and a browser for each of them."""

    app: Any
    data: Path

    def browser(self, name: str = "", password: str = PASSWORD) -> TestClient:
        """Signed in where a name is given; every request says the page it comes from."""
        client = TestClient(self.app, base_url=PAGE, headers={"Origin": PAGE})
        if name:
            signed = client.post("/api/v1/session", json={"name": name, "password": password})
            assert signed.status_code == 200, signed.text
        return client


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    data = tmp_path_factory.mktemp("data")
    app = create_app(Settings(data_dir=data, sign_in="on"))
    with TestClient(app, base_url=PAGE):
        admit(app.state.service.governing, *PEOPLE)
        yield House(app, data)


@pytest.fixture(autouse=True)
def no_limits(house: House) -> None:
    """Each test begins without the sign-ins of the others."""
    house.app.state.limits = type(house.app.state.limits)()


@pytest.fixture(scope="module")
def paper(house: House) -> str:
    """A document that the owner uploaded and then kept at level 2."""
    client = house.browser("owner")
    job = client.post("/api/v1/documents", files=[("files", ("村级.txt", PAPER.encode()))]).json()
    assert "event: end" in client.get(f"/api/v1/jobs/{job['id']}/events").text
    [result] = client.get(f"/api/v1/jobs/{job['id']}").json()["results"]
    department = client.get("/api/v1/session").json()["department"]
    kept = client.put(
        f"/api/v1/cases/{result['case_id']}/protection",
        json={"level": 2, "department": department},
    )
    assert kept.status_code == 204, kept.text
    return str(result["document_id"])


def code_of(response: Response) -> tuple[int, str]:
    return response.status_code, response.json().get("code", "")


def trail(house: House, **wanted: str) -> list[dict[str, Any]]:
    found = house.browser("auditor").get("/api/v1/audit", params={"limit": "500", **wanted})
    entries: list[dict[str, Any]] = found.json()["entries"]
    return entries


def test_nobody_reads_without_signing_in(house: House) -> None:
    browser = house.browser()
    assert browser.get("/api/v1/health").status_code == 200
    for path in ("/documents", "/session", "/facets", "/audit", "/accounts"):
        assert code_of(browser.get(f"/api/v1{path}")) == (401, "SIGN_IN_REQUIRED")


def test_the_cookie_is_for_no_script_and_no_other_site(house: House) -> None:
    browser = house.browser()
    signed = browser.post("/api/v1/session", json={"name": "owner", "password": PASSWORD})
    cookie = signed.headers["set-cookie"]
    assert cookie.startswith("lianjian=") and "__Host-" not in cookie
    assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(cookie.split("; "))
    assert signed.json()["permissions"] == sorted(signed.json()["permissions"])
    assert "library:read" in signed.json()["permissions"]
    secure = TestClient(house.app, base_url="https://127.0.0.1").post(
        "/api/v1/session", json={"name": "owner", "password": PASSWORD}
    )
    assert secure.headers["set-cookie"].startswith("__Host-lianjian=")
    assert "Secure" in secure.headers["set-cookie"]


def test_a_token_is_dead_after_signing_out(house: House) -> None:
    browser = house.browser("owner")
    token = browser.cookies["lianjian"]
    assert browser.delete("/api/v1/session").status_code == 204
    assert "lianjian" not in browser.cookies
    thief = house.browser()
    thief.cookies.set("lianjian", token)
    assert code_of(thief.get("/api/v1/documents")) == (401, "SESSION_EXPIRED")


def test_a_first_sign_in_must_change_the_password(house: House) -> None:
    browser = house.browser("fresh")
    assert browser.get("/api/v1/session").json()["must_change"] is True
    for path in ("/documents", "/keys", "/session/all"):
        assert code_of(browser.get(f"/api/v1{path}")) == (403, "PASSWORD_CHANGE_DUE")
    before = browser.cookies["lianjian"]
    changed = browser.put("/api/v1/session/password", json={"old": PASSWORD, "new": ANOTHER})
    assert changed.status_code == 204
    assert browser.cookies["lianjian"] != before
    assert browser.get("/api/v1/documents").status_code == 200
    weak = browser.put("/api/v1/session/password", json={"old": ANOTHER, "new": "12345678"})
    assert code_of(weak) == (422, "PASSWORD_WEAK")


@pytest.mark.parametrize(
    "headers",
    [
        pytest.param({"Origin": "https://evil.example"}, id="foreign"),
        pytest.param({"Origin": "null"}, id="null"),
        pytest.param({"Origin": "http://127.0.0.1:9999"}, id="other_port"),
        pytest.param({"Origin": PAGE, "Sec-Fetch-Site": "cross-site"}, id="cross_site"),
        pytest.param({"Origin": ""}, id="missing"),
    ],
)
def test_another_page_cannot_act(house: House, headers: dict[str, str]) -> None:
    browser = house.browser("owner")
    for path in ("/search", "/saved-searches"):
        refused = browser.post(f"/api/v1{path}", json={}, headers=headers)
        assert code_of(refused) == (403, "CSRF_REFUSED")
    assert browser.get("/api/v1/documents", headers=headers).status_code == 200


def test_too_many_sign_ins_wait(house: House) -> None:
    browser = house.browser()
    wrong = {"name": "locked", "password": "wrong"}
    for _ in range(5):
        assert code_of(browser.post("/api/v1/session", json=wrong)) == (401, "SIGN_IN_FAILED")
    refused = browser.post("/api/v1/session", json=wrong)
    assert code_of(refused) == (429, "RATE_LIMITED")
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert (
        browser.post("/api/v1/session", json={"name": "owner", "password": PASSWORD}).status_code
        == 200
    )


def test_twenty_sign_ins_a_minute_from_one_address(house: House) -> None:
    browser = house.browser()
    for number in range(20):
        given = {"name": f"nobody{number}", "password": "x"}
        assert browser.post("/api/v1/session", json=given).status_code == 401
    given = {"name": "owner", "password": PASSWORD}
    assert code_of(browser.post("/api/v1/session", json=given)) == (429, "RATE_LIMITED")


@pytest.mark.parametrize(
    ("name", "method", "path", "status"),
    [
        pytest.param("owner", "GET", "/accounts", 403, id="investigator_no_accounts"),
        pytest.param("safe", "GET", "/accounts", 200, id="security_accounts"),
        pytest.param("safe", "GET", "/audit", 403, id="security_no_audit"),
        pytest.param("safe", "GET", "/documents", 403, id="security_no_documents"),
        pytest.param("auditor", "GET", "/audit", 200, id="auditor_audit"),
        pytest.param("auditor", "GET", "/documents", 403, id="auditor_no_documents"),
        pytest.param("system", "POST", "/index:check", 200, id="system_index"),
        pytest.param("system", "GET", "/reviews/queue", 403, id="system_no_reviews"),
        pytest.param("trainer", "GET", "/documents", 200, id="trainer_documents"),
        pytest.param("trainer", "GET", "/reviews/queue", 403, id="trainer_no_reviews"),
    ],
)
def test_roles_open_what_they_are_for(
    house: House, name: str, method: str, path: str, status: int
) -> None:
    answered = house.browser(name).request(method, f"/api/v1{path}")
    assert answered.status_code == status
    if status == 403:
        assert answered.json()["code"] == "NOT_ALLOWED"
        [refused, *_] = trail(house, action="access.refuse")
        assert refused["subject"] == f"/api/v1{path}"
        assert refused["request"] == answered.json()["request_id"]


def test_what_may_not_be_read_is_not_there(house: House, paper: str) -> None:
    paths = [f"/documents/{paper}{tail}" for tail in ("", "/text", "/original", "/labels")]
    paths.append(f"/documents/{paper}/similar")
    for path in paths:
        assert house.browser("owner").get(f"/api/v1{path}").status_code == 200
    house.app.state.limits = type(house.app.state.limits)()
    other = house.browser("other")
    for path in paths:
        refused = other.get(f"/api/v1{path}")
        nowhere = other.get(f"/api/v1{path.replace(paper, 'f' * 64)}")
        assert code_of(refused) == code_of(nowhere) == (404, "NOT_FOUND")
    assert other.get("/api/v1/documents").json() == []
    assert other.delete(f"/api/v1/documents/{paper}").status_code == 404


def test_what_is_uploaded_at_a_level_is_never_seen_by_others(house: House) -> None:
    owner, other = house.browser("owner"), house.browser("other")
    files = [("files", ("密.txt", (PAPER + "另有隐情。").encode()))]
    given = {"level": "2", "case": "某案"}
    job = owner.post("/api/v1/documents", files=files, data=given).json()
    assert "event: end" in owner.get(f"/api/v1/jobs/{job['id']}/events").text
    [result] = owner.get(f"/api/v1/jobs/{job['id']}").json()["results"]
    document = f"/api/v1/documents/{result['document_id']}"
    assert owner.get(document).status_code == 200
    assert other.get(document).status_code == 404
    # nor may they keep what they could not read themselves
    beyond = owner.post("/api/v1/documents", files=files, data={"level": "3"})
    assert code_of(beyond) == (403, "LEVEL_BEYOND")


def test_uploading_tells_nothing_of_what_others_keep(house: House) -> None:
    owner, other = house.browser("owner"), house.browser("other")
    files = [("files", ("密二.txt", (PAPER + "另有别情。").encode()))]

    def taken_in(browser: TestClient, level: str) -> dict[str, Any]:
        given = {"level": level, "case": "某案二"}
        job = browser.post("/api/v1/documents", files=files, data=given)
        assert job.status_code == 202, job.text
        path = f"/api/v1/jobs/{job.json()['id']}"
        assert "event: end" in browser.get(f"{path}/events").text
        [result] = browser.get(path).json()["results"]
        return dict(result)

    first, second = taken_in(owner, "2"), taken_in(other, "2")
    assert (first["outcome"], second["outcome"]) == ("accepted", "accepted")
    assert first["document_id"] != second["document_id"]
    assert first["case_id"] != second["case_id"]
    for browser, seen, hidden in ((owner, first, second), (other, second, first)):
        assert browser.get(f"/api/v1/documents/{seen['document_id']}").status_code == 200
        assert browser.get(f"/api/v1/documents/{hidden['document_id']}").status_code == 404
    again = taken_in(owner, "2")
    assert (again["outcome"], again["document_id"]) == ("duplicate", first["document_id"])


def test_a_job_and_a_saved_search_are_their_owner_s(house: House) -> None:
    owner, other = house.browser("owner"), house.browser("other")
    files = [("files", ("某.txt", b"\xe9\x87\x87\xe8\xb4\xad"))]
    job = owner.post("/api/v1/documents", files=files).json()
    paths = [f"/api/v1/jobs/{job['id']}", f"/api/v1/jobs/{job['id']}/events"]
    for path in paths:
        assert owner.get(path).status_code == 200
        assert code_of(other.get(path)) == (404, "NOT_FOUND")
    body = {"name": "补助", "kind": "search", "query": "补助"}
    assert owner.post("/api/v1/saved-searches", json=body).status_code == 201
    assert other.get("/api/v1/saved-searches").json() == []
    assert code_of(other.post("/api/v1/saved-searches/补助:run")) == (404, "NOT_FOUND")
    assert other.delete("/api/v1/saved-searches/补助").status_code == 404


def test_a_grant_opens_and_its_end_closes(house: House, paper: str) -> None:
    owner, other = house.browser("owner"), house.browser("other")
    account = other.get("/api/v1/session").json()["account"]
    listed = owner.get("/api/v1/documents").json()
    [case] = [one["case_id"] for one in listed if one["id"] == paper]
    grants = f"/api/v1/cases/{case}/grants"
    given = owner.post(grants, json={"kind": "account", "grantee": account})
    assert given.status_code == 201, given.text
    assert other.get(f"/api/v1/documents/{paper}").status_code == 200
    refused = other.post(grants, json={"kind": "account", "grantee": account})
    assert code_of(refused) == (403, "NOT_OWNER")
    assert owner.delete(f"{grants}/{given.json()['id']}").status_code == 204
    assert other.get(f"/api/v1/documents/{paper}").status_code == 404
    [listed] = owner.get(grants).json()
    assert listed["revoked_at"] is not None


def test_sensitive_reads_and_every_original_are_recorded(house: House, paper: str) -> None:
    owner = house.browser("owner")
    owner.get(f"/api/v1/documents/{paper}")
    owner.get(f"/api/v1/documents/{paper}/original")
    account = owner.get("/api/v1/session").json()["account"]
    export, read = trail(house, subject=paper, actor=account)[:2]
    assert (export["action"], export["level"]) == ("document.export", 2)
    assert (read["action"], read["level"]) == ("document.read", 2)
    assert read["session"] and read["ip"] and read["request"]


def test_a_key_acts_within_its_scopes(house: House, paper: str) -> None:
    owner = house.browser("owner")
    made = owner.post(
        "/api/v1/keys", json={"name": "导数", "scopes": ["library:read"], "level": 0}
    ).json()
    program = TestClient(
        house.app, base_url=PAGE, headers={"Authorization": f"Bearer {made['key']}"}
    )
    assert program.get("/api/v1/documents").status_code == 200
    assert program.get(f"/api/v1/documents/{paper}").status_code == 404  # above the key's level
    assert program.post("/api/v1/search", json={"query": "补助"}).status_code == 200
    assert code_of(program.get("/api/v1/reviews/queue")) == (403, "NOT_ALLOWED")
    assert code_of(program.get("/api/v1/keys")) == (403, "KEY_NOT_ENOUGH")
    assert "key" not in owner.get("/api/v1/keys").json()[0]
    assert owner.delete(f"/api/v1/keys/{made['prefix']}").status_code == 204
    assert code_of(program.get("/api/v1/documents")) == (401, "KEY_INVALID")


def test_an_administrator_ends_what_an_account_has_open(house: House) -> None:
    admin, trainer = house.browser("safe"), house.browser("trainer")
    changed = admin.patch("/api/v1/accounts/trainer", json={"clearance": 2})
    assert changed.json()["clearance"] == 2
    assert code_of(trainer.get("/api/v1/documents")) == (401, "SESSION_EXPIRED")
    both = admin.patch("/api/v1/accounts/safe", json={"roles": ["security_admin", "audit_admin"]})
    assert code_of(both) == (422, "ROLES_CONFLICT")
    last = admin.patch("/api/v1/accounts/safe", json={"disabled": True})
    assert code_of(last) == (409, "LAST_SECURITY_ADMIN")


def test_acting_for_another_is_refused_where_people_sign_in(house: House) -> None:
    browser = house.browser("owner")
    refused = browser.get("/api/v1/documents", headers={"X-Act-As": "other"})
    assert code_of(refused) == (403, "ACT_AS_REFUSED")


def test_the_auditor_verifies_the_trail(house: House) -> None:
    found = house.browser("auditor").post("/api/v1/audit:verify").json()
    assert (found["state"], found["explanation"]) == ("ok", "完整")
    assert found["entries"] > 10


def test_without_the_trail_the_request_is_refused(house: House, paper: str) -> None:
    owner = house.browser("owner")
    transactions = house.app.state.service.transactions
    with transactions.writing() as session:
        session.connection().exec_driver_sql("ALTER TABLE audit RENAME TO elsewhere")
    try:
        read = owner.get(f"/api/v1/documents/{paper}")
        gone = owner.delete(f"/api/v1/documents/{paper}")
    finally:
        with transactions.writing() as session:
            session.connection().exec_driver_sql("ALTER TABLE elsewhere RENAME TO audit")
    assert code_of(read) == code_of(gone) == (503, "AUDIT_UNAVAILABLE")
    assert owner.get(f"/api/v1/documents/{paper}").status_code == 200
