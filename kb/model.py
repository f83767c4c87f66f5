"""The nouns that flow through the house: read this file first.

``RawFile`` → ``Document`` → ``Section`` / ``Sentence`` → ``TaggedDocument`` → ``Passage`` →
``Hit``. Everything is frozen. Every ``Span`` counts characters (code points) of
``Document.text``, fixed once cleaning is done; pages are spans too, so a hit leads to its page.
Ids are derived, never drawn: any step may be repeated safely.

Longer than other files on purpose: the nouns are read together, in this order.
"""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum

DocumentId = str
CaseId = str


class DocumentKind(StrEnum):
    """The 16 kinds of ``document_types`` in the taxonomy, and ``UNKNOWN``."""

    JUDGMENT_FIRST_INSTANCE = "judgment_first_instance"
    JUDGMENT_SECOND_INSTANCE = "judgment_second_instance"
    INDICTMENT = "indictment"
    NON_PROSECUTION = "non_prosecution"
    DISCIPLINE_BULLETIN = "discipline_bulletin"
    INVESTIGATION_NOTICE = "investigation_notice"
    CONFESSION = "confession"
    CASE_ANALYSIS = "case_analysis"
    SUPERVISION_SUGGESTION = "supervision_suggestion"
    PROCURATORIAL_SUGGESTION = "procuratorial_suggestion"
    JUDICIAL_SUGGESTION = "judicial_suggestion"
    RECTIFICATION_REPORT = "rectification_report"
    REGULATION = "regulation"
    GUIDING_CASE = "guiding_case"
    RISK_ANALYSIS_REPORT = "risk_analysis_report"
    CLUE_RECORD = "clue_record"
    UNKNOWN = "unknown"


class SectionKind(StrEnum):
    """The parts a document is cut into; the groups follow the kinds of documents."""

    TITLE = "title"
    BODY = "body"
    SIGN = "sign"
    ATTACHMENT = "attachment"
    # judgments, indictments, decisions not to prosecute
    HEAD = "head"
    PARTIES = "parties"
    PROCEDURE = "procedure"
    CHARGE = "charge"
    DEFENCE = "defence"
    PRIOR_JUDGMENT = "prior_judgment"
    APPEAL_REASONS = "appeal_reasons"
    FACTS = "facts"
    EVIDENCE = "evidence"
    OPINION = "opinion"
    STATUTES = "statutes"
    RULING = "ruling"
    APPEAL = "appeal"
    # bulletins and notices
    LEAD = "lead"
    FINDINGS = "findings"
    CHARACTERISATION = "characterisation"
    DECISION = "decision"
    RESUME = "resume"
    CASE_ITEM = "case_item"
    # confessions
    EXPERIENCE = "experience"
    REFLECTION = "reflection"
    CONSEQUENCE = "consequence"
    EXHORTATION = "exhortation"
    # analysis reports, suggestion letters, rectification reports
    BASIC_FACTS = "basic_facts"
    FEATURES = "features"
    CAUSES = "causes"
    LESSONS = "lessons"
    COUNTERMEASURES = "countermeasures"
    RISK_POINTS = "risk_points"
    SOURCE = "source"
    PROBLEMS = "problems"
    SUGGESTIONS = "suggestions"
    REPLY_REQUEST = "reply_request"
    DEPLOYMENT = "deployment"
    RECTIFICATION = "rectification"
    RESULTS = "results"
    SHORTCOMINGS = "shortcomings"
    NEXT_STEPS = "next_steps"
    # regulations
    PREAMBLE = "preamble"
    PART = "part"
    CHAPTER = "chapter"
    DIVISION = "division"
    ARTICLE = "article"
    PARAGRAPH = "paragraph"
    ITEM = "item"
    # guiding cases
    KEYWORDS = "keywords"
    GIST = "gist"
    DUTY_PERFORMANCE = "duty_performance"
    SIGNIFICANCE = "significance"
    RELATED_LAW = "related_law"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open ``[start, end)`` in characters of ``Document.text``."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start <= self.end:
            raise ValueError(f"not a span: {self.start}, {self.end}")

    def of(self, text: str) -> str:
        """The words the span covers."""
        return text[self.start : self.end]

    def covers(self, other: "Span") -> bool:
        """Whether ``other`` lies wholly inside."""
        return self.start <= other.start and other.end <= self.end


@dataclass(frozen=True, slots=True)
class RawFile:
    """One file (or one row of a JSONL file, or one member of an archive) as it came.

    ``owner`` is the account that brings it, empty on a machine without accounts.
    """

    name: str
    content: bytes
    owner: str = ""

    @property
    def sha256(self) -> str:
        """Of the bytes, in hex."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def id(self) -> DocumentId:
        """The same bytes of the same owner are the same document: the digest, an owner mixed in.

        Without the owner in it, the id would tell one who brings bytes that another keeps them.
        """
        if not self.owner:
            return self.sha256
        return hashlib.sha256(f"{self.owner}\0{self.sha256}".encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Document:
    """Cleaned text with its pages; ``warnings`` are stable codes (e.g. ``ENCODING_GUESSED``)."""

    id: DocumentId
    name: str
    media_type: str
    text: str
    pages: tuple[Span, ...] = ()
    title: str = ""
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document. ``level`` 0 is outermost; ``heading`` is the words that open it."""

    kind: SectionKind
    span: Span
    heading: str = ""
    level: int = 0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence; ``section`` is the index of the innermost section that holds it."""

    index: int
    span: Span
    section: int


@dataclass(frozen=True, slots=True)
class Mention:
    """A value read from the text, and where it stands."""

    value: str
    span: Span


@dataclass(frozen=True, slots=True)
class Party:
    """A person or unit of the case; ``role`` e.g. 被告人, 上诉人, 辩护人, 公诉机关, 被审查人."""

    name: str
    role: str
    span: Span
    position: str = ""
    birth_year: int | None = None


@dataclass(frozen=True, slots=True)
class Amount:
    """Money: ``low``..``high`` in units of ``currency`` (low is the value; 余 sets approximate).

    ``kind``: bribe 受贿, embezzled 贪污, misappropriated 挪用, loss 损失, fine 罚金,
    recovered 追缴退缴, illicit 违法所得, confiscated 没收, given 行贿, other 其他.
    """

    span: Span
    low: float
    high: float
    currency: str = "CNY"
    approximate: bool = False
    kind: str = "other"
    total: bool = False


@dataclass(frozen=True, slots=True, order=True)
class StatuteRef:
    """被引法条，例如《刑法》第三百八十五条第一款。law 为规范名（去“中华人民共和国”）。"""

    law: str
    article: int
    sub: int | None = None
    paragraph: int | None = None
    item: int | None = None

    def __str__(self) -> str:
        text = f"《{self.law}》第{self.article}条"
        if self.sub:
            text += f"之{self.sub}"
        if self.paragraph:
            text += f"第{self.paragraph}款"
        if self.item:
            text += f"第{self.item}项"
        return text


@dataclass(frozen=True, slots=True)
class StatuteMention:
    """A reference and the words that make it."""

    ref: StatuteRef
    span: Span


@dataclass(frozen=True, slots=True)
class Article:
    """An article of a regulation: ``number`` 17 and ``sub`` 1 for 第十七条之一 (0 without 之)."""

    number: int
    sub: int
    span: Span


@dataclass(frozen=True, slots=True)
class OffenceMention:
    """``offence`` is the id of the taxonomy or "" for one outside it; ``status``: found/alleged."""

    name: str
    offence: str
    status: str
    span: Span
    defendant: str = ""


@dataclass(frozen=True, slots=True)
class Penalty:
    """One punishment of one defendant; months of imprisonment, yuan of fine."""

    span: Span
    defendant: str = ""
    offence: str = ""
    imprisonment_months: int | None = None
    detention_months: int | None = None
    life: bool = False
    death: bool = False
    exempt: bool = False
    probation_months: int | None = None
    deprivation_years: int | None = None
    fine: float | None = None
    combined: bool = False


@dataclass(frozen=True, slots=True)
class TimeSpan:
    """When the acts happened: ISO prefixes, e.g. ``2013`` or ``2013-05`` or ``2013-05-02``."""

    start: str
    end: str
    span: Span


@dataclass(frozen=True, slots=True)
class Header:
    """What the head and the foot of a document say of it. Empty where the text does not say."""

    case_no: Mention | None = None
    related_case_nos: tuple[Mention, ...] = ()
    document_no: Mention | None = None
    court: Mention | None = None
    procuratorate: Mention | None = None
    issuer: Mention | None = None
    recipient: Mention | None = None
    instance: str = ""
    date: Mention | None = None
    parties: tuple[Party, ...] = ()


@dataclass(frozen=True, slots=True)
class Label:
    """``layer`` causes/loopholes/ideological_roots/measures; ``span`` the words that carry it.

    ``rule`` says what fired: the indicator for a pattern, the model's name for a model.
    ``tense``: past/present/planned/done; ``boilerplate`` marks a formula (丧失理想信念…).
    ``model`` is the version of what proposed it (``patterns-1.1``); a proposal is for people to
    accept, edit or reject (``kb.review``).
    """

    layer: str
    term: str
    span: Span
    sentence: int
    confidence: float
    method: str = "pattern"
    rule: str = ""
    tense: str = "past"
    boilerplate: bool = False
    model: str = ""

    @property
    def key(self) -> str:
        """``causes:gift_grooming``"""
        return f"{self.layer}:{self.term}"


@dataclass(frozen=True, slots=True)
class CaseTag:
    """A tag of the whole document, with its evidence.

    ``facet``: offence, crime, domain, position or circumstance (of sentencing: 自首, 退赃 …).
    ``term`` is an id of the taxonomy; of a crime outside it (facet crime) its name, 盗窃罪.
    """

    facet: str
    term: str
    confidence: float
    evidence: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: consecutive sentences of one section, or one article."""

    index: int
    span: Span
    section: SectionKind
    heading: str = ""


@dataclass(frozen=True, slots=True)
class TaggedDocument:
    """A document as the law reader understood it; what the store keeps.

    ``amount`` is the figure of the whole case (one of ``amounts``), where the text gives one.
    """

    document: Document
    kind: DocumentKind
    kind_confidence: float
    header: Header
    sections: tuple[Section, ...]
    sentences: tuple[Sentence, ...]
    passages: tuple[Passage, ...]
    articles: tuple[Article, ...] = ()
    statutes: tuple[StatuteMention, ...] = ()
    offences: tuple[OffenceMention, ...] = ()
    amounts: tuple[Amount, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    amount: Amount | None = None
    time_span: TimeSpan | None = None
    labels: tuple[Label, ...] = ()
    tags: tuple[CaseTag, ...] = ()

    def terms_of(self, facet: str) -> tuple[str, ...]:
        """The terms of one facet (offence, domain, position, circumstance), the surest first."""
        return tuple(tag.term for tag in self.tags if tag.facet == facet)

    @property
    def year(self) -> int | None:
        """The year of the document's date, else of its 案号, else of the last act."""
        header = self.header
        stands = (
            header.date.value if header.date else "",
            header.case_no.value[1:5] if header.case_no else "",
            self.time_span.end if self.time_span else "",
        )
        return next((int(one[:4]) for one in stands if one[:4].isdigit()), None)


@dataclass(frozen=True, slots=True)
class Failure:
    """One input that could not be taken in, and why; the batch goes on."""

    name: str
    code: str
    context: dict[str, object] = field(default_factory=dict)
