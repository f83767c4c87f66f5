"""A pack built and kept on both databases, from readings made by hand."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import pytest

from kb.education.key_box import KeyBox
from kb.education.pack_builder import Tools, Wish, compose, keep_draft, match
from kb.education.pack_facts import PACKS, PackFacts
from kb.education.pack_store import PackStore
from kb.education.staleness import changes_of
from kb.errors import InvalidQuery, NotAllowed, WorkflowError
from kb.governance.access import Level, Principal, Role
from kb.model import CaseTag
from kb.retrieval.measures import Plan
from kb.store.acquisition import acquire
from kb.store.case_rows import open_case_row
from kb.store.cases import case_id_of
from kb.store.documents import DocumentStore
from kb.store.registry import Registry
from tests.kb.conftest import make_reading
from tests.kb.education.readings import READING

OpenRegistry = Callable[..., AbstractContextManager[Registry]]
TEXTS = {
    "甲案": "经查，被告人何春生利用担任白水县财政局国库支付中心出纳的职务便利，"
    "2015年挪用公款四十二万元。",
    "乙案": "经查，被告人尤成林利用担任临川县水务公司会计的职务便利，"
    "2018年虚开发票套取资金三十万元。",
    "食堂案": "经查，被告人祝怀安利用担任白水县第三中学校长的职务便利，"
    "2019年收受食堂承包人回扣四十万元。",
}
FACTS = PackFacts(
    title="财务人员警示教育", recipient="沙湾市财政局", positions=("finance_officer",), minutes=60
)


def keep_cases(
    one: Registry, *, level: Level = Level.INTERNAL, texts: Mapping[str, str] = TEXTS
) -> None:
    for name, words in texts.items():
        tags = (
            CaseTag("offence", "misappropriation_public_funds", 0.9),
            CaseTag("domain", "finance_tax", 0.8),
        )
        paper = replace(
            make_reading(words, name=f"{name}.txt", label="causes:fund_misappropriation"), tags=tags
        )
        case = case_id_of(name)
        open_case_row(one.session, case, title=name, level=level, department="d1")
        kept = (acquire(paper, content=words.encode()), case)
        DocumentStore(one.session).add_all({paper.document.id: kept})


def _tools(folder: Path) -> Tools:
    return Tools(
        KeyBox.open(folder / "packs.key"), READING, lambda problem: Plan(problem, {}, (), ())
    )


def test_a_pack_is_built_and_read_back(
    registry: OpenRegistry, person: Callable[..., Principal], tmp_path: Path
) -> None:
    tools = _tools(tmp_path)
    with registry(person("trainer", Role.TRAINER)) as one:
        keep_cases(one)
        built = keep_draft(one, compose(one, FACTS, Wish(), tools), tools.box)
        assert [case.number for case in built.content.cases] == [1, 2]
        store = PackStore(one.session, tools.box)
        assert store.content(built.pack.id) == built.content
        assert {"何春生", "尤成林"} <= set(store.key(built.pack.id).key.aliases)
        shown = " ".join(
            p.text for c in built.content.cases for s in c.sections for p in s.passages
        )
        assert "何春生" not in shown and "白水县" not in shown
        assert changes_of(one.session, store.cases(built.pack.id)) == {}
        assert one.get(PACKS, built.pack.id).facts.cases == 2
    with registry(person("other", Role.TRAINER, department="d9")) as one:
        assert one.all(PACKS) == ()
        with pytest.raises(WorkflowError) as refused:
            compose(one, FACTS, Wish(), tools)
        assert refused.value.code == "PACK_NO_CASES"


def test_a_story_told_twice_is_no_crowd_to_hide_in(
    registry: OpenRegistry, person: Callable[..., Principal], tmp_path: Path
) -> None:
    told = TEXTS["甲案"]
    again = told.replace("经查，", "法院查明，")
    another = told.replace("何春生", "田立言").replace(
        "2015年挪用公款四十二万元", "把单位存折上的利息取出后没有入账，并把空白支票交给亲属使用"
    )
    wish = Wish(cases=1)
    with registry(person("trainer", Role.TRAINER)) as one:
        keep_cases(one, texts={"甲案": told, "通报": again, "再报": again + "以上属实。"})
        (rare,) = compose(one, replace(FACTS, k=2), wish, _tools(tmp_path)).facts.rare
        assert (rare.sharing, rare.still) == (1, 1)
        keep_cases(one, texts={"丁案": another})
        assert compose(one, replace(FACTS, k=2), wish, _tools(tmp_path)).facts.rare == ()


def test_packs_of_two_recipients_share_no_digest_of_a_source(
    registry: OpenRegistry, person: Callable[..., Principal], tmp_path: Path
) -> None:
    tools = _tools(tmp_path)
    with registry(person("trainer", Role.TRAINER)) as one:
        keep_cases(one)
        ours = compose(one, FACTS, Wish(), tools).content.sources
        theirs = compose(
            one, replace(FACTS, recipient="青石县审计局"), Wish(), tools
        ).content.sources
        assert ours and not {each.digest for each in ours} & {each.digest for each in theirs}


def test_an_alias_given_to_another_recipient_meanwhile_stops_the_pack(
    registry: OpenRegistry, person: Callable[..., Principal], tmp_path: Path
) -> None:
    tools = _tools(tmp_path)
    with registry(person("trainer", Role.TRAINER)) as one:
        keep_cases(one)
        draft = compose(one, FACTS, Wish(), tools)
        other = compose(one, replace(FACTS, recipient="青石县审计局"), Wish(), tools)
        same = replace(other, key=replace(other.key, key=draft.key.key))
        keep_draft(one, same, tools.box)
        with pytest.raises(WorkflowError) as refused:
            keep_draft(one, draft, tools.box)
        assert refused.value.code == "PACK_ALIAS_TAKEN"
        again = compose(one, FACTS, Wish(), tools)
        assert not set(again.key.key.aliases.items()) & set(draft.key.key.aliases.items())
        keep_draft(one, again, tools.box)
        keep_draft(one, again, tools.box)


def test_the_canteen_is_refused_and_so_is_a_case_above_the_level(
    registry: OpenRegistry, person: Callable[..., Principal]
) -> None:
    with registry(person("trainer", Role.TRAINER)) as one:
        keep_cases(one, level=Level.SENSITIVE)
        choice = match(one, FACTS, Wish(most=Level.SENSITIVE))
        assert {"食堂案"} == {_named(each.case.posts) for each in choice.refused}
        assert len(choice.chosen) == 2
        above = match(one, FACTS, Wish())
        assert above.chosen == () and all("级别高于本包" in each.refused for each in above.refused)


def _named(posts: tuple[str, ...]) -> str:
    return "食堂案" if any("校长" in one for one in posts) else "其他"


def test_wishes_beyond_the_person_are_refused(
    registry: OpenRegistry, person: Callable[..., Principal], tmp_path: Path
) -> None:
    low = replace(person("trainer", Role.TRAINER), clearance=Level.PUBLIC)
    with registry(low) as one, pytest.raises(NotAllowed) as refused:
        match(one, FACTS, Wish(most=Level.INTERNAL))
    assert refused.value.code == "LEVEL_ABOVE_CLEARANCE"
    with registry() as one, pytest.raises(InvalidQuery) as empty:
        match(one, replace(FACTS, positions=()), Wish())
    assert empty.value.code == "AUDIENCE_EMPTY"
    with registry() as one, pytest.raises(InvalidQuery) as wrong:
        compose(one, replace(FACTS, k=0), Wish(), _tools(tmp_path))
    assert wrong.value.code == "K_INVALID"
