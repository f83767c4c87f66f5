"""What a person may not read has no effect on anything they are told, on any route.

An invented house of three departments and four levels is asked everything by everybody. Marks of
hidden things must stand nowhere in an answer, counts must be those of the rule itself, and what is
hidden must answer as what is not there.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from api.settings import Settings
from kb.governance.access import Permission, Principal
from kb.store.jobs import FINISHED, Job, JobResult, JobStore
from tests.api.leak_house import Call, House, running, same
from tests.api.leak_keeping import PROPOSED
from tests.api.leak_probes import (
    PHRASE,
    by_name,
    everything,
    figures,
    lists,
    readings,
    searches,
    similar,
    things,
)
from tests.api.leak_routes import Routes
from tests.api.leak_world import make_world

CASES = 150


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"), sign_in="on")
    with running(settings, make_world(cases=CASES)) as opened:
        yield opened


@pytest.fixture(scope="module")
def routes(house: House) -> Routes:
    return Routes(house.app)


def may(who: Principal, permission: Permission) -> bool:
    return permission in who.permissions


def test_every_route_is_asked(routes: Routes) -> None:
    assert routes.unknown == set()


def test_lists_show_what_may_be_read_and_count_it(house: House, routes: Routes) -> None:
    for who in house.world.people:
        papers, records = house.world.papers_for(who), house.world.records_for(who)
        for route, bodies in lists(house, routes, who):
            if route == "GET /documents":
                shown = [one["id"] for body in bodies for one in body]
                assert shown == sorted(one.id for one in papers)
            elif route == "GET /facets":
                counted(bodies[0], papers)
            elif route == "GET /duplicates":
                ids = {one.id for one in papers}
                assert len(bodies[0]) == min(
                    100, sum(set(pair) <= ids for pair in house.world.alike)
                )
            elif route == "GET /reviews/agreement":
                ids = {one.id for one in papers}
                assert bodies[0][0]["proposals"] == len(ids & set(house.world.reviewed))
            elif isinstance(bodies[0], dict) and bodies[0].get("items"):
                of_register(bodies, records)
    assert house.leaks == []


def of_register(bodies: list[Any], records: list[Any]) -> None:
    """The pages of a register hold all its records that may be read, and say how many."""
    rows = [one for body in bodies for one in body["items"]]
    if {"id", "kind", "version"} <= rows[0].keys():
        assert len(rows) == bodies[0]["total"]
        assert {one["id"] for one in rows} == {r.id for r in records if r.kind == rows[0]["kind"]}


def counted(facets: dict[str, Any], papers: list[Any]) -> None:
    """The facets are those of the papers."""
    assert facets["documents"] == len(papers)
    found = {
        one["name"]: {value["key"]: value["count"] for value in one["values"]}
        for one in facets["facets"]
    }
    assert found["kind"] == dict(Counter(one.kind.value for one in papers))
    assert found["year"] == dict(Counter(str(one.year) for one in papers))
    labels = Counter(key for one in papers for key in one.labels)
    assert found["causes"] == {k: n for k, n in labels.items() if k.startswith("causes")}


def test_indicators_show_rows_that_may_be_read(house: House, routes: Routes) -> None:
    for who in house.world.people[::3]:
        list(figures(house, routes, who))
    assert house.leaks == []


def test_searches_find_and_count_what_may_be_read(house: House) -> None:
    for who in house.world.people:
        if not may(who, Permission.LIBRARY_READ):
            continue
        readable = house.world.papers_for(who)
        hidden = [one for one in house.world.papers if one not in readable][::97]
        [phrase, words] = searches(house, who, [f'"{PHRASE}"', "采购 回扣"])
        ids = {one.id for one in readable}
        assert {one["document"]["id"] for one in phrase.json()["hits"]} <= ids
        assert len(phrase.json()["hits"]) == min(100, len(ids))
        assert phrase.json()["facets"]["documents"] == len(ids)
        assert words.json()["facets"]["documents"] == len(ids)
        asked = [words for one in hidden for words in (f'"{one.mark}"', one.case_no)]
        for answer in searches(house, who, asked):
            assert answer.json()["hits"] == []
            assert answer.json()["facets"]["documents"] == 0
    assert house.leaks == []


def test_similar_cases_draw_on_what_may_be_read(house: House) -> None:
    for who in house.world.people[::4]:
        if not may(who, Permission.LIBRARY_READ):
            continue
        readable = house.world.papers_for(who)
        first, *_ = similar(house, who)
        receipt = first.json()["receipt"]
        assert receipt["store"]["documents"] == len(readable)
        assert receipt["store"]["cases"] == len({one.case_id for one in readable})
        reviews = 2 * len({one.id for one in readable} & set(house.world.reviewed))
        assert receipt["store"]["reviews"] == reviews
        for case in first.json()["cases"]:
            of_case = [one for one in readable if one.case_id == case["case_id"]]
            assert case["title"] in {f"{one.mark}采购案" for one in of_case}
            assert {one["key"] for one in case["labels"]} == {k for p in of_case for k in p.labels}
    assert house.leaks == []


def test_a_receipt_is_verified_within_the_verifier_s_reach(house: House) -> None:
    widest = max(house.world.people, key=lambda who: len(house.world.papers_for(who)))
    issued, *_ = similar(house, widest)
    receipt = issued.json()["receipt"]
    sent = frozenset(one["case_id"] for one in receipt["results"])
    for who in (widest, *house.world.people[::6]):
        if may(who, Permission.LIBRARY_READ):
            call = Call("POST /receipts/verify", "/receipts/verify", receipt, sent=sent)
            answer = house.ask(who, call)
            assert answer.status_code == 200
            assert answer.json()["matches"] or who != widest
    assert house.leaks == []


def test_what_is_hidden_answers_as_what_is_not_there(house: House, routes: Routes) -> None:
    for who in house.world.people[::3]:
        for route, hidden, nowhere in things(house, routes, who, most=1):
            assert hidden.status_code in (403, 404), (who.account, route, hidden.text)
            assert same(hidden, nowhere), (who.account, route, hidden.text, nowhere.text)
        if may(who, Permission.LABELS_REVIEW):
            for hidden, nowhere in by_name(house, who, most=1):
                assert hidden.status_code == 404
                assert same(hidden, nowhere), (who.account, hidden.text, nowhere.text)
    assert house.leaks == []


def test_what_may_be_read_tells_of_nothing_else(house: House, routes: Routes) -> None:
    for who in house.world.people[::3]:
        list(readings(house, routes, who, most=1))
    assert house.leaks == []


def test_matches_are_told_of_what_may_be_read(house: House) -> None:
    """Every search has told of papers of everybody, as if they could be read then."""
    for who in house.world.people:
        if not may(who, Permission.LIBRARY_READ):
            continue
        answer = house.ask(who, Call("GET /matches", "/matches", query=(("limit", "200"),)))
        told = [one["document"]["id"] for told in answer.json() for one in told["matches"]]
        ids = {one.id for one in house.world.papers_for(who)}
        assert set(told) == {one.id for one in house.world.told if one.id in ids}
        assert [one["total"] for one in answer.json()] == ([len(told)] if told else [])
    assert house.leaks == []


def test_a_proposal_tells_of_what_may_be_read(house: House) -> None:
    route = "GET /vocabulary/proposals/{proposal_id}"
    for who in house.world.people:
        ids = {one.id for one in house.world.papers_for(who)}
        for at, paper in enumerate(house.world.quoted, start=1):
            answer = house.ask(who, Call(route, f"/vocabulary/proposals/{at}"))
            if not may(who, Permission.LIBRARY_READ):
                assert answer.status_code == 403
                continue
            told = answer.json()
            assert (told["source"] is not None) is (paper in ids)
            if at == 1:
                assert told["text"] == PROPOSED
                assert told["impact"]["documents"] == told["impact"]["sentences"] == len(ids)
                assert {one["document_id"] for one in told["impact"]["examples"]} <= ids
    assert house.leaks == []


def test_jobs_and_saved_searches_are_told_to_nobody_else(house: House) -> None:
    owner, *others = [one for one in house.world.people if may(one, Permission.LIBRARY_WRITE)]
    hidden = house.world.hidden(others[0])
    paper = next(one for one in house.world.papers if one.mark in hidden)
    with house.app.state.service.transactions.writing() as session:
        job_id = JobStore(session).create(total=1, owner=owner.account)
        result = JobResult(paper.mark, "accepted", paper.id, paper.case_id)
        JobStore(session).save(Job(job_id, FINISHED, 1, 1, (result,)))
    body = {"name": "我的检索", "kind": "search", "query": "采购"}
    assert house.ask(owner, Call("POST /saved-searches", "/saved-searches", body)).is_success
    run = Call("POST /saved-searches/{name}:run", "/saved-searches/我的检索:run")
    assert house.ask(owner, run).is_success
    for who in others:
        for route, tail in (("GET /jobs/{job_id}", ""), ("GET /jobs/{job_id}/events", "/events")):
            own = house.ask(who, Call(route, f"/jobs/{job_id}{tail}"))
            none = house.ask(who, Call(route, f"/jobs/{'0' * 32}{tail}"))
            assert own.status_code == none.status_code == 404
        assert house.ask(who, run).status_code == 404
        gone = Call("DELETE /saved-searches/{name}", "/saved-searches/我的检索")
        assert house.ask(who, gone).status_code == 404
        seen = Call("POST /saved-searches/{name}:seen", "/saved-searches/我的检索:seen")
        assert house.ask(who, seen).status_code == 404
        watch = Call("PATCH /saved-searches/{name}", "/saved-searches/我的检索", {"watching": True})
        assert house.ask(who, watch).status_code == 404
    assert house.leaks == []


def test_a_house_that_keeps_nothing_else_answers_the_same(
    house: House, routes: Routes, tmp_path: Path
) -> None:
    """Not a score, a count, an order, a title or a quote hangs on what is hidden."""
    who = next(one for one in house.world.people if one.account == "d3-2-prevention")
    told = dict(everything(house, routes, who))
    with running(Settings(data_dir=tmp_path, sign_in="on"), house.world.within(who)) as alone:
        other = dict(everything(alone, routes, who))
    assert told.keys() == other.keys()
    assert [name for name in told if told[name] != other[name]] == []


def test_without_the_reach_the_leaks_are_found(house: House, routes: Routes) -> None:
    """The control: whoever forgot to narrow would be noticed."""
    service = house.app.state.service
    blind = House(house.app, house.client, house.world)
    who = next(one for one in house.world.people if one.account == "d1-1-reviewer")
    house.app.state.service = replace(service, reach=lambda _who: None)
    try:
        list(lists(blind, routes, who))
        list(searches(blind, who, ["采购"]))
        list(similar(blind, who))
    finally:
        house.app.state.service = service
    noticed = {one.route for one in blind.leaks}
    assert {
        "GET /documents",
        "GET /duplicates",
        "GET /reviews/queue",
        "GET /facets",
        "POST /search",
        "POST /similar-cases",
        "POST /similar-cases/file",
    } <= noticed


def test_many_triples_were_judged(house: House) -> None:
    assert house.triples >= 20_000
