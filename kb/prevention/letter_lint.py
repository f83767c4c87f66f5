"""建议书体检: what is wrong with a letter before anybody signs it, and a score beside its text.

A pure function over the letter and what is known around it. The score is 100 less the cost of each
finding (``RULES``), never below 0; it says how much is left to do, not how good the letter is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from kb.model import Span
from kb.near_duplicates import similarity, sketch
from kb.prevention.chain_facts import UnitFacts
from kb.prevention.ledger_facts import LetterFacts, LetterKind
from kb.prevention.letter_laws import KnownLaws, ReadCitations
from kb.prevention.letter_places import place_findings
from kb.prevention.letter_rules import missing_parts
from kb.prevention.letter_wording import pair_findings, wording_findings
from kb.terms import Taxonomy


class Severity(StrEnum):
    """``error`` should not be signed; ``warning`` must be justified or mended."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Rule:
    """The words shown (``{value}`` is filled), how grave it is, what it costs of the score."""

    zh: str
    severity: Severity
    cost: int


_E, _W = Severity.ERROR, Severity.WARNING
RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "PART_MISSING": Rule("缺少必备部分：{value}", _E, 15),
        "UNPAIRED": Rule("问题与建议没有一一对应：{value}", _E, 20),
        "MISMATCH": Rule("建议与所对应的问题说的不是一回事", _E, 12),
        "VAGUE": Rule("用语空泛：“{value}”，没有写明具体做什么", _W, 6),
        "OWNER_MISSING": Rule("没有写明由谁负责", _W, 6),
        "DATE_MISSING": Rule("没有写明完成时限", _W, 6),
        "RESULT_MISSING": Rule("没有可以核验的结果", _W, 6),
        "DATE_PAST": Rule("时限已过：{value}", _E, 8),
        "COMMAND": Rule("命令或处罚式措辞，超出建议的权限：“{value}”", _E, 12),
        "PERSON_NAMED": Rule("出现证人、举报人、被害人姓名或个人号码：“{value}”", _E, 15),
        "BASIS_REPEALED": Rule("依据已废止：{value}", _E, 15),
        "BASIS_UNKNOWN": Rule("依据查不到：{value}", _W, 8),
        "BASIS_ARTICLE": Rule("依据没有这一条：{value}", _E, 12),
        "RECIPIENT_LEVEL": Rule("主送单位的层级不合，须说明理由：{value}", _W, 10),
        "RECIPIENT_PLACE": Rule("主送单位不在本地，须层报或商请：{value}", _W, 10),
        "REPLY_LONG": Rule("答复期限超过两个月：{value}", _W, 6),
        "NEAR_COPY": Rule("与旧建议书高度雷同：{value}", _E, 15),
    }
)


@dataclass(frozen=True, slots=True)
class Finding:
    """What, where: the field, which item of it (from 1, 0 for the whole), which characters."""

    code: str
    field: str
    index: int = 0
    span: Span | None = None
    value: str = ""

    @property
    def rule(self) -> Rule:
        """Its words, gravity and cost."""
        return RULES[self.code]

    @property
    def text(self) -> str:
        """The finding as a person reads it."""
        return self.rule.zh.replace("{value}", self.value)


@dataclass(frozen=True, slots=True)
class OlderLetter:
    """A letter written before; ``words`` is its text by ``letter_words``."""

    id: str
    name: str
    words: str


@dataclass(frozen=True, slots=True)
class LintContext:
    """What is known around a letter; ``recipient`` is None where the unit is not known.

    ``linked`` are the pairs (from 1) whose suggestion is a measure registered for the loophole.
    """

    today: date
    taxonomy: Taxonomy
    laws: KnownLaws
    read_citations: ReadCitations
    recipient: UnitFacts | None = None
    older: Sequence[OlderLetter] = ()
    linked: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Linted:
    """The findings in the order of the letter, and the score."""

    findings: tuple[Finding, ...] = field(default=())

    @property
    def score(self) -> int:
        """100 less the costs; 0 at least."""
        return max(0, 100 - sum(one.rule.cost for one in self.findings))


COPIED_AT = 0.6
_TWO_MONTHS = 62


def lint(letter: LetterFacts, context: LintContext) -> Linted:
    """Everything that is found; an empty letter is found incomplete, not refused."""
    found = [
        *_parts(letter),
        *(Finding(*one) for one in wording_findings(letter, context.today)),
        *(Finding(*one) for one in pair_findings(letter, context.taxonomy, context.linked)),
        *_bases(letter, context),
        *(Finding(*one) for one in place_findings(letter, context.recipient)),
        *_reply(letter),
        *_copies(letter, context),
    ]
    return Linted(tuple(found))


def letter_words(letter: LetterFacts) -> str:
    """What is compared between letters: what it found and what it proposes."""
    return "\n".join([letter.findings, *letter.problems, *letter.suggestions])


def _parts(letter: LetterFacts) -> Iterator[Finding]:
    for name in missing_parts(letter):
        yield Finding("PART_MISSING", "letter", value=name)
    problems, suggestions = len(letter.problems), len(letter.suggestions)
    if problems and suggestions and problems != suggestions:
        yield Finding("UNPAIRED", "suggestions", value=f"问题 {problems} 条，建议 {suggestions} 条")


def _bases(letter: LetterFacts, context: LintContext) -> Iterator[Finding]:
    laws = context.laws
    for at, words in enumerate(letter.legal_basis, start=1):
        cited = context.read_citations(words)
        if not cited:
            yield Finding("BASIS_UNKNOWN", "legal_basis", at, value=words[:40])
        for one in cited:
            repealed = laws.repealed.get(one.law)
            last = laws.last_articles.get(one.law)
            if repealed is not None and repealed.on <= context.today:
                told = f"《{one.law}》自 {repealed.on} 起废止，现为《{repealed.by}》"
                yield Finding("BASIS_REPEALED", "legal_basis", at, one.span, told)
            elif one.law not in laws.names:
                yield Finding("BASIS_UNKNOWN", "legal_basis", at, one.span, f"《{one.law}》")
            elif last is not None and one.article is not None and one.article > last:
                told = f"《{one.law}》共 {last} 条，没有第 {one.article} 条"
                yield Finding("BASIS_ARTICLE", "legal_basis", at, one.span, told)


def _reply(letter: LetterFacts) -> Iterator[Finding]:
    by_law = letter.kind in (LetterKind.PROCURATORIAL, LetterKind.JUDICIAL)
    if by_law and letter.reply_days and letter.reply_days > _TWO_MONTHS:
        yield Finding("REPLY_LONG", "reply_days", value=f"{letter.reply_days} 日")


def _copies(letter: LetterFacts, context: LintContext) -> Iterator[Finding]:
    words = letter_words(letter)
    if not words.strip():
        return
    own = sketch(words)
    alike = [(similarity(own, sketch(one.words)), one) for one in context.older]
    near = [(share, one) for share, one in alike if share >= COPIED_AT]
    if near:
        share, one = max(near, key=lambda pair: pair[0])
        yield Finding("NEAR_COPY", "letter", value=f"{one.name}（约 {share:.0%}）")
