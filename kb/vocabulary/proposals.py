"""What people propose to the vocabulary and the dictionary, and what a good proposal is.

A word of the dictionary comes into force on this deployment when the index is next built anew; what
concerns the vocabulary waits for its next version and changes nothing here.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from kb.errors import InvalidQuery, NotFound, WorkflowError
from kb.terms import Taxonomy
from kb.vocabulary.listed import SECTIONS, Listed, groups_of, listed, section_entries


class Kind(StrEnum):
    """What is to be done."""

    WORD = "word"
    DROP_WORD = "drop_word"
    INDICATOR = "indicator"
    NAME = "name"
    DEFINITION = "definition"
    TERM = "term"
    DEPRECATE = "deprecate"
    MERGE = "merge"


class State(StrEnum):
    """Where a proposal stands; all but the first are final."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class WordKind(StrEnum):
    """What sort of word; it changes nothing in how text is cut."""

    UNIT = "unit"
    JARGON = "jargon"
    LEGAL = "legal"
    POST = "post"
    OTHER = "other"


KIND_NAMES: Mapping[Kind, str] = MappingProxyType(
    {
        Kind.WORD: "词典加一个词",
        Kind.DROP_WORD: "词典去掉一个词",
        Kind.INDICATOR: "加一条说法",
        Kind.NAME: "改名称",
        Kind.DEFINITION: "改定义",
        Kind.TERM: "加一个词条",
        Kind.DEPRECATE: "停用",
        Kind.MERGE: "并入另一词条",
    }
)
STATE_NAMES: Mapping[State, str] = MappingProxyType(
    {
        State.PROPOSED: "待定",
        State.ACCEPTED: "已采纳",
        State.REFUSED: "未采纳",
        State.WITHDRAWN: "已撤回",
    }
)
WORD_KIND_NAMES: Mapping[WordKind, str] = MappingProxyType(
    {
        WordKind.UNIT: "单位简称",
        WordKind.JARGON: "行业黑话",
        WordKind.LEGAL: "法律术语",
        WordKind.POST: "职务岗位",
        WordKind.OTHER: "其他",
    }
)
OF_DICTIONARY = frozenset({Kind.WORD, Kind.DROP_WORD})
_FIELDS = {
    Kind.WORD: "词",
    Kind.DROP_WORD: "词",
    Kind.INDICATOR: "说法",
    Kind.NAME: "新名称",
    Kind.DEFINITION: "新定义",
    Kind.TERM: "名称",
    Kind.MERGE: "并入的词条",
}
_LONGEST = {Kind.NAME: 30, Kind.TERM: 30, Kind.DEFINITION: 300, Kind.MERGE: 120}
# 受……指使: words with a gap inside a clause
GAP, MOST_GAPS = "……", 2
LONGEST_WORD, LONGEST_SAYING, LONGEST_REASON = 20, 60, 500
LONGEST_DEFINITION = 300
# 甲供材、U盾、三公消费: Han, Latin letters and figures, at least one Han
_WORD = re.compile(rf"(?=.*[\u4e00-\u9fff])[\u4e00-\u9fffA-Za-z0-9·]{{2,{LONGEST_WORD}}}")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants.

    ``target``: the key of the entry; of a new term, its section; of a word, nothing. ``text``: the
    word, the saying, the new name, definition or name of the new term, or the key merged into.
    ``detail``: what sort of word, or the group of a new term. ``definition``: of a new term.
    ``source``: words of a document, ``3f9a…:120-164``. ``example``: a sentence of one's own.
    """

    kind: Kind
    text: str = ""
    reason: str = ""
    target: str = ""
    detail: str = ""
    definition: str = ""
    example: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A wish as it is kept, with what became of it; times in UTC."""

    id: int
    wish: Wish
    state: State
    version: int
    author: str
    proposed_at: datetime
    decided_by: str = ""
    decided_at: datetime | None = None
    decision: str = ""


def checked(wish: Wish, taxonomy: Taxonomy, *, whole: Callable[[str], bool]) -> Wish:
    """The wish in plain form, or why it is none; ``whole`` tells whether a word is cut as one.

    ``InvalidQuery`` FIELD_NEEDED, FIELD_TOO_LONG, FIELD_INVALID, EDIT_UNCHANGED, LABEL_UNKNOWN;
    ``WorkflowError`` WORD_KNOWN, VOCABULARY_HAS; ``NotFound`` for an entry that there is not.
    """
    field = _FIELDS.get(wish.kind, "内容")
    plain = replace(
        wish,
        text=_plain(field, wish.text, _longest(wish.kind)),
        reason=_plain("理由", wish.reason, LONGEST_REASON),
        definition=_plain("定义", wish.definition, LONGEST_DEFINITION),
        example=_plain("例句", wish.example, LONGEST_DEFINITION),
    )
    if not plain.reason:
        raise InvalidQuery("FIELD_NEEDED", field="理由")
    if wish.kind in _FIELDS and not plain.text:
        raise InvalidQuery("FIELD_NEEDED", field=field)
    if plain.text.count(GAP[0]) > MOST_GAPS * len(GAP):
        raise InvalidQuery("FIELD_INVALID", field=field, value=plain.text[:30])
    if wish.kind in OF_DICTIONARY:
        return _word(plain, whole=whole)
    if wish.kind is Kind.TERM:
        return _new_term(plain, taxonomy)
    return _change(plain, listed(taxonomy, wish.target), taxonomy)


def taken_up(wish: Wish, taxonomy: Taxonomy) -> bool:
    """Whether the running vocabulary says so already, by an upgrade since it was accepted."""
    if wish.kind in OF_DICTIONARY:
        return False
    try:
        checked(wish, taxonomy, whole=lambda _word: False)
    except (WorkflowError, NotFound):
        return True
    except InvalidQuery as error:
        return error.code == "EDIT_UNCHANGED"
    return False


def _longest(kind: Kind) -> int:
    return _LONGEST.get(kind, LONGEST_SAYING)


def _plain(field: str, given: str, longest: int) -> str:
    words = " ".join(given.split())
    if len(words) > longest:
        raise InvalidQuery("FIELD_TOO_LONG", field=field, limit=longest)
    if not words.isprintable():
        raise InvalidQuery("FIELD_INVALID", field=field, value=repr(words[:30]))
    return words


def _word(wish: Wish, *, whole: Callable[[str], bool]) -> Wish:
    if not _WORD.fullmatch(wish.text):
        raise InvalidQuery("FIELD_INVALID", field="词", value=wish.text[:30])
    if wish.kind is Kind.DROP_WORD:
        return replace(wish, target="", detail="", definition="")
    if wish.detail not in (*WordKind, ""):
        raise InvalidQuery("FIELD_INVALID", field="类别", value=wish.detail[:30])
    if whole(wish.text):
        raise WorkflowError("WORD_KNOWN", word=wish.text)
    return replace(wish, target="", detail=wish.detail or WordKind.OTHER.value, definition="")


def _new_term(wish: Wish, taxonomy: Taxonomy) -> Wish:
    if wish.target not in SECTIONS:
        raise InvalidQuery("FIELD_INVALID", field="部分", value=wish.target[:30])
    if not wish.definition:
        raise InvalidQuery("FIELD_NEEDED", field="定义")
    groups = groups_of(taxonomy, wish.target)
    if groups and wish.detail not in groups:
        raise InvalidQuery("FIELD_INVALID", field="类", value=wish.detail[:30])
    for one in section_entries(taxonomy, wish.target):
        if wish.text in (one.name, *one.sayings):
            raise WorkflowError("VOCABULARY_HAS", text=wish.text, name=one.name)
    return wish if groups else replace(wish, detail="")


def _change(wish: Wish, entry: Listed, taxonomy: Taxonomy) -> Wish:
    plain = replace(wish, detail="", definition="")
    match wish.kind:
        case Kind.INDICATOR:
            if wish.text in (entry.name, *entry.sayings):
                raise WorkflowError("VOCABULARY_HAS", text=wish.text, name=entry.name)
        case Kind.NAME:
            for one in section_entries(taxonomy, entry.section):
                if wish.text == one.name:
                    raise WorkflowError("VOCABULARY_HAS", text=wish.text, name=one.name)
        case Kind.DEFINITION:
            if wish.text == entry.definition:
                raise InvalidQuery("EDIT_UNCHANGED")
        case Kind.MERGE:
            _merged(wish, entry, taxonomy)
        case Kind.DEPRECATE:
            plain = replace(plain, text="")
            if entry.deprecated:
                raise WorkflowError("TERM_DEPRECATED", name=entry.name)
    return plain


def _merged(wish: Wish, entry: Listed, taxonomy: Taxonomy) -> None:
    others = {one.key: one for one in section_entries(taxonomy, entry.section)}
    if wish.text not in others or wish.text == entry.key or others[wish.text].deprecated:
        raise InvalidQuery("LABEL_UNKNOWN", key=wish.text[:60])
    if entry.deprecated:
        raise WorkflowError("TERM_DEPRECATED", name=entry.name)
