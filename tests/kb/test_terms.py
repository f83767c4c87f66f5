"""The taxonomy that ships is whole, and a broken one is refused by name."""

import pytest

from kb.errors import KbError, NotFound
from kb.model import DocumentKind
from kb.terms import LAYERS, build_taxonomy, load_taxonomy
from kb.yaml_rows import parse_yaml, read_corpus_file

FIRST_EDITION = {"causes": 25, "loopholes": 35, "ideological_roots": 20, "measures": 44}


def test_same_object_every_time() -> None:
    assert load_taxonomy() is load_taxonomy()


@pytest.mark.parametrize(("layer", "count"), FIRST_EDITION.items(), ids=list(FIRST_EDITION))
def test_terms_are_added_never_dropped(layer: str, count: int) -> None:
    terms = load_taxonomy().layer(layer)
    assert len(terms) >= count
    assert all(term.indicators and term.definition and term.name for term in terms)


def test_offences_and_facets_are_complete() -> None:
    taxonomy = load_taxonomy()
    assert len(taxonomy.offences) == 101
    assert len(taxonomy.domains) >= 16
    assert len(taxonomy.positions) == 18


def test_document_kinds_agree_with_the_model() -> None:
    named = {key.partition(":")[2] for key in load_taxonomy().names if key.startswith("kind:")}
    assert named == {kind.value for kind in DocumentKind}


@pytest.mark.parametrize(
    ("key", "name"),
    [
        pytest.param("causes:gift_grooming", "围猎与感情投资", id="cause"),
        pytest.param("offence:bribery_taking", "受贿罪", id="offence"),
        pytest.param("domain:healthcare", "医疗医保", id="domain"),
        pytest.param("position:soe_leader", "国有企业负责人", id="position"),
        pytest.param("kind:confession", "忏悔书", id="kind"),
        pytest.param("group:rule_missing", "制度缺失", id="group"),
    ],
)
def test_label(key: str, name: str) -> None:
    assert load_taxonomy().label(key) == name


@pytest.mark.parametrize("key", ["causes:nonesuch", "gift_grooming", ""])
def test_unknown_label_is_refused(key: str) -> None:
    with pytest.raises(NotFound):
        load_taxonomy().label(key)


def test_unknown_layer_is_refused() -> None:
    with pytest.raises(NotFound):
        load_taxonomy().layer("motives")


@pytest.mark.parametrize(
    ("name", "offence"),
    [
        pytest.param("受贿罪", "bribery_taking", id="full_name"),
        pytest.param("受贿", "bribery_taking", id="without_the_word_crime"),
        pytest.param("公司、企业人员受贿罪", "non_state_bribery_taking", id="former_name"),
        pytest.param("公司企业人员受贿", "non_state_bribery_taking", id="without_the_comma"),
        pytest.param("食品监管渎职罪", "food_drug_supervision_malfeasance", id="renamed"),
    ],
)
def test_find_offence(name: str, offence: str) -> None:
    found = load_taxonomy().find_offence(name)
    assert found is not None
    assert found.id == offence


def test_other_crimes_are_no_duty_offence() -> None:
    assert load_taxonomy().find_offence("盗窃罪") is None


def test_measures_and_what_they_answer_point_both_ways() -> None:
    taxonomy = load_taxonomy()
    answered = [*taxonomy.layer("loopholes"), *taxonomy.layer("ideological_roots")]
    for measure in taxonomy.layer("measures"):
        answers = {term.id for term in answered if measure.id in term.counterparts}
        assert answers == set(measure.counterparts), measure.id


def test_indicators_are_phrases_not_expressions() -> None:
    terms = [term for layer in LAYERS for term in load_taxonomy().layer(layer)]
    assert [i for term in terms for i in term.indicators if i.startswith("re:")] == []


def test_broken_taxonomies_are_refused() -> None:
    good = dict(read_corpus_file("taxonomy.yaml"))
    causes = list(good["causes"])  # type: ignore[call-overload]
    twice = good | {"causes": [*causes, causes[0]]}
    dangling = good | {"causes": [causes[0] | {"related": ["nonesuch"]}, *causes[1:]]}
    groupless = good | {"causes": [causes[0] | {"group": "nonesuch"}, *causes[1:]]}
    missing = {name: section for name, section in good.items() if name != "measures"}
    for broken in (twice, dangling, groupless, missing):
        with pytest.raises(KbError) as raised:
            build_taxonomy(broken)
        assert raised.value.code == "CORPUS_INVALID"


def test_text_that_is_no_mapping_is_refused() -> None:
    for source in ("- a\n- b", "a: [unclosed"):
        with pytest.raises(KbError):
            parse_yaml(source)
