"""The frame of every page: who sees what, forms of this sign-in alone, inert texts, headers."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts
from fastapi.testclient import TestClient
from httpx import Response

from api.app import create_app
from api.headers import CONTENT_POLICY, PAGE_POLICY
from api.pages.page import _form as own_form
from api.pages.page import inside
from api.settings import Settings
from kb.governance.access import Level, Role
from tests.people import PAGE, PASSWORD, Person, admit, browser, form_token

ANOTHER = "correct horse battery"


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FastAPI]:
    """A running service with an investigator, a trainer and a newcomer."""
    app = create_app(Settings(data_dir=tmp_path_factory.mktemp("data"), sign_in="on"))
    with TestClient(app, base_url=PAGE):
        admit(
            app.state.service.governing,
            Person("cao", Role.INVESTIGATOR, "<b>cao</b>", clearance=Level.INTERNAL),
            Person("lin", Role.TRAINER, "<b>lin</b>", clearance=Level.INTERNAL),
            Person("safe", Role.SECURITY_ADMIN, "<b>safe</b>", clearance=Level.INTERNAL),
            Person("fresh", Role.REVIEWER, "<b>fresh</b>", clearance=Level.INTERNAL, new=True),
        )
        yield app


def submit(client: TestClient, path: str, values: dict[str, str], *, shown: str) -> Response:
    return client.post(path, data={**values, "form_token": form_token(client, shown)})


def test_a_stranger_is_led_to_the_sign_in_and_back(app: FastAPI) -> None:
    client = browser(app)
    sent = client.get("/help/keyboard?a=1")
    assert (sent.status_code, sent.headers["location"]) == (
        303,
        "/sign-in?next=%2Fhelp%2Fkeyboard%3Fa%3D1",
    )
    values = {"name": "cao", "password": PASSWORD, "next": "/help/keyboard?a=1"}
    signed = submit(client, "/sign-in", values, shown=sent.headers["location"])
    assert signed.headers["location"] == "/help/keyboard?a=1"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("path", "led_to"),
    [
        ("/search?q=1", "/search?q=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example", "/"),
        ("/a\r\nSet-Cookie: x", "/"),
        ("", "/"),
        ("/search?q=" + "廉" * 2000, "/"),
    ],
)
def test_the_sign_in_leads_nowhere_else(path: str, led_to: str) -> None:
    assert inside(path) == led_to


def test_a_long_address_does_not_keep_anybody_from_signing_in(app: FastAPI) -> None:
    client = browser(app)
    values = {"name": "cao", "password": PASSWORD, "next": "/search?q=" + "%E5%BB%89" * 900}
    signed = submit(client, "/sign-in", values, shown="/sign-in")
    assert (signed.status_code, signed.headers["location"]) == (303, "/")


def test_a_failed_sign_in_is_said_beside_the_form(app: FastAPI) -> None:
    client = browser(app)
    values = {"name": "<i>cao</i>", "password": "wrong"}
    refused = submit(client, "/sign-in", values, shown="/sign-in")
    assert refused.status_code == 401
    assert "账号或口令不对" in refused.text
    assert "<i>cao</i>" not in refused.text


def test_signing_out_ends_it(app: FastAPI) -> None:
    client = browser(app, "cao")
    token = client.cookies["lianjian"]
    assert submit(client, "/sign-out", {}, shown="/").headers["location"] == "/sign-in"
    assert "已退出。" in client.get("/sign-in").text
    client.cookies.set("lianjian", token)
    assert client.get("/").headers["location"] == "/sign-in"


def test_a_newcomer_changes_the_password_first(app: FastAPI) -> None:
    client = browser(app, "fresh")
    assert client.get("/").headers["location"] == "/password"
    assert "data-go" not in client.get("/password").text
    values = {"old": PASSWORD, "new": ANOTHER, "again": "another"}
    assert "两次填写的新口令不一样" in submit(client, "/password", values, shown="/password").text
    changed = submit(client, "/password", {**values, "again": ANOTHER}, shown="/password")
    assert changed.headers["location"] == "/"
    assert "口令已改" in client.get("/").text
    assert "口令已改" not in client.get("/").text


@pytest.mark.parametrize("token", ["", "0" * 64, "é"])
def test_a_form_of_another_sign_in_is_refused(app: FastAPI, token: str) -> None:
    client = browser(app, "cao")
    refused = client.post("/sign-out", data={"form_token": token})
    assert refused.status_code == 403
    assert "PAGE_STALE" in refused.text
    stolen = form_token(browser(app, "lin"), "/")
    assert client.post("/sign-out", data={"form_token": stolen}).status_code == 403
    assert client.get("/").status_code == 200


def test_a_page_of_elsewhere_cannot_submit(app: FastAPI) -> None:
    client = browser(app, "cao")
    token = form_token(client, "/")
    for headers in ({"Origin": "https://evil.example"}, {"Origin": ""}):
        refused = client.post("/sign-out", data={"form_token": token}, headers=headers)
        assert refused.status_code == 403
        assert "CSRF_REFUSED" in refused.text


def test_every_page_that_changes_something_asks_for_the_token(app: FastAPI) -> None:
    def calls(dependant: Dependant) -> Iterator[Any]:
        yield dependant.call
        for one in dependant.dependencies:
            yield from calls(one)

    unsafe = [
        context
        for context in iter_route_contexts(app.routes)
        if not str(context.path).startswith("/api/")
        and set(context.methods or ()) & {"POST", "PUT", "PATCH", "DELETE"}
    ]
    assert len(unsafe) >= 4
    for context in unsafe:
        assert own_form in set(calls(context.dependant)), context.path


def test_pages_may_run_nothing_of_elsewhere(app: FastAPI) -> None:
    page = browser(app, "cao").get("/")
    assert page.headers["content-security-policy"] == PAGE_POLICY
    assert "unsafe" not in PAGE_POLICY
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"
    assert page.headers["cache-control"] == "no-store"
    assert not re.search(r"<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style", page.text)
    answer = browser(app).get("/api/v1/health")
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


def test_a_name_is_no_markup(app: FastAPI) -> None:
    page = browser(app, "cao").get("/").text
    assert "&lt;b&gt;cao&lt;/b&gt;" in page
    assert "<b>cao</b>" not in page


def test_errors_are_chinese_pages_with_their_code(app: FastAPI) -> None:
    client = browser(app, "cao")
    lost = client.get("/nowhere/<script>alert(1)</script>")
    assert lost.status_code == 404
    assert "PAGE_NOT_FOUND" in lost.text and "<script>alert" not in lost.text
    assert lost.headers["content-type"].startswith("text/html")
    assert client.get("/api/v1/nowhere").headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        pytest.param("/broken", PAGE_POLICY, id="page"),
        pytest.param("/api/v1/broken", CONTENT_POLICY, id="program"),
    ],
)
def test_an_unexpected_error_has_the_headers_of_every_answer(
    tmp_path: Path, path: str, policy: str
) -> None:
    app = create_app(Settings(data_dir=tmp_path))
    app.add_api_route(path, lambda: 1 // 0)
    with TestClient(app, base_url=PAGE, raise_server_exceptions=False) as client:
        answer = client.get(path)
        expected = client.get(path.replace("broken", "nowhere")).headers
    assert answer.status_code == 500 and "INTERNAL_ERROR" in answer.text
    assert answer.headers["content-security-policy"] == policy
    for name in ("x-content-type-options", "x-frame-options", "referrer-policy"):
        assert answer.headers[name] == expected[name]


def test_the_theme_is_kept(app: FastAPI) -> None:
    client = browser(app, "cao")
    assert 'data-theme="auto"' in client.get("/").text
    submit(client, "/theme", {"theme": "dark", "back": "/help/keyboard"}, shown="/")
    assert 'data-theme="dark"' in client.get("/").text
    strange = browser(app)
    strange.cookies.set("lianjian-theme", "><script>")
    assert 'data-theme="auto"' in strange.get("/sign-in").text


def test_files_are_served_by_name_alone(app: FastAPI) -> None:
    client = browser(app)
    style = client.get("/static/app.css")
    assert style.headers["content-type"] == "text/css; charset=utf-8"
    assert style.headers["cache-control"] == "no-cache"
    version = style.headers["etag"].strip('"')
    assert "immutable" in client.get(f"/static/app.css?v={version}").headers["cache-control"]
    assert (
        client.get("/static/app.css", headers={"If-None-Match": f'"{version}"'}).status_code == 304
    )
    for name in ("..%2fapp.py", "%2e%2e%2f%2e%2e%2fpyproject.toml", "nothing.css"):
        assert client.get(f"/static/{name}").status_code == 404


def test_a_machine_without_accounts_needs_no_sign_in(tmp_path: Any) -> None:
    app = create_app(Settings(data_dir=tmp_path))
    with TestClient(app, base_url=PAGE, headers={"Origin": PAGE}, follow_redirects=False) as client:
        assert client.get("/sign-in").headers["location"] == "/"
        page = client.get("/")
        assert page.status_code == 200 and "单机使用" in page.text and "退出" not in page.text
        assert client.post("/theme", data={"theme": "dark"}).status_code == 403
        assert submit(client, "/theme", {"theme": "dark"}, shown="/").status_code == 303
