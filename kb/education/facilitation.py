"""How a session runs, minute by minute: told from what the pack holds."""

from collections.abc import Sequence

from kb.education.pack_content import (
    FacilitatorStep,
    QuizQuestion,
    TaughtCase,
    TaughtMeasure,
    Teaching,
)


def steps(
    minutes: int,
    cases: Sequence[TaughtCase],
    questions: Sequence[QuizQuestion],
    measures: Sequence[TaughtMeasure],
) -> tuple[FacilitatorStep, ...]:
    """The steps fill the minutes exactly; what the pack lacks has no step."""
    parts: list[tuple[str, float, str]] = [
        ("导入", 0.08, "说明来意与规矩：案例已脱敏，不猜是谁，不录像、不外传。")
    ]
    parts += [(f"案例{at}", 0.56 / len(cases), _of_case(one)) for at, one in enumerate(cases, 1)]
    if len(cases) > 1:
        parts.append(("案例对照", 0.1, "看对照表：几件案例的手段、漏洞哪里相同，本单位有没有。"))
    if questions:
        parts.append(("测验", 0.12, f"{len(questions)} 道题，先独立作答，再逐题看解析与出处。"))
    if measures:
        text = "逐条看本岗位能做的措施，各认领一条，写明何时做、谁来看。"
        parts.append(("措施与认领", 0.1, text))
    parts.append(("小结", 0.04, "收回反馈表：每件案例像不像自己身边的事。"))
    whole = sum(share for _, share, _ in parts)
    found, told = [], 0.0
    for title, share, text in parts:
        start = round(told)
        told += minutes * share / whole
        found.append(FacilitatorStep(start, round(told) - start, title, text))
    return tuple(found)


def _of_case(case: TaughtCase) -> str:
    there = {one.kind for one in case.sections if one.passages}
    said = ["先讲案情与手段"]
    if Teaching.CONFESSION in there:
        said.append("读一段本人自述")
    if Teaching.TURNING in there:
        said.append("停在转折点，问“换了你会怎样”")
    if Teaching.BOUNDARIES in there:
        said.append("对照行为边界")
    asked = sum(len(one.passages) for one in case.sections if one.kind is Teaching.DISCUSSION)
    if asked:
        said.append(f"讨论 {asked} 题")
    return "；".join(said) + "。"
