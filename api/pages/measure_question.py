"""A question for measures as a page asks it: in the address, so that it can be kept and sent."""

from collections.abc import Mapping

from pydantic import BaseModel, ConfigDict, Field

from api.measures import MeasureQuestion
from api.pages import choices
from api.registers import registry_for_reading
from api.wiring import Service
from kb.governance.access import Permission, Principal
from kb.prevention.chain_facts import CASES, UNIT_KINDS
from kb.prevention.reading_order import newest
from kb.store.register_titles import titles
from kb.store.registry import Wanted
from kb.terms import Taxonomy

_MOST_CASES = 200
_MOST_CHARS = 2_000  # an address holds no longer text; the API takes a whole paper


class QuestionIn(BaseModel):
    """问题：一段话、漏洞、岗位、领域、案件；多数可只写一样。"""

    model_config = ConfigDict(extra="ignore")

    text: str = Field("", max_length=_MOST_CHARS)
    loophole: list[str] = Field(default_factory=list, max_length=20)
    position: str = Field("", max_length=60)
    domain: str = Field("", max_length=60)
    unit_kind: str = Field("", max_length=40)
    case_id: str = Field("", max_length=64)
    limit: int = Field(8, ge=1, le=100)

    @property
    def speaks(self) -> bool:
        """Whether anything is asked."""
        given = (self.text.strip(), self.position, self.domain, self.case_id)
        return any((*given, *filter(None, self.loophole)))

    def question(self) -> MeasureQuestion:
        """As it is asked of the service."""
        return MeasureQuestion(
            text=self.text,
            case_id=self.case_id,
            loopholes=[one for one in self.loophole if one],
            domains=[self.domain] if self.domain else [],
            positions=[self.position] if self.position else [],
            unit_kind=self.unit_kind,
        )

    def pairs(self) -> list[tuple[str, str]]:
        """The question as pairs of an address."""
        single = ("text", "position", "domain", "unit_kind", "case_id")
        given = [(name, getattr(self, name)) for name in single]
        return [one for one in (*given, *(("loophole", each) for each in self.loophole)) if one[1]]


def question_options(
    service: Service, who: Principal, taxonomy: Taxonomy, *, case_id: str = ""
) -> Mapping[str, choices.Options]:
    """What the fields of the question let people choose from; of cases, the last and the chosen."""
    cases: choices.Options = []
    if Permission.REGISTERS_READ in who.permissions:
        with registry_for_reading(service, who) as registry:
            last = newest(registry, CASES, Wanted(), limit=_MOST_CASES)
            known = titles(registry, [case_id] if case_id else [])
            cases = choices.with_kept(
                [(one.id, one.facts.title) for one in last],
                case_id,
                known[case_id].title if case_id in known else "",
            )
    return {
        "loopholes": choices.any_or(choices.terms("loopholes", taxonomy)),
        "positions": choices.any_or(choices.positions(taxonomy)),
        "domains": choices.any_or(choices.domains(taxonomy)),
        "unit_kinds": choices.any_or([(one.value, zh) for one, zh in UNIT_KINDS.items()]),
        "cases": choices.any_or(cases),
    }
