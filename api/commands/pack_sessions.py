"""``lianjian pack session``: planned, recorded, listed."""

from datetime import datetime
from typing import Annotated

import typer

from api.commands.pack_desk import As, Many, asked, done
from api.commands.retrieval import Json
from api.packs import trainings
from api.schemas.registers import RecordOut
from api.terminal import console, print_json
from kb.education.pack_facts import TRAININGS, CaseFeedback, QuizCount, TrainingFacts
from kb.education.trainings import Result
from kb.errors import InvalidQuery

sessions = typer.Typer(help="警示教育活动：安排、记录结果、列出", no_args_is_help=True)


@sessions.command("plan", help="安排一次活动")
def plan_session(
    pack_id: str,
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="日期")],
    place: str = "",
    speaker: str = "",
    invited: int = 0,
    who: As = "",
) -> None:
    """With a released pack."""
    facts = TrainingFacts(
        pack=pack_id, held=on.date(), place=place, speaker=speaker, invited=invited
    )
    kept = done(lambda service, registry: trainings(service, registry).plan(facts), who)
    console.print(f"{kept.id}：{kept.facts.held} 已安排")


@sessions.command("record", help="记录结果：到几人；--answer 题:答:对，--feedback 案例:问:像")
def record_session(
    training_id: str,
    attended: int,
    answer: Many = [],  # noqa: B006
    feedback: Many = [],  # noqa: B006
    remarks: str = "",
    who: As = "",
) -> None:
    """May be corrected by recording again."""
    answers = tuple(QuizCount(question=a, answered=b, correct=c) for a, b, c in map(_three, answer))
    heard = tuple(CaseFeedback(case=a, asked=b, recognised=c) for a, b, c in map(_three, feedback))
    result = Result(attended, answers, heard, remarks)
    kept = done(
        lambda service, registry: trainings(service, registry).record(training_id, result), who
    )
    console.print(f"{kept.id}：到 {kept.facts.attended} 人，{TRAININGS.states[kept.state]}")


@sessions.command("list", help="列出活动")
def list_sessions(json: Json = False) -> None:
    """Every training, oldest first."""
    found = asked(lambda _, registry: registry.all(TRAININGS))
    if json:
        print_json([RecordOut.of(TRAININGS, one) for one in found])
        return
    for one in found:
        facts, state = one.facts, TRAININGS.states[one.state]
        came = f"应到 {facts.invited}，实到 {facts.attended}"
        console.print(f"{one.id} {facts.held} {facts.pack} {state}，{came}", markup=False)
    if not found:
        console.print("没有活动。")


def _three(words: str) -> tuple[int, int, int]:
    parts = words.split(":")
    if len(parts) != 3 or not all(one.isdecimal() for one in parts):
        raise InvalidQuery("COUNT_INVALID", field="写法", value=words)
    return int(parts[0]), int(parts[1]), int(parts[2])
