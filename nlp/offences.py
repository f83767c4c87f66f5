"""The crimes of a document: what a court found, and what was only charged or suspected."""

import re
from collections.abc import Iterable, Iterator, Sequence

from kb.model import DocumentKind, OffenceMention, Party, Section, SectionKind, Span
from nlp import zones
from nlp.offence_lexicon import NamedOffence, OffenceLexicon, default_lexicon
from nlp.parties import read_parties
from nlp.persons import named_person, persons_of
from nlp.prior_ruling import accused_of, of_accused, upheld_clauses
from nlp.verdicts import Clause, read_clauses, spans_of_offences

__all__ = ["OffenceLexicon", "default_lexicon", "find_offences"]

_JUDGMENTS = (DocumentKind.JUDGMENT_FIRST_INSTANCE, DocumentKind.JUDGMENT_SECOND_INSTANCE)
_CHARGED = (
    SectionKind.HEAD,
    SectionKind.PARTIES,
    SectionKind.PROCEDURE,
    SectionKind.CHARGE,
)
# a crime may stand right after these words
_BEFORE_NAME = re.compile(
    r"犯有?(?!罪(?!所得))|构成(?:了|犯)?|涉嫌(?:犯有?|构成)?"
    r"|[以因](?:涉嫌)?(?:犯)?(?=[^，。；]{2,60}?(?:罪|案))|(?:变更|追加)为"
)
# 不构成贪污罪, 是否构成受贿罪, 另案处理的王某犯……
_NEGATED = re.compile(r"(?:不|未|难以|否|无法|没有|并未|均不|尚不|不能|而非|不应)(?:以|认定)?$")
_SENTENCE = re.compile(r"[^。；\n]+")
_CHARGE_WORDS = re.compile(
    r"指控|涉嫌|起诉|追究.{0,4}刑事责任|移送|逮捕|拘留|留置|立案|公诉机关|抗诉"
)
_FORMER = re.compile(r"曾因|前科|累犯|刑满|曾于|因犯")
# 因犯受贿罪，被判处有期徒刑三年 / 以受贿罪依法判处 / 犯受贿罪，判处
_CONVICTED = re.compile(r"判处|被判|判决|裁定维持|获刑|领刑|免予刑事处罚|作出.{0,10}判")
_ACCUSED = re.compile(
    r"(?:原审被告人|被告人|被告单位|上诉人|被不起诉人"
    r"|犯罪嫌疑人)(?:（[^（）]{1,20}）)?([^，。；：（）]{2,40}?)(?=犯(?!罪)|构成|涉嫌|的行为|身为)"
)


def find_offences(
    text: str, kind: DocumentKind, sections: Sequence[Section], *, title: str = ""
) -> tuple[OffenceMention, ...]:
    """Each crime of each person once, ``found`` before ``alleged``.

    判决如下：被告人张某犯受贿罪 is found; 指控被告人张某犯受贿罪、贪污罪, 涉嫌受贿犯罪 and the
    title are alleged. A second instance that upholds takes over what the court below found.
    """
    if kind is DocumentKind.REGULATION:
        return ()
    lexicon = default_lexicon()
    if kind in _JUDGMENTS or (kind is DocumentKind.UNKNOWN and zones.ruling(text, sections)):
        parties = read_parties(text, sections)
        found = list(_of_ruling(text, sections, lexicon, parties))
        alleged = list(_of_charge(text, sections, lexicon, parties))
    else:
        names = persons_of(text, sections)
        found = list(_convicted(text, lexicon, names)) if kind not in _NEVER_FOUND else []
        alleged = list(_suspected(text, lexicon, names))
    alleged.extend(_of_title(text, title, lexicon))
    return tuple(_once(found)) + tuple(_once(alleged))


_PERSON = re.compile(r"[^的均等在因和与其二三四五两各]{2,4}")
_REACH = 400
_NEVER_FOUND = (
    DocumentKind.INDICTMENT,
    DocumentKind.NON_PROSECUTION,
    DocumentKind.INVESTIGATION_NOTICE,
)


def _of_ruling(
    text: str, sections: Sequence[Section], lexicon: OffenceLexicon, parties: Sequence[Party]
) -> Iterator[OffenceMention]:
    names = [party.name for party in parties]
    ruled = zones.ruling(text, sections)
    clauses: tuple[Clause, ...] = ()
    upheld: tuple[Clause, ...] = ()
    if ruled:
        accused = accused_of(parties)
        clauses = of_accused(read_clauses(text, ruled, lexicon, names=names), accused)
        upheld = upheld_clauses(text, ruled, lexicon, accused=accused, own=clauses)
    own = list(spans_of_offences([*clauses, *upheld]))
    for named, defendant in own:
        yield _mention(named, "found", defendant)
    if not own and not (ruled and "无罪" in ruled.of(text)):
        for zone in zones.opinion(text, sections):
            for named in _named_after(text, zone, lexicon, re.compile(r"构成(?:了)?")):
                yield _mention(named, "found", "")


def _of_charge(
    text: str, sections: Sequence[Section], lexicon: OffenceLexicon, parties: Sequence[Party]
) -> Iterator[OffenceMention]:
    """Charges stand before the facts the court found; crimes of other people come later."""
    names = [party.name for party in parties if "被告" in party.role or "上诉" in party.role]
    for zone in zones.spans_of(sections, *_CHARGED) or (_before_facts(text),):
        for sentence in _SENTENCE.finditer(text, zone.start, zone.end):
            words = sentence.group()
            if not _CHARGE_WORDS.search(words) or _FORMER.search(words):
                continue
            place = Span(sentence.start(), sentence.end())
            for named in _named_after(text, place, lexicon, _BEFORE_NAME):
                whom = _accused(text, place.start, named.span.start, names)
                for defendant in whom or ("",):
                    yield _mention(named, "alleged", defendant)


def _before_facts(text: str) -> Span:
    """From the start to where the court's own facts or opinion begin."""
    return Span(0, zones.charge_end(text))


def _accused(text: str, start: int, end: int, names: Sequence[str]) -> tuple[str, ...]:
    """Those named last before the crime: 指控被告人张某、李某犯……"""
    hits = list(_ACCUSED.finditer(text, max(start, end - _REACH), end + 1))
    if not hits:
        return ()
    words = hits[-1].group(1)
    known = tuple(sorted((name for name in names if name in words), key=words.find))
    return known or ((words,) if _PERSON.fullmatch(words) else ())


def _named_after(
    text: str, zone: Span, lexicon: OffenceLexicon, opening: re.Pattern[str]
) -> Iterator[NamedOffence]:
    for hit in opening.finditer(text, zone.start, zone.end):
        if not _NEGATED.search(text[max(zone.start, hit.start() - 5) : hit.start()]):
            yield from lexicon.match_row(text, hit.end(), zone.end)


def _convicted(
    text: str, lexicon: OffenceLexicon, names: Sequence[str]
) -> Iterator[OffenceMention]:
    """因犯受贿罪被判处有期徒刑三年, in a bulletin, an analysis or a guiding case."""
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group()
        if "罪" not in words or not _CONVICTED.search(words):
            continue
        place = Span(sentence.start(), sentence.end())
        for named in _named_after(text, place, lexicon, _BEFORE_NAME):
            if _CONVICTED.search(text, named.span.end, min(place.end, named.span.end + 60)):
                yield _mention(named, "found", named_person(text, place, named.span.start, names))


def _suspected(
    text: str, lexicon: OffenceLexicon, names: Sequence[str]
) -> Iterator[OffenceMention]:
    """涉嫌受贿犯罪, 以行贿罪移送审查起诉, 指控……犯贪污罪."""
    for sentence in _SENTENCE.finditer(text):
        words = sentence.group()
        if not _CHARGE_WORDS.search(words) or _FORMER.search(words):
            continue
        place = Span(sentence.start(), sentence.end())
        for named in _named_after(text, place, lexicon, _BEFORE_NAME):
            yield _mention(named, "alleged", named_person(text, place, named.span.start, names))


def _of_title(text: str, title: str, lexicon: OffenceLexicon) -> Iterator[OffenceMention]:
    """张某受贿、滥用职权案: where the title stands in the text itself."""
    head = title or text[: text.find("\n")] if "\n" in text[:80] else title
    start = text.find(head) if head else -1
    if start >= 0:
        for named in lexicon.search(text, start, start + len(head)):
            yield _mention(named, "alleged", "")


def _mention(named: NamedOffence, status: str, defendant: str) -> OffenceMention:
    return OffenceMention(named.name, named.offence, status, named.span, defendant)


def _once(mentions: Iterable[OffenceMention]) -> Iterator[OffenceMention]:
    """The first of each crime and person; one without a person only where none has one."""
    every = list(mentions)
    seen: set[tuple[str, str]] = set()
    persons = {mention.name for mention in every if mention.defendant}
    for mention in every:
        key = (mention.name, mention.defendant)
        if key in seen or (not mention.defendant and mention.name in persons):
            continue
        seen.add(key)
        yield mention
