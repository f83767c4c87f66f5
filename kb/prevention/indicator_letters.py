"""Indicators of the letters: issued, adopted, answered in time."""

from kb.prevention.indicator_counts import Counted, Row, of_records
from kb.prevention.indicator_records import LetterSeen
from kb.prevention.indicator_window import Window


def served(window: Window) -> tuple[LetterSeen, ...]:
    """Letters served in the period, one of each number."""
    by_number = {
        one.number or one.id: one for one in window.letters if window.period.holds(one.served)
    }
    return tuple(by_number.values())


def suggestions_issued(window: Window) -> Counted:
    """Letters served in the period; a letter withdrawn by its end is none."""
    return Counted(of_records(served(window)))


def suggestion_adoption_rate(window: Window) -> Counted:
    """Suggestions adopted in writing of those whose answer fell due in the period."""
    due = _due(window)
    return Counted(
        tuple(Row(one.id, len(_adopted(one))) for one in due if _adopted(one)),
        tuple(Row(one.id, len(one.suggestions)) for one in due if one.suggestions),
    )


def reply_on_time_rate(window: Window) -> Counted:
    """Letters answered by their day of those that fell due in the period."""
    due = _due(window)
    timely = [one for one in due if one.replied and one.reply_due and one.replied <= one.reply_due]
    return Counted(of_records(timely), of_records(due))


def _due(window: Window) -> tuple[LetterSeen, ...]:
    return tuple(one for one in window.letters if window.period.holds(one.reply_due))


def _adopted(letter: LetterSeen) -> set[int]:
    return {one for one in letter.adopted if 1 <= one <= len(letter.suggestions)}
