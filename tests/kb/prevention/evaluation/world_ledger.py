"""The ledger of the small world: letters, items, warnings, evaluations, ratings."""

from datetime import date

from kb.prevention.chain_facts import (
    LOOPHOLES,
    OFFICERS,
    RISK_POINTS,
    LoopholeFacts,
    OfficerFacts,
    RiskGrade,
    RiskPointFacts,
)
from kb.prevention.ledger_facts import (
    EVALUATIONS,
    INSPECTIONS,
    ITEMS,
    LETTERS,
    RATINGS,
    WARNINGS,
    EvaluationFacts,
    InspectionFacts,
    InspectionMethod,
    ItemFacts,
    LetterFacts,
    LetterKind,
    RatingFacts,
    Side,
    WarningFacts,
)
from tests.kb.prevention.evaluation.story import Story

ROADS, HEALTH = "engineering_construction", "healthcare"


def tell_letters(story: Story) -> None:
    for name, unit, case, suggestions, served, due, number in (
        ("l1", "road", "k3", 3, date(2025, 5, 30), date(2025, 7, 30), "〔2025〕1号"),
        ("l2", "hospital", "k4", 2, date(2025, 10, 10), date(2025, 12, 10), "〔2025〕2号"),
        ("l3", "road", "", 2, date(2025, 11, 20), date(2026, 1, 20), "〔2025〕3号"),
        ("l4", "hospital", "", 1, date(2025, 12, 1), date(2026, 2, 1), "〔2025〕4号"),
        ("l6", "road", "", 1, date(2026, 4, 1), date(2026, 6, 1), "〔2026〕1号"),
        ("l7", "hospital", "", 1, date(2026, 4, 1), date(2026, 6, 1), "〔2026〕1号"),
    ):
        facts = LetterFacts(
            kind=LetterKind.SUPERVISION,
            body="某市纪委监委",
            title=f"建议书{name}",
            unit=story.ids[unit],
            suggestions=tuple(f"建议{n}" for n in range(suggestions)),
        )
        story.add(served, name, LETTERS, facts, case=case)
        story.then(served, name, "served", served=served, reply_due=due, number=number)
    draft = LetterFacts(kind=LetterKind.JUDICIAL, body="某市中院", title="草稿")
    story.add(date(2025, 6, 1), "l5", LETTERS, draft)
    story.then(date(2025, 7, 1), "l1", quality=4)
    story.then(date(2025, 7, 20), "l1", "replied", replied=date(2025, 7, 20), adopted=(1, 2, 3))
    story.then(date(2025, 11, 1), "l2", quality=3)
    story.then(date(2025, 12, 20), "l2", "replied", replied=date(2025, 12, 20), adopted=(1,))
    story.then(date(2025, 12, 10), "l4", "objection", objection="与事实不符")
    story.then(date(2026, 1, 10), "l4", "withdrawn")
    story.then(date(2026, 4, 2), "l6", quality=5)
    story.then(date(2026, 4, 2), "l7", quality=5)
    story.then(date(2026, 5, 20), "l6", "replied", replied=date(2026, 5, 20), adopted=(1,))


def tell_items(story: Story) -> None:
    for name, letter, unit, domain, issued, due in (
        ("i1", "l1", "road", ROADS, date(2025, 5, 30), date(2025, 8, 31)),
        ("i2", "l1", "road", ROADS, date(2025, 5, 30), date(2025, 8, 31)),
        ("i3", "l1", "road", ROADS, date(2025, 5, 30), date(2025, 8, 31)),
        ("i4", "l2", "hospital", HEALTH, date(2025, 10, 10), date(2026, 1, 10)),
        ("i5", "l2", "hospital", HEALTH, date(2025, 10, 10), date(2026, 1, 10)),
        ("i6", "l3", "road", ROADS, date(2025, 11, 20), date(2026, 2, 20)),
        ("i7", "l4", "hospital", HEALTH, date(2025, 12, 1), date(2026, 3, 1)),
    ):
        facts = ItemFacts(
            letter=story.ids[letter],
            problem=f"问题{name}",
            unit=story.ids[unit],
            domain=domain,
            loopholes=("no_trace",),
            due=due,
        )
        story.add(issued, name, ITEMS, facts)
        story.then(issued, name, "in_progress", issued=issued)
    drafted = ItemFacts(problem="尚未下达", unit=story.ids["road"], due=date(2025, 1, 1))
    story.add(date(2025, 1, 1), "i8", ITEMS, drafted)
    story.then(date(2025, 8, 20), "i2", "extended", extended_due=date(2025, 10, 31))
    story.then(date(2025, 9, 1), "i3", "overdue")
    for name, submitted, done in (
        ("i1", date(2025, 8, 1), date(2025, 8, 10)),
        ("i2", date(2025, 10, 20), date(2025, 11, 5)),
        ("i4", date(2025, 12, 10), date(2025, 12, 15)),
        ("i3", date(2026, 2, 10), date(2026, 2, 20)),
    ):
        story.then(submitted, name, "submitted", submitted=submitted)
        story.then(submitted, name, "verifying")
        story.then(done, name, "written_off", written_off=done)
    story.then(date(2025, 12, 20), "i5", paused_from=date(2025, 12, 20))
    story.then(date(2026, 1, 10), "i7", "withdrawn")
    story.then(date(2026, 1, 20), "i2", grade="qualified")  # it stays written off
    story.then(date(2026, 2, 21), "i6", "overdue")
    story.then(date(2026, 3, 1), "i1", "reopened", recurrence="验收又由一人签字")
    story.then(date(2026, 3, 2), "i1", "in_progress")
    story.then(date(2026, 4, 20), "i6", "escalated")
    story.then(date(2026, 6, 1), "i6", "closed_by_accountability", accountability="约谈")


def tell_other(story: Story) -> None:
    road, hospital = story.ids["road"], story.ids["hospital"]
    for name, unit, verified, founded in (
        ("w1", road, date(2025, 6, 1), True),
        ("w2", hospital, date(2025, 9, 1), False),
    ):
        facts = WarningFacts(
            title="逾期", rule="overdue", grade="yellow", unit=unit, raised=date(2025, 5, 1)
        )
        story.add(date(2025, 5, 1), name, WARNINGS, facts)
        story.then(verified, name, "verified", verified=verified, founded=founded)
    for name, unit, side, grade, confirmed in (
        ("e1", road, Side.CHECK, "qualified", date(2025, 12, 20)),
        ("e2", hospital, Side.CHECK, "unqualified", date(2026, 3, 1)),
        ("e3", road, Side.SELF, "excellent", date(2025, 12, 25)),
    ):
        sheet = EvaluationFacts(title="评估", unit=unit, side=side, round="2025")
        story.add(confirmed, name, EVALUATIONS, sheet)
        story.then(confirmed, name, "confirmed", grade=grade, confirmed=confirmed)
    _ratings(story, road, hospital)


def _ratings(story: Story, road: str, hospital: str) -> None:
    check, own = Side.CHECK, Side.SELF
    coordination, education = "department_coordination", "education_reach"
    for number, facts in enumerate(
        (
            RatingFacts(indicator=coordination, unit=road, on=date(2025, 10, 1), score=4),
            RatingFacts(indicator=coordination, unit=hospital, on=date(2025, 11, 1), score=3),
            RatingFacts(indicator=coordination, unit=road, on=date(2025, 10, 1), score=5, side=own),
            _count("public_satisfaction", road, date(2025, 10, 9), 58, 100, check),
            _count(education, road, date(2025, 5, 1), 80, 100, check),
            _count(education, hospital, date(2025, 9, 1), 40, 50, check),
            _count(education, road, date(2025, 11, 1), 95, 100, check),
            _count(education, road, date(2025, 11, 1), 100, 100, own),
        )
    ):
        story.add(facts.on, f"r{number}", RATINGS, facts)


def _count(name: str, unit: str, on: date, above: int, below: int, side: Side) -> RatingFacts:
    return RatingFacts(
        indicator=name, unit=unit, on=on, numerator=above, denominator=below, side=side
    )


def tell_watch(story: Story) -> None:
    """What is kept of the road station in the first half of 2026."""
    road, papers = story.ids["road"], InspectionMethod.PAPERS
    made = (story.ids["i1"], story.ids["i3"])
    for name, planned, items in (
        ("n1", date(2026, 2, 1), made),
        ("n2", date(2026, 5, 1), ()),
        ("n3", date(2026, 5, 2), ()),
    ):
        facts = InspectionFacts(title=name, unit=road, method=papers, planned=planned, items=items)
        story.add(date(2026, 1, 5), name, INSPECTIONS, facts)
    story.then(date(2026, 2, 3), "n1", "done", done=date(2026, 2, 3))
    story.then(date(2026, 4, 30), "n3", "cancelled")
    for name, subject, raised, due in (
        ("w3", "clue", date(2026, 2, 1), date(2026, 2, 20)),
        ("w4", "k3", date(2026, 3, 1), date(2026, 3, 10)),
        ("w5", "clue", date(2026, 6, 20), date(2026, 7, 10)),
    ):
        warning = WarningFacts(
            title="长期任职",
            rule="tenure",
            grade="blue",
            unit=road,
            subjects=(story.ids[subject],),
            raised=raised,
            ack_due=due,
        )
        story.add(raised, name, WARNINGS, warning)
    story.then(date(2026, 2, 10), "w3", "verified", verified=date(2026, 2, 10), founded=True)
    for name, gap in (("p1", ""), ("p2", "夜间无人值守")):
        point = RiskPointFacts(
            description=name, unit=road, grade=RiskGrade.HIGH, control="双人验收", gap=gap
        )
        story.add(date(2026, 1, 6), name, RISK_POINTS, point)
        story.then(date(2026, 1, 7), name, "confirmed")
    for name, since, until, key in (
        ("o1", date(2020, 3, 1), date(2026, 4, 1), True),
        ("o2", date(2021, 1, 1), None, True),
        ("o3", date(2023, 1, 1), None, True),
        ("o4", date(2015, 1, 1), None, False),
    ):
        officer = OfficerFacts(name=name, unit=road, since=since, until=until, key_post=key)
        story.add(date(2026, 4, 1), name, OFFICERS, officer)
    again = LoopholeFacts(
        term="no_trace", description="又没有记录", unit=road, found=date(2026, 1, 15)
    )
    story.add(date(2026, 1, 16), "h5", LOOPHOLES, again)
    story.then(date(2026, 1, 17), "h5", "confirmed")
    taught = _count("education_coverage", road, date(2026, 5, 1), 45, 50, Side.CHECK)
    story.add(date(2026, 5, 1), "r8", RATINGS, taught)
