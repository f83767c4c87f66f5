"""What the form of a proposal asks for, by what is proposed of which entry."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from kb.errors import NotFound
from kb.terms import Taxonomy
from kb.vocabulary.listed import SECTIONS, groups_of, listed, section_entries
from kb.vocabulary.proposals import KIND_NAMES, WORD_KIND_NAMES, Kind, WordKind

FIELD_NAMES: Mapping[str, str] = {
    "kind": "提什么",
    "target": "词条",
    "text": "内容",
    "detail": "类别",
    "definition": "定义",
    "reason": "理由",
    "example": "例句",
    "source": "出处",
}
_OF_ENTRY = (Kind.INDICATOR, Kind.NAME, Kind.DEFINITION, Kind.DEPRECATE, Kind.MERGE)
_WITH_EXAMPLE = (Kind.WORD, Kind.INDICATOR, Kind.TERM)
Choices = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ProposalForm:
    """``tabs``: (kind, target, words, current) of what else may be proposed here.

    ``current`` is what is to be changed as it stands now, ``sayings`` what the entry says already;
    ``text`` names the field for it ("" where there is none), ``choices`` are its values where they
    are few; ``details`` likewise for the sort of word or the group.
    """

    kind: Kind
    target: str
    title: str
    subject: str
    tabs: Sequence[tuple[str, str, str, bool]]
    text: str = ""
    long: bool = False
    choices: Choices = ()
    details: Choices = ()
    defined: bool = False
    exemplified: bool = False
    current: str = ""
    sayings: Sequence[str] = ()
    prefilled: Mapping[str, str] = field(default_factory=dict)


def form_for(taxonomy: Taxonomy, kind: str, target: str) -> ProposalForm:
    """The form; ``NotFound`` for a kind or an entry that there is not."""
    if not target or target in SECTIONS:
        return _new(taxonomy, kind or Kind.WORD.value, target)
    known = {one.value: one for one in _OF_ENTRY}
    chosen = known.get(kind or Kind.INDICATOR.value)
    if chosen is None:
        raise NotFound(id=kind)
    return _of_entry(taxonomy, chosen, target)


def current_of(taxonomy: Taxonomy, kind: Kind, target: str) -> str:
    """What a change would replace, as it stands now; "" for what replaces nothing."""
    if kind not in (Kind.NAME, Kind.DEFINITION):
        return ""
    try:
        entry = listed(taxonomy, target)
    except NotFound:  # the vocabulary went on without it
        return ""
    return entry.name if kind is Kind.NAME else entry.definition


def _new(taxonomy: Taxonomy, kind: str, section: str) -> ProposalForm:
    if kind not in (Kind.WORD, Kind.DROP_WORD, Kind.TERM):
        raise NotFound(id=kind)
    if kind == Kind.DROP_WORD:
        title = KIND_NAMES[Kind.DROP_WORD]
        return ProposalForm(Kind.DROP_WORD, "", title, "词典", (), text="词")
    section = section or "loopholes"
    is_word = kind == Kind.WORD
    tabs = [(Kind.WORD.value, "", "一个词", is_word)]
    tabs += [
        (Kind.TERM.value, one, f"{words}的词条", not is_word and one == section)
        for one, words in SECTIONS.items()
    ]
    if is_word:
        details = tuple((one.value, words) for one, words in WORD_KIND_NAMES.items())
        return ProposalForm(
            Kind.WORD,
            "",
            "提一个词",
            "词典",
            tabs,
            "词",
            details=details,
            exemplified=True,
            prefilled={"detail": WordKind.OTHER.value},
        )
    return ProposalForm(
        kind=Kind.TERM,
        target=section,
        title=f"提一个新词条（{SECTIONS[section]}）",
        subject=SECTIONS[section],
        tabs=tabs,
        text="名称",
        details=tuple(groups_of(taxonomy, section).items()),
        defined=True,
        exemplified=True,
    )


def _of_entry(taxonomy: Taxonomy, kind: Kind, target: str) -> ProposalForm:
    entry = listed(taxonomy, target)
    of_offence = entry.section == "offences"
    names = {**KIND_NAMES, Kind.INDICATOR: "加一个别名" if of_offence else "加一条说法"}
    current = current_of(taxonomy, kind, target)
    others = [one for one in section_entries(taxonomy, entry.section) if one.key != target]
    texts = {
        Kind.INDICATOR: "别名" if of_offence else "说法",
        Kind.NAME: "新名称",
        Kind.DEFINITION: "新定义",
        Kind.MERGE: "并入",
    }
    return ProposalForm(
        kind=kind,
        target=target,
        title=f"{names[kind]}：{entry.name}",
        subject=f"{SECTIONS[entry.section]} · {entry.name}",
        tabs=[(one.value, target, names[one], one is kind) for one in _OF_ENTRY],
        text=texts.get(kind, ""),
        long=kind is Kind.DEFINITION,
        choices=[(one.key, one.name) for one in others if not one.deprecated]
        if kind is Kind.MERGE
        else (),
        exemplified=kind in _WITH_EXAMPLE,
        current=current,
        sayings=entry.sayings if kind is Kind.INDICATOR else (),
        prefilled={"text": current} if current else {},
    )
