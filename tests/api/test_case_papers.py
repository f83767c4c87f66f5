"""A report and three letters for each of four demo cases: complete, every sentence anchored.

The papers are made as people make them, opened as DOCX, and turned into PDF where LibreOffice is
installed (in CI it must be).
"""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from pypdf import PageObject, PdfReader

from api.demo.case_papers import CasePapers, make_case_papers, read_chains, write_case_papers
from api.demo.filed_cases import load_filed_cases
from api.demo.stage import DRAFTER, Stage
from api.reports import lint_letter
from api.settings import Settings
from api.wiring import Service, open_service
from kb.prevention.ledger_facts import LETTER_KINDS, LETTERS, LetterKind
from kb.prevention.letter_paper import reply_words
from kb.prevention.report_check import Mark, examine
from kb.prevention.report_facts import REPORTS, ReportSection
from kb.store.registry import Registry
from kb.terms import load_taxonomy

FONTS = Path(__file__).parents[2] / "docs" / "official-fonts.conf"
PARTS = (
    "一、案件基本情况", "二、案发特点与经过", "三、原因分析", "（一）直接原因", "（二）深层原因",
    "（三）制度漏洞", "（四）监管短板", "（五）思想根源",
    "四、风险点", "（一）风险排查情况", "（二）风险点清单",
    "五、同类案件与共性规律", "六、预防建议", "七、拟制发文书", "八、会审意见", "九、待核实与缺项",
    "附件1  证据索引", "附件2  法规依据",
)  # fmt: skip
SERIES = {
    LetterKind.SUPERVISION: "纪监建",
    LetterKind.PROCURATORIAL: "检建",
    LetterKind.JUDICIAL: "法建",
}


@dataclass(frozen=True, slots=True)
class World:
    service: Service
    made: tuple[CasePapers, ...]
    out: Path

    def lines(self, folder: str, name: str) -> list[str]:
        paragraphs = Document(str(self.out / f"{folder}-{name}.docx")).paragraphs
        return [one.text.replace("\n", "") for one in paragraphs]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    out = tmp_path_factory.mktemp("papers")
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    with open_service(settings, upgrade=True) as service:
        read_chains(service)
        made = make_case_papers(service)
        assert len(list(write_case_papers(service, made, out))) == 4 * (1 + 3)
        yield World(service, made, out)


@pytest.fixture
def registries(world: World) -> Iterator[list[tuple[CasePapers, Registry]]]:
    """Each case with the registers on its own day."""
    with world.service.governing.audit.writing() as work:
        stage = Stage(work, load_taxonomy())
        days = [one.on for one in load_filed_cases()]
        yield [(one, stage.as_(DRAFTER, on)) for one, on in zip(world.made, days, strict=True)]


def test_every_sentence_of_every_report_has_an_anchor_that_opens(
    registries: list[tuple[CasePapers, Registry]],
) -> None:
    for made, registry in registries:
        report = registry.get(REPORTS, made.report)
        examined = examine(registry, report)
        assert set(examined.marks) <= {Mark.QUOTED, Mark.TOLD}
        assert examined.blocking == ()
        sections = {one.section for one in report.facts.statements}
        assert set(ReportSection) - sections <= {ReportSection.ROOTS}


def test_the_report_shows_every_part_and_a_source_for_every_sentence(
    world: World, registries: list[tuple[CasePapers, Registry]]
) -> None:
    for made, registry in registries:
        lines = world.lines(made.folder, "廉政风险分析报告")
        assert [one for one in lines if one in PARTS] == list(PARTS)
        statements = registry.get(REPORTS, made.report).facts.statements
        body = lines[: lines.index("八、会审意见")]
        numbered = [one for one in body if re.match(r"\d+\. ", one)]
        assert len(numbered) == len(statements) > 25
        assert all(re.search(r"〔[\d、]+〕$", one) for one in numbered)
        tables = Document(str(world.out / f"{made.folder}-廉政风险分析报告.docx")).tables
        sources = {row.cells[0].text for row in tables[-1].rows[1:]}
        cited = {n for one in numbered for n in re.findall(r"\d+", one.rpartition("〔")[2])}
        assert cited == sources


def test_every_letter_has_the_parts_of_its_kind(
    world: World, registries: list[tuple[CasePapers, Registry]]
) -> None:
    for made, registry in registries:
        for kind, letter_id in made.letters.items():
            facts = registry.get(LETTERS, letter_id).facts
            lines = world.lines(made.folder, LETTER_KINDS[kind])
            text = "".join(lines)
            assert re.search(rf"{SERIES[kind]}〔20\d\d〕\d+号", text)
            assert facts.body in text and facts.contact in text and facts.findings in text
            assert all(one in text for one in facts.legal_basis) and facts.legal_basis
            assert [one for one in lines if re.match(r"\d\. ", one)] == [
                f"{at}. {one}"
                for part in (facts.problems, facts.suggestions)
                for at, one in enumerate(part, start=1)
            ]
            assert len(facts.problems) == len(facts.suggestions) >= 2
            assert reply_words(facts) in lines
            assert any(re.fullmatch(r"20\d\d年\d+月\d+日", one) for one in lines)
            assert any("印发" in one for one in lines)
            assert all(source.anchors for source in facts.sources)


def test_the_check_up_finds_no_fault_in_them(
    registries: list[tuple[CasePapers, Registry]],
) -> None:
    for made, registry in registries:
        for letter_id in made.letters.values():
            _, found = lint_letter(registry, letter_id)
            # the three of a case are alike; a district court is told that a town is below it
            assert {one.code for one in found.findings} <= {"NEAR_COPY", "RECIPIENT_LEVEL"}
            assert found.score >= 75


def test_no_name_of_a_person_or_account_leaves_the_house(world: World) -> None:
    told = "\n".join(
        line
        for made in world.made
        for kind in made.letters
        for line in world.lines(made.folder, LETTER_KINDS[kind])
    )
    assert "demo-" not in told and "示范" not in told
    assert not re.search(r"case-[0-9a-f]{8}|loophole-|measure-", told)


def test_as_pdf_each_has_a_sane_number_of_pages_and_its_fonts_within(
    world: World, tmp_path: Path
) -> None:
    program = shutil.which("soffice")
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("LibreOffice is required in CI, but soffice is not installed")
        pytest.skip("soffice (libreoffice-writer) is not installed")
    papers = sorted(world.out.glob("*.docx"))
    subprocess.run(
        [
            program,
            f"-env:UserInstallation=file://{tmp_path / 'profile'}",
            *("--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)),
            *map(str, papers),
        ],
        check=True,
        capture_output=True,
        timeout=300,
        env={**os.environ, "FONTCONFIG_FILE": str(FONTS)},
    )
    for paper in papers:
        pdf = PdfReader(tmp_path / f"{paper.stem}.pdf")
        least, most = (8, 20) if paper.stem.endswith("报告") else (2, 5)
        assert least <= len(pdf.pages) <= most, paper.name
        assert all(_embedded(one) for page in pdf.pages for one in _fonts(page))
        read = re.sub(r"\s", "", "".join(page.extract_text() for page in pdf.pages))
        assert "\ufffd" not in read and paper.stem.rpartition("-")[2] in read


def _fonts(page: PageObject) -> list[Any]:
    resources: Any = page["/Resources"]
    return [one.get_object() for one in resources.get("/Font", {}).values()]


def _embedded(font: Any) -> bool:
    holder = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
    described = holder["/FontDescriptor"].get_object()
    return any(f"/FontFile{n}" in described for n in ("", "2", "3"))
