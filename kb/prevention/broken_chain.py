"""两张皮检测: where the chain from a loophole to its evaluated rectification is broken.

Each break names one record, what is missing after it, and since when. What the person may not read
is not there: a measure that is out of sight leaves its loophole without one.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from kb.prevention.chain_facts import MEASURES
from kb.prevention.indicator_window import LONG_AGO
from kb.prevention.ledger_facts import ITEMS
from kb.prevention.warning_records import EvidenceWatched, ItemWatched, Watched, found_on
from kb.prevention.warning_terms import WarningRules
from kb.prevention.warning_watch import Watch
from kb.registers.days import day_of
from kb.store.register_past import reached

_CLOSED = ("written_off", "closed_by_accountability")


class Link(StrEnum):
    """The link of the chain that is missing."""

    SENTENCE = "report_without_source"
    MEASURE = "loophole_without_measure"
    ITEM = "measure_without_item"
    REPLY = "letter_without_reply"
    EVIDENCE = "item_without_evidence"
    OWN_EVIDENCE = "evidence_before_letter"
    EVALUATION = "item_without_evaluation"


LINKS: Mapping[Link, str] = {
    Link.SENTENCE: "风险分析报告里有句子没有出处",
    Link.MEASURE: "查出的漏洞没有采用的措施",
    Link.ITEM: "采用的措施没有整改事项",
    Link.REPLY: "建议书到期没有答复",
    Link.EVIDENCE: "办结的整改事项没有佐证",
    Link.OWN_EVIDENCE: "办结的整改事项只有建议书送达之前的佐证",
    Link.EVALUATION: "销号的整改事项到期没有效果评估",
}


@dataclass(frozen=True, slots=True)
class Break:
    """A record after which the chain is broken: ``since`` when it was due, ``days`` ago."""

    link: Link
    record: str
    case_id: str
    unit: str
    level: int
    since: date
    days: int


def broken_chain(watch: Watch, rules: WarningRules | None = None) -> tuple[Break, ...]:
    """Every break that stands on the watch's day, by link and record."""
    known = rules or WarningRules()
    found = [
        *_reports(watch),
        *_loopholes(watch, known),
        *_measures(watch, known),
        *_letters(watch),
        *_items(watch, known),
    ]
    order = list(Link)
    return tuple(sorted(found, key=lambda one: (order.index(one.link), one.record)))


def _reports(watch: Watch) -> Iterator[Break]:
    """Reports that rest on nothing somewhere; whether a source opens is examined one by one."""
    for one in watch.reports:
        if not all(told.anchors for told in one.statements):
            yield from _broken(
                watch, Link.SENTENCE, one, one.unit, one.submitted or day_of(one.created_at)
            )


def _loopholes(watch: Watch, rules: WarningRules) -> Iterator[Break]:
    met = {loophole for one in watch.measures for loophole in one.loopholes}
    for one in watch.loopholes:
        case = watch.cases.get(one.case_id)
        if one.id in met or (case is not None and case.waiver.strip()):
            continue
        due = found_on(one) + timedelta(days=rules.unmeasured_days)
        yield from _broken(watch, Link.MEASURE, one, one.unit, due)


def _measures(watch: Watch, rules: WarningRules) -> Iterator[Break]:
    """An item carries a measure by its letter, or by naming its kind in the same case."""
    by_letter = {
        measure
        for item in watch.items
        if item.letter in watch.letters
        for measure in watch.letters[item.letter].measures
    }
    by_case = {
        (item.case_id, term) for item in watch.items if item.case_id for term in item.measures
    }
    adopted = reached(watch.registry, MEASURES, "adopted", since=LONG_AGO, before=watch.before)
    for one in watch.measures:
        if one.id in by_letter or (one.case_id, one.term) in by_case or one.id not in adopted:
            continue
        due = day_of(adopted[one.id]) + timedelta(days=rules.measure_days)
        yield from _broken(watch, Link.ITEM, one, one.unit, due)


def _letters(watch: Watch) -> Iterator[Break]:
    for one in watch.letters.values():
        if one.state == "served" and one.replied is None and one.reply_due:
            yield from _broken(watch, Link.REPLY, one, one.unit, one.reply_due)


def _items(watch: Watch, rules: WarningRules) -> Iterator[Break]:
    closed_on = {
        state: reached(watch.registry, ITEMS, state, since=LONG_AGO, before=watch.before)
        for state in _CLOSED
    }
    evaluated: dict[str, date] = {}
    for verdict in watch.verdicts:
        for about in {verdict.unit, verdict.letter} - {""}:
            day = verdict.confirmed or date.min
            evaluated[about] = max(day, evaluated.get(about, date.min))
    for item in watch.items:
        if item.state not in _CLOSED or item.id not in closed_on[item.state]:
            continue
        closed = item.written_off or day_of(closed_on[item.state][item.id])
        own = [one for one in watch.evidence.get(item.id, ()) if one.round == item.round]
        if not own:
            yield from _broken(watch, Link.EVIDENCE, item, item.unit, closed)
        elif _all_before(own, _served(watch, item)):
            yield from _broken(watch, Link.OWN_EVIDENCE, item, item.unit, closed)
        last = max(evaluated.get(item.unit, date.min), evaluated.get(item.letter, date.min))
        if item.state == "written_off" and last < closed:
            due = closed + timedelta(days=rules.evaluate_days)
            yield from _broken(watch, Link.EVALUATION, item, item.unit, due)


def _served(watch: Watch, item: ItemWatched) -> date | None:
    letter = watch.letters.get(item.letter)
    return letter.served if letter else item.issued


def _all_before(evidence: list[EvidenceWatched], served: date | None) -> bool:
    return served is not None and all(one.effective and one.effective < served for one in evidence)


def _broken(watch: Watch, link: Link, one: Watched, unit: str, due: date) -> Iterator[Break]:
    """A break from the day after something was due, once that day has come."""
    days = (watch.today - due).days
    if days > 0:
        yield Break(link, one.id, one.case_id, unit, one.level, due, days)
