"""What is asserted is tagged, where it may be; what is asked for, denied or pleaded is not."""

import json
import time
from pathlib import Path

import pytest
import rjieba
from spacy.language import Language
from spacy.tokens import Doc

from kb.errors import AnalysisError
from kb.model import DocumentKind, Label, Section, SectionKind, Sentence, Span
from kb.terms import load_taxonomy
from nlp.label_patterns import Pattern, load_matcher
from nlp.label_rules import rule_pipeline
from nlp.tagger import load_tagger, tag

KINDS, PARTS = DocumentKind, SectionKind
FAMILIES = [pattern for pattern in load_matcher(load_taxonomy()).patterns if pattern.example]


@pytest.fixture(scope="module")
def pipeline() -> Language:
    return rule_pipeline(rjieba.cut, load_taxonomy())


def labels(
    pipeline: Language,
    sentence: str,
    kind: DocumentKind = KINDS.UNKNOWN,
    part: SectionKind = PARTS.BODY,
) -> tuple[Label, ...]:
    whole = Span(0, len(sentence))
    sections, sentences = (Section(part, whole),), (Sentence(0, whole, 0),)
    return tag(sentence, kind, sections, sentences, pipeline=pipeline)


def keys(
    pipeline: Language,
    sentence: str,
    kind: DocumentKind = KINDS.UNKNOWN,
    part: SectionKind = PARTS.BODY,
) -> set[str]:
    return {label.key for label in labels(pipeline, sentence, kind, part)}


@pytest.mark.parametrize("pattern", FAMILIES, ids=[pattern.rule for pattern in FAMILIES])
def test_every_family_finds_its_example(pattern: Pattern) -> None:
    assert pattern.find is not None
    assert pattern.find.search(pattern.example)
    assert any(anchor in pattern.example for anchor in pattern.anchors)


COUNTERS = [pattern for pattern in FAMILIES if pattern.counter]


@pytest.mark.parametrize("pattern", COUNTERS, ids=[pattern.rule for pattern in COUNTERS])
def test_no_family_takes_its_counter_example(pattern: Pattern, pipeline: Language) -> None:
    fired = {label.rule for label in labels(pipeline, pattern.counter)}
    assert pattern.rule not in fired


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        pytest.param(
            "经查，张某违规收受管理服务对象所送礼品、礼金。", {"causes:gift_grooming"}, id="gifts"
        ),
        pytest.param(
            "没有人核对银行余额，账目长期不符。",
            {"loopholes:reconciliation_gap"},
            id="a_missing_control_is_asserted",
        ),
        pytest.param(
            "会计与出纳长期由赵某一人兼任。", {"loopholes:incompatible_posts"}, id="loophole"
        ),
        pytest.param(
            "我放松了政治学习，心存侥幸。",
            {"ideological_roots:learning_slack", "ideological_roots:fluke_mentality"},
            id="two_roots",
        ),
        pytest.param(
            "制定粮食轮换管理细则，并由监管科每季度抽查一次库存。",
            {"measures:fill_rule_gap", "measures:spot_check"},
            id="two_measures",
        ),
        pytest.param("要坚决反对特权思想，摒弃侥幸心理。", set(), id="exhortation"),
        pytest.param("未发现该所监管不到位。", set(), id="denied"),
        pytest.param("如果监管不到位，就会滋生腐败。", set(), id="condition"),
        pytest.param("王某辩称收受的现金20万元系借款，本院不予采信。", set(), id="defence"),
        pytest.param("被告人李某犯串通投标罪。", set(), id="offence_named_only"),
        pytest.param("根据《某市采购办法》的规定，严禁收受礼金。", set(), id="statute"),
        pytest.param("他历任某县审计局科员、副科长、科长。", set(), id="career"),
        pytest.param("经专项审计查明，涉案账户余额为一百二十万元。", set(), id="evidence_audit"),
        pytest.param("工程依法经公开招标确定施工单位。", set(), id="neutral_fact"),
        pytest.param("该公司已建立三重一大决策制度并严格执行。", set(), id="standing_rule"),
        pytest.param("", set(), id="empty"),
    ],
)
def test_sentences(sentence: str, expected: set[str], pipeline: Language) -> None:
    assert keys(pipeline, sentence) == expected


TAKEN = "被告人张某收受某公司经理给予的现金20万元。"
CONTROL = "该局财务管理混乱，印章由一人保管。"
RULE = "应当修订完善采购管理办法。"


@pytest.mark.parametrize(
    ("sentence", "kind", "part", "tagged"),
    [
        pytest.param(TAKEN, KINDS.JUDGMENT_FIRST_INSTANCE, PARTS.FACTS, True, id="court_facts"),
        pytest.param(TAKEN, KINDS.JUDGMENT_FIRST_INSTANCE, PARTS.CHARGE, True, id="charge_alone"),
        pytest.param(TAKEN, KINDS.JUDGMENT_FIRST_INSTANCE, PARTS.EVIDENCE, False, id="evidence"),
        pytest.param(TAKEN, KINDS.JUDGMENT_FIRST_INSTANCE, PARTS.DEFENCE, False, id="plea"),
        pytest.param(TAKEN, KINDS.REGULATION, PARTS.ARTICLE, False, id="regulation"),
        pytest.param(CONTROL, KINDS.JUDGMENT_FIRST_INSTANCE, PARTS.FACTS, False, id="no_loophole"),
        pytest.param(CONTROL, KINDS.PROCURATORIAL_SUGGESTION, PARTS.PROBLEMS, True, id="problems"),
        pytest.param(RULE, KINDS.PROCURATORIAL_SUGGESTION, PARTS.SUGGESTIONS, True, id="advice"),
        pytest.param(RULE, KINDS.GUIDING_CASE, PARTS.BODY, False, id="appeal_in_a_story"),
    ],
)
def test_sections_decide(
    sentence: str, kind: DocumentKind, part: SectionKind, *, tagged: bool, pipeline: Language
) -> None:
    assert bool(keys(pipeline, sentence, kind, part)) is tagged


def test_a_charge_is_silent_where_the_court_states_facts(pipeline: Language) -> None:
    text = TAKEN + TAKEN
    half = len(TAKEN)
    sections = (
        Section(PARTS.CHARGE, Span(0, half)),
        Section(PARTS.FACTS, Span(half, 2 * half)),
    )
    sentences = (Sentence(0, Span(0, half), 0), Sentence(1, Span(half, 2 * half), 1))
    found = tag(text, KINDS.JUDGMENT_FIRST_INSTANCE, sections, sentences, pipeline=pipeline)
    assert {label.sentence for label in found} == {1}


def test_span_is_the_clause_in_the_coordinates_of_the_document(pipeline: Language) -> None:
    before, sentence = "某市通报。", "经查，李某违规收受礼金，情节较重。"
    text = before + sentence
    sections = (Section(PARTS.BODY, Span(0, len(text))),)
    sentences = (Sentence(7, Span(len(before), len(text)), 0),)
    (label,) = tag(text, KINDS.DISCIPLINE_BULLETIN, sections, sentences, pipeline=pipeline)
    assert label.span.of(text) == "李某违规收受礼金"
    assert (label.sentence, label.method, label.tense) == (7, "pattern", "past")
    assert 0.5 <= label.confidence <= 1.0


def test_one_label_of_a_key_a_sentence(pipeline: Language) -> None:
    found = labels(pipeline, "张某收受礼金，又收受购物卡，还收受红包。")
    assert [label.key for label in found] == ["causes:gift_grooming"]


def test_formulas_are_marked(pipeline: Language) -> None:
    found = labels(pipeline, "张某丧失理想信念，背弃初心使命。", KINDS.DISCIPLINE_BULLETIN)
    assert [label.boilerplate for label in found] == [True]


@pytest.mark.parametrize(
    ("sentence", "part", "tense"),
    [
        pytest.param("修订采购管理办法。", PARTS.RECTIFICATION, "done", id="reported"),
        pytest.param("下一步将修订采购管理办法。", PARTS.NEXT_STEPS, "planned", id="next_step"),
    ],
)
def test_tense_of_measures(
    sentence: str, part: SectionKind, tense: str, pipeline: Language
) -> None:
    found = labels(pipeline, sentence, KINDS.RECTIFICATION_REPORT, part)
    assert {label.tense for label in found} == {tense}


def test_load_tagger_takes_the_four_values() -> None:
    whole = Span(0, len(TAKEN))
    tagger = load_tagger(rjieba.cut, load_taxonomy())
    found = tagger(TAKEN, KINDS.UNKNOWN, (Section(PARTS.BODY, whole),), (Sentence(0, whole, 0),))
    assert [label.key for label in found] == ["causes:power_money_trade"]


class _Model:
    """A trained model in the component's place: it labels the whole sentence."""

    def relevant(self, text: str, layers: object) -> bool:
        return bool(text and layers)

    def __call__(self, doc: Doc) -> Doc:
        doc.spans["labels"] = [doc.char_span(0, len(doc.text), label="causes:collusion")]
        offsets = [(0, len(doc.text))]
        doc.spans["labels"].attrs.update(
            scores=[0.9], least=[0.5], offsets=offsets, method="model", model="labels-2026.11"
        )
        return doc


def _with_component(component: object) -> Language:
    pipeline = rule_pipeline(rjieba.cut, load_taxonomy())
    if not Language.has_factory("test_component"):
        Language.factory("test_component", func=lambda nlp, name: _Model())
        Language.component("test_bare", func=_untouched)
    pipeline.remove_pipe("labels")
    pipeline.add_pipe(component, name="labels")
    return pipeline


def _untouched(doc: Doc) -> Doc:
    return doc


def test_a_trained_model_plugs_in_behind_the_same_filters() -> None:
    pipeline = _with_component("test_component")
    (label,) = labels(pipeline, "二人里应外合。")
    assert (label.key, label.method) == ("causes:collusion", "model")
    assert labels(pipeline, "辩护人提出二人里应外合证据不足。") == ()


def test_a_component_without_the_interface_is_refused() -> None:
    with pytest.raises(AnalysisError):
        labels(_with_component("test_bare"), "二人里应外合。")


@pytest.mark.parametrize(
    "bait",
    [
        pytest.param("收受" * 20_000, id="verbs_without_objects"),
        pytest.param("利用职务便利" * 10_000, id="half_a_formula"),
        pytest.param("，" * 60_000 + "收受礼金", id="commas"),
        pytest.param("要" * 30_000 + "收受礼金", id="exhortation"),
        pytest.param("《" * 30_000 + "未未未收受现金20万元", id="brackets"),
    ],
)
def test_long_run_ons_stay_cheap(bait: str, pipeline: Language) -> None:
    started = time.perf_counter()
    labels(pipeline, bait)
    assert time.perf_counter() - started < 3.0


@pytest.mark.real
def test_agreement_with_the_annotator(shared_data: Path, pipeline: Language) -> None:
    """Micro F1 over sentences; literal indicators alone reach 0.38."""
    rows = (shared_data / "tags_dev" / "sentences.jsonl").read_text("utf-8").splitlines()
    hits = given = wanted = 0
    for row in map(json.loads, rows):
        guiding = row["source"].startswith("official_cases")
        kind = KINDS.GUIDING_CASE if guiding else KINDS.UNKNOWN
        found, gold = keys(pipeline, row["text"], kind), set(row["labels"])
        hits, given, wanted = hits + len(found & gold), given + len(found), wanted + len(gold)
    assert 2 * hits / (given + wanted) > 0.55
