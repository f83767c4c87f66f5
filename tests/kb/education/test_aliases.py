"""Aliases are steady in a pack and tell two recipients nothing of each other."""

from itertools import permutations

from kb.education.redaction.aliases import Aliases, Audience
from kb.education.redaction.people import Person, Role

KEY = b"a key of thirty-two bytes or so!"
PEOPLE = [Person(one) for one in ("王建国", "赵大力", "欧阳修远", "李小明", "陈桂芳")]


def _given(recipient: str, **more: object) -> dict[str, str]:
    aliases = Aliases(KEY, recipient=recipient, audience=Audience.UNIT, **more)  # type: ignore[arg-type]
    for person in PEOPLE:
        aliases.of_person(person)
    return aliases.given


def test_the_same_person_has_the_same_alias_whenever_the_pack_is_made() -> None:
    assert _given("甲局") == _given("甲局")


def test_another_recipient_is_given_other_aliases() -> None:
    first = _given("甲局")
    second = _given("乙局", elsewhere={name: [alias] for name, alias in first.items()})
    assert all(first[name] != second[name] for name in first)


def test_without_knowing_the_other_pack_few_aliases_meet() -> None:
    packs = [_given(f"第{i}局") for i in range(40)]
    same = [a[p.name] == b[p.name] for a, b in permutations(packs, 2) for p in PEOPLE]
    assert sum(same) / len(same) < 0.1


def test_compound_surnames_are_kept_whole() -> None:
    assert _given("甲局")["欧阳修远"].startswith("欧阳某")


def test_no_two_persons_share_an_alias() -> None:
    aliases = Aliases(KEY, recipient="甲局", audience=Audience.UNIT)
    given = {aliases.of_person(Person(f"王{chr(0x4E00 + i)}")) for i in range(60)}
    assert len(given) == 60


def test_an_alias_that_a_text_already_has_is_not_given() -> None:
    first = _given("甲局")["王建国"]
    assert _given("甲局", taken=[first])["王建国"] != first


def test_witnesses_and_merchants_have_letters() -> None:
    aliases = Aliases(KEY, recipient="甲局", audience=Audience.PUBLIC)
    assert aliases.of_person(Person("赵大力", Role.MERCHANT))[:-1] == "商人"
    assert aliases.of_person(Person("李小明", Role.WITNESS))[:-1] == "证人"
