"""A report and three letters for each demo case, from its papers and what a person enters.

The folders of ``corpora/demo/chains`` are read into the store first; everything then goes through
the steps that people take: filing, confirming, choosing measures, concluding, drafting, approving.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path, PurePosixPath

from api.demo.filed_cases import CaseFiled, FindingFiled, LetterFiled, load_filed_cases
from api.demo.stage import CHIEF, DRAFTER, Stage, demo_id
from api.reports import hiding_names, similar_to_case
from api.wiring import Service
from ingest.sources import discover
from kb.errors import NotFound
from kb.governance.access import Level, Protection, desktop_principal
from kb.model import CaseId, Failure, Span
from kb.prevention.case_files import CaseFiles, Conclusion, Opening
from kb.prevention.chain_facts import (
    CHECKS,
    LOOPHOLES,
    MEASURES,
    RISK_POINTS,
    UNITS,
    LoopholeFacts,
    MeasureFacts,
    RiskPointFacts,
)
from kb.prevention.checklist import Checklist
from kb.prevention.findings import Findings
from kb.prevention.ledger_facts import LETTER_KINDS, LetterKind
from kb.prevention.letter_draft import draft_letter
from kb.prevention.letter_paper import letter_paper
from kb.prevention.letters import Letters
from kb.prevention.report_facts import REPORTS, ReportFacts
from kb.prevention.report_paper import report_paper
from kb.prevention.risk_report import build_report
from kb.prevention.source_refs import vocabulary_source
from kb.registers.records import Kept
from kb.store.cases import CaseStore, case_id_of
from kb.store.catalogue import DocumentCatalogue
from kb.store.documents import DocumentStore
from kb.store.registry import Registry, Wanted
from kb.terms import load_taxonomy

_NOTHING, _FOUND = "没有发现异常", "存在，已列入制度漏洞"
_BEHIND = "案卷、任免文件和有关台账"


@dataclass(frozen=True, slots=True)
class CasePapers:
    """The report and the letters that were made of a demo case, by their ids."""

    folder: str
    case_id: CaseId
    report: str
    letters: Mapping[LetterKind, str]


def read_chains(service: Service) -> None:
    """Read the folders of demo papers into the store, a case each; what is known is left."""
    with as_file(files("corpora").joinpath("demo/chains")) as folder, service.pool(workers=1) as it:
        intake = service.intake(it, desktop_principal(), Protection(Level.PUBLIC, ""))
        for outcome in intake.run(discover([folder]), case_key=lambda name: _folder(name)):
            if isinstance(outcome, Failure):
                raise NotFound(id=outcome.name)


def make_case_papers(service: Service) -> tuple[CasePapers, ...]:
    """Play the demo cases, each on its own days; in an empty store, once."""
    told = load_filed_cases()
    for one in told:
        _investigate(service, one)
    service.sync.drain()
    return tuple(_write(service, one) for one in told)


def write_case_papers(service: Service, made: tuple[CasePapers, ...], out: Path) -> Iterator[Path]:
    """Every paper as DOCX; the files are named after the folder of the case and what they are."""
    for told, one in zip(load_filed_cases(), made, strict=True):
        papers = [("廉政风险分析报告", partial(report_paper, report_id=one.report))]
        papers += [
            (LETTER_KINDS[kind], partial(letter_paper, letter_id=letter))
            for kind, letter in one.letters.items()
        ]
        for name, paper in papers:
            with service.governing.audit.writing() as work:
                content = paper(Stage(work, load_taxonomy()).as_(DRAFTER, told.on))
            path = out / f"{one.folder}-{name}.docx"
            path.write_bytes(content)
            yield path


def _folder(name: str) -> str:
    return PurePosixPath(name).parent.name


def _unit(told: CaseFiled) -> str:
    return demo_id("unit", f"reports/{told.id}")


def _case_id(told: CaseFiled) -> CaseId:
    return case_id_of(f"demo/reports/{told.id}")


def _investigate(service: Service, told: CaseFiled) -> None:
    """From the filing to the conclusion."""
    case_id = _case_id(told)
    with service.governing.audit.writing() as work:
        stage = Stage(work, load_taxonomy())
        _file(stage, told, case_id)
        for one in told.findings:
            _find(stage, told, case_id, one)
        _answer(stage, told, case_id)
        conclusion = Conclusion(told.concluded, told.result, told.result_number)
        CaseFiles(stage.as_(CHIEF, told.on)).conclude(case_id, conclusion)


def _write(service: Service, told: CaseFiled) -> CasePapers:
    """The report and the letters."""
    case_id = _case_id(told)
    with service.governing.audit.writing() as work:
        stage = Stage(work, load_taxonomy())
        registry = stage.as_(DRAFTER, told.on)
        report = build_report(registry, case_id, similar_to_case(service, registry, case_id))
        heard = replace(report.facts, audience=told.audience)
        registry.edit(REPORTS, report, heard, expected=report.head.version)
        letters = {one.kind: _send(stage, told, report, one) for one in told.letters}
    return CasePapers(told.id, case_id, report.id, letters)


def _file(stage: Stage, told: CaseFiled, case_id: CaseId) -> None:
    """The unit, the case with its risk points, and its papers."""
    registry = stage.as_(DRAFTER, told.facts.filed)
    unit = registry.add(UNITS, told.unit, record_id=_unit(told))
    opening = Opening(case_id, Level.INTERNAL, "", "经批准立案")
    case, _ = CaseFiles(registry).open(replace(told.facts, unit=unit.id), opening)
    for paper in DocumentCatalogue(registry.session).of_case(case_id_of(told.id)):
        CaseStore(registry.session).move(paper.id, case_id)
    for one in told.points:
        facts = RiskPointFacts(
            description=one.found,
            unit=unit.id,
            domain=told.facts.domain,
            position=told.facts.position,
            power_link=one.link,
            grade=one.grade,
            trigger=one.trigger,
            control=one.control,
            gap=one.gap,
            loopholes=(one.loophole,),
            sources=(vocabulary_source("domains", told.facts.domain),),
        )
        point = registry.add(RISK_POINTS, facts, under=case)
        Findings(registry).decide(RISK_POINTS, point.id, "confirm")


def _find(stage: Stage, told: CaseFiled, case_id: CaseId, one: FindingFiled) -> None:
    """A loophole in the words of a paper, confirmed, and the measure that is adopted for it."""
    registry = stage.as_(DRAFTER, told.on)
    case = registry.find(case_id)
    document, span, words = _words(registry, case_id, one.words)
    loophole = LoopholeFacts(
        term=one.loophole,
        description=words,
        unit=_unit(told),
        domain=told.facts.domain,
        position=told.facts.position,
        power_link=one.link,
        found=told.on,
        document=document,
        start=span.start,
        end=span.end,
    )
    found = registry.add(LOOPHOLES, loophole, under=case)
    Findings(registry).decide(LOOPHOLES, found.id, "confirm")
    measure = MeasureFacts(
        term=one.measure,
        text=one.does,
        loopholes=(found.id,),
        unit=_unit(told),
        due=one.due,
        legal_basis=one.basis,
        acceptance=one.proof,
    )
    kept = registry.add(MEASURES, measure, under=case)
    Findings(registry).decide(MEASURES, kept.id, "adopt")


def _words(registry: Registry, case_id: CaseId, words: str) -> tuple[str, Span, str]:
    """Where words stand in the papers of a case, lines broken or not."""
    loose = re.compile(r"\s*".join(map(re.escape, words)))
    documents = DocumentStore(registry.session)
    for paper in DocumentCatalogue(registry.session).of_case(case_id):
        if hit := loose.search(documents.text(paper.id)):
            return paper.id, Span(hit.start(), hit.end()), hit.group()
    raise NotFound(id=words)


def _answer(stage: Stage, told: CaseFiled, case_id: CaseId) -> None:
    """By the words of the question that an answer belongs to; confirmed loopholes are there."""
    registry = stage.as_(DRAFTER, told.on)
    found = [registry.taxonomy.label(f"loopholes:{one.loophole}") for one in told.findings]
    answers = {**dict.fromkeys(found, _FOUND), **told.answers}
    for one in registry.all(CHECKS, Wanted(equal=(("case_id", (case_id,)),))):
        said = [words for asked, words in answers.items() if f"“{asked}”" in one.facts.question]
        evidence = (_BEHIND,)
        Checklist(registry).answer(one.id, said[0] if said else _NOTHING, evidence=evidence)


def _send(stage: Stage, told: CaseFiled, report: Kept[ReportFacts], one: LetterFiled) -> str:
    """A letter about some of the findings, drafted by one person and approved by another."""
    registry = stage.as_(DRAFTER, told.on)
    chosen = [told.findings[at - 1].does for at in one.about]
    measures = {
        registry.get(MEASURES, measure).facts.text: measure for measure in report.facts.measures
    }
    hide = hiding_names(registry, report.head.case_id)
    letter = draft_letter(
        registry, report.id, [measures[does] for does in chosen], one.kind, one.sender, hide=hide
    )
    Letters(registry).submit(letter.id)
    Letters(stage.as_(CHIEF, told.on)).approve(letter.id, decision=one.decision)
    return letter.id
