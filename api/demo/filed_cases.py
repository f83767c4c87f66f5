"""What a person enters of the demo cases beside their papers: ``corpora/demo/reports.yaml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from api.demo.story_file import day, number, plain_rows
from kb.errors import KbError
from kb.prevention.chain_facts import CaseFacts, RiskGrade, UnitFacts, UnitKind
from kb.prevention.ledger_facts import LetterKind
from kb.prevention.letter_draft import Sender
from kb.yaml_rows import Row, mapping, read_corpus_file, rows, text, texts


@dataclass(frozen=True, slots=True)
class FindingFiled:
    """A loophole in the words of a paper, and the measure against it."""

    words: str
    loophole: str
    link: str
    measure: str
    does: str
    due: date
    proof: str
    basis: str


@dataclass(frozen=True, slots=True)
class PointFiled:
    """A risk point."""

    found: str
    link: str
    grade: RiskGrade
    loophole: str
    trigger: str
    control: str
    gap: str


@dataclass(frozen=True, slots=True)
class LetterFiled:
    """Who sends a letter about which of the findings (from 1), and who decided on it."""

    kind: LetterKind
    about: tuple[int, ...]
    sender: Sender
    decision: str


@dataclass(frozen=True, slots=True)
class CaseFiled:
    """A case whose papers lie in the folder ``id``; ``answers`` by the link they speak of."""

    id: str
    on: date
    unit: UnitFacts
    facts: CaseFacts
    concluded: date
    result: str
    result_number: str
    audience: str
    answers: Mapping[str, str]
    points: tuple[PointFiled, ...]
    findings: tuple[FindingFiled, ...]
    letters: tuple[LetterFiled, ...]


def load_filed_cases() -> tuple[CaseFiled, ...]:
    """Read the file that ships in ``corpora``; CORPUS_INVALID names a row that does not do."""
    return tuple(map(_case, rows(read_corpus_file("demo/reports.yaml"), "cases")))


def _case(row: Row) -> CaseFiled:
    answers = mapping(row, "answers")
    return CaseFiled(
        id=text(row, "id"),
        on=day(row, "day"),
        unit=_unit(mapping(row, "unit")),
        facts=_facts(row),
        concluded=day(row, "concluded"),
        result=text(row, "result"),
        result_number=text(row, "result_number"),
        audience=text(row, "audience"),
        answers={link: text(answers, link) for link in answers},
        points=tuple(map(_point, plain_rows(row, "points"))),
        findings=tuple(map(_finding, plain_rows(row, "findings"))),
        letters=tuple(map(_letter, plain_rows(row, "letters"))),
    )


def _facts(row: Row) -> CaseFacts:
    return CaseFacts(
        title=text(row, "title"),
        number=text(row, "number"),
        filed=day(row, "filed"),
        post=text(row, "post"),
        people=number(row, "people", 1),
        domain=text(row, "domain"),
        position=text(row, "position"),
        offences=texts(row, "offences"),
        power_links=texts(row, "links"),
        amount=float(number(row, "amount")),
    )


def _unit(row: Row) -> UnitFacts:
    return UnitFacts(
        name=text(row, "name"),
        kind=UnitKind(text(row, "kind")),
        system=text(row, "system"),
        region=text(row, "region"),
    )


def _point(row: Row) -> PointFiled:
    return PointFiled(
        found=text(row, "found"),
        link=text(row, "link"),
        grade=RiskGrade(text(row, "grade")),
        loophole=text(row, "loophole"),
        trigger=text(row, "trigger"),
        control=text(row, "control"),
        gap=text(row, "gap"),
    )


def _finding(row: Row) -> FindingFiled:
    return FindingFiled(
        words=text(row, "words"),
        loophole=text(row, "loophole"),
        link=text(row, "link"),
        measure=text(row, "measure"),
        does=text(row, "does"),
        due=day(row, "due"),
        proof=text(row, "proof"),
        basis=text(row, "basis", ""),
    )


def _letter(row: Row) -> LetterFiled:
    sender = Sender(body=text(row, "body"), mark=text(row, "mark"), contact=text(row, "contact"))
    kind, about = LetterKind(text(row, "kind")), row.get("about")
    if not isinstance(about, list):
        raise KbError("CORPUS_INVALID", row=row.get("kind"), field="about")
    return LetterFiled(kind, tuple(map(int, about)), sender, text(row, "decision", ""))
