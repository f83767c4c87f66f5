"""Trainings: planned with a released pack, held with attendance, answers and feedback."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from kb.education.key_box import KeyBox
from kb.education.pack_facts import (
    PACKS,
    TRAINING_STEPS,
    TRAININGS,
    CaseFeedback,
    QuizCount,
    TrainingFacts,
)
from kb.education.pack_store import PackStore
from kb.education.staleness import require_there
from kb.errors import InvalidQuery, WorkflowError
from kb.prevention.steps import require_step
from kb.registers.records import Kept, unset
from kb.store.registry import Registry


@dataclass(frozen=True, slots=True)
class Result:
    """What came of a training."""

    attended: int
    answers: tuple[QuizCount, ...] = ()
    feedback: tuple[CaseFeedback, ...] = ()
    remarks: str = ""


class Trainings:
    """The steps of trainings, for one person."""

    def __init__(self, registry: Registry, box: KeyBox) -> None:
        self._registry = registry
        self._store = PackStore(registry.session, box)

    def plan(self, facts: TrainingFacts) -> Kept[TrainingFacts]:
        """A new training, placed with its pack. PACK_NOT_RELEASED where that is not released."""
        pack = self._registry.get(PACKS, facts.pack)
        if pack.state != "released":
            raise WorkflowError("PACK_NOT_RELEASED", id=pack.id, state=pack.state)
        require_there(self._registry.session, pack, self._store.cases(pack.id))
        plain = replace(facts, **unset(TRAININGS))  # type: ignore[arg-type]
        _require_counts([("应到人数", facts.invited, None)])
        return self._registry.add(TRAININGS, plain, under=pack)

    def record(
        self, training_id: str, result: Result, *, expected: int | None = None
    ) -> Kept[TrainingFacts]:
        """What came of it; may be corrected. COUNT_INVALID names the figure that cannot be.

        DATE_IN_FUTURE before the day of the training.
        """
        training = self._registry.get(TRAININGS, training_id, lock=True)
        require_step(TRAINING_STEPS, training, "record")
        if training.facts.held > self._registry.today():
            held = training.facts.held.isoformat()
            raise InvalidQuery("DATE_IN_FUTURE", field="举办日期", value=held)
        self._check(training, result)
        facts = replace(
            training.facts,
            attended=result.attended,
            answers=result.answers,
            feedback=result.feedback,
            remarks=result.remarks,
        )
        return self._registry.change(
            TRAININGS,
            training,
            action="record",
            facts=facts,
            state=TRAINING_STEPS["record"].after,
            expected=expected,
        )

    def cancel(
        self, training_id: str, *, reason: str, expected: int | None = None
    ) -> Kept[TrainingFacts]:
        """It will not be held."""
        training = self._registry.get(TRAININGS, training_id, lock=True)
        require_step(TRAINING_STEPS, training, "cancel", reason)
        return self._registry.change(
            TRAININGS,
            training,
            action="cancel",
            state=TRAINING_STEPS["cancel"].after,
            reason=reason,
            expected=expected,
        )

    def _check(self, training: Kept[TrainingFacts], result: Result) -> None:
        content = self._store.content(training.facts.pack)
        _require_known("第几题", [one.question for one in result.answers], len(content.quiz))
        _require_known("第几件案例", [one.case for one in result.feedback], len(content.cases))
        came = result.attended
        _require_counts(
            [
                ("实到人数", came, None),
                *(("作答人数", one.answered, came) for one in result.answers),
                *(("答对人数", one.correct, one.answered) for one in result.answers),
                *(("反馈人数", one.asked, came) for one in result.feedback),
                *(("认同人数", one.recognised, one.asked) for one in result.feedback),
            ]
        )


def _require_counts(told: Sequence[tuple[str, int, int | None]]) -> None:
    for name, count, most in told:
        if count < 0 or (most is not None and count > most):
            raise InvalidQuery("COUNT_INVALID", field=name, value=count)


def _require_known(name: str, numbers: Sequence[int], most: int) -> None:
    if len(set(numbers)) != len(numbers) or any(not 1 <= one <= most for one in numbers):
        raise InvalidQuery("COUNT_INVALID", field=name, value="、".join(map(str, numbers)))
