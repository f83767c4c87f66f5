"""What a charge is predicted from: the words of the facts, sentence by sentence.

The defendants' names become 被告人 and other anonymised names 某人, so that 被告人_收受 and
送给_被告人 tell who gave and who took. Names of crimes and cited articles never become words: the
articles and the names are read apart, as signs, and only where the mask leaves them. What the
defence says is not read. The first letter of a feature tells where it was read:

``W`` a word, ``B`` two words side by side, anywhere; ``H`` either, in the opening of the facts;
``O`` either, in a sentence that accuses (指控, 触犯, 身为……, 利用……职务便利); ``R`` a word right
before (``<``) or after (``>``) the defendant.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kb.model import Span
from nlp.charge_masking import HIDDEN, hide_charges, named_crimes
from nlp.offence_lexicon import NamedOffence
from nlp.protected_words import NUMBER, PERSON
from nlp.statute_refs import find_statutes

NAMESPACES = "WBHOR"
DEFENDANT, ANYBODY, FIGURE = "被告人", "某人", "数"

_OPENING, _READ, _ACCUSED_READ, _NAMES_READ = 2_500, 14_000, 60_000, 8_000
_BEFORE, _AFTER = 4, 8
_CRIMINAL_LAW = "刑法"
_SENTENCE = re.compile(r"[^。；\n]+")
_CLAUSE = re.compile(r"[^，：,]+")
_RUN = re.compile(f"{HIDDEN}+")
_JOINING = frozenset("、“”（） \u3000")
_DEFENCE = re.compile(r"辩护人|辩称|辩解|辩护意见|提出异议|无异议|上诉称|上诉理由|上诉提出|不构成")
_ACCUSING = re.compile(
    r"触犯|已构成|追究|指控|(?:本院|公诉机关|检察院|原审法院)认为|身为|作为|之规定"
    r"|利用(?:其)?(?:担任)?[^，。]{0,20}职务"
)
_ACCUSED = re.compile(
    r"(?:被告人|上诉人|被告单位|犯罪嫌疑人)(?:[（(][^（）()]{1,12}[）)])?"
    rf"([^，。；：:、（）()\s“”{HIDDEN}]{{2,4}})"
)
# 王某利 of 被告人王某利用职务便利 is no name
_NOT_IN_NAME = re.compile(r"[的在于利用为系因身任担犯认对自提供向通非辩实主归到案及和与称将多]")

Words = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class ReadSentence:
    """One sentence of the facts with how often each feature stands in it."""

    span: Span
    counts: Counter[str]


@dataclass(frozen=True, slots=True)
class FactsRead:
    """Sentences with their features; 刑法 articles cited and crimes named outside the defence."""

    sentences: tuple[ReadSentence, ...]
    articles: frozenset[str]
    named: frozenset[str]

    def counts(self) -> Counter[str]:
        """How often each feature stands in all sentences."""
        total: Counter[str] = Counter()
        for sentence in self.sentences:
            total.update(sentence.counts)
        return total


def read_facts(text: str, words: Words, *, accusing: bool = False) -> FactsRead:
    """Features of facts, masked or not; ``accusing`` where all of it is an opinion."""
    text = text[:_ACCUSED_READ]
    crimes = tuple(named_crimes(text))
    hidden = hide_charges(text, (crime.span for crime in crimes), "strict")
    names = _names_pattern(hidden[:_NAMES_READ])
    read: list[ReadSentence] = []
    defence: list[tuple[int, int]] = []
    for hit in _SENTENCE.finditer(hidden):
        sentence = hit.group()
        if _DEFENCE.search(sentence):
            defence.append(hit.span())
            continue
        accuses = accusing or bool(_ACCUSING.search(sentence))
        if hit.start() > _READ and not accuses:
            continue
        zones = ("O" if accuses else "") + ("H" if hit.start() < _OPENING else "")
        if names:
            sentence = names.sub(DEFENDANT, sentence)
        counts: Counter[str] = Counter()
        for clause in _CLAUSE.findall(_RUN.sub(HIDDEN, sentence)):
            counts.update(_features(list(_tokens(words(clause))), zones))
        if counts:
            read.append(ReadSentence(Span(*hit.span()), counts))
    return FactsRead(tuple(read), *_signs(text, crimes, defence))


def _features(tokens: Sequence[str], zones: str) -> Iterator[str]:
    """Features of a clause; an empty token parts its neighbours."""
    before = ""
    since = _AFTER
    for place, token in enumerate(tokens):
        if token:
            pair = f"{before}_{token}" if before else ""
            yield f"W{token}"
            if pair:
                yield f"B{pair}"
            for zone in zones:
                yield zone + token
                if pair:
                    yield zone + pair
            if token in (DEFENDANT, "被告单位"):
                since = 0
                for near in tokens[max(0, place - _BEFORE) : place]:
                    if near:
                        yield f"R<{near}"
            elif since < _AFTER:
                yield f"R>{token}"
                since += 1
        before = token


def _tokens(words: Sequence[str]) -> Iterator[str]:
    for word in words:
        if word == HIDDEN or not any(map(str.isalnum, word)):
            if word not in _JOINING:
                yield ""
        elif PERSON.fullmatch(word):
            yield ANYBODY
        elif word[0].isdigit() or NUMBER.fullmatch(word):
            yield FIGURE
        else:
            yield word


def _names_pattern(text: str) -> re.Pattern[str] | None:
    """The names that follow 被告人 twice or more: 张某甲, not 张某甲利 of 张某甲利用."""
    counts: Counter[str] = Counter()
    for hit in _ACCUSED.finditer(text):
        counts.update(hit[1][:size] for size in range(2, len(hit[1]) + 1))
    names = {
        name
        for name, count in counts.items()
        if count > 1 and not _NOT_IN_NAME.search(name, 1) and not _grows(name, counts)
    }
    if not names:
        return None
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    return re.compile("(?:被告人|上诉人)?(?:" + "|".join(map(re.escape, longest_first)) + ")")


def _grows(name: str, counts: Counter[str]) -> bool:
    """Whether nearly always the same character follows: then the name is longer."""
    return any(
        count >= 0.7 * counts[name]
        for other, count in counts.items()
        if len(other) == len(name) + 1 and other.startswith(name)
    )


def _signs(
    text: str, crimes: Sequence[NamedOffence], defence: Sequence[tuple[int, int]]
) -> tuple[frozenset[str], frozenset[str]]:
    def outside(start: int) -> bool:
        return not any(begin <= start < end for begin, end in defence)

    articles = {
        str(one.ref.article)
        for one in find_statutes(text)
        if one.ref.law == _CRIMINAL_LAW and outside(one.span.start)
    }
    named = {crime.offence for crime in crimes if crime.offence and outside(crime.span.start)}
    return frozenset(articles), frozenset(named)
