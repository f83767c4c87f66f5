"""The day of a moment where the law of the registers applies."""

from datetime import UTC, date, datetime, time, timedelta, timezone

YEARS = range(1900, 2201)  # what a person means by a date lies in them; all else is a slip
_CHINA = timezone(timedelta(hours=8))  # one zone, no summer time


def day_of(moment: datetime) -> date:
    """The day in China: at 07:30 there, UTC still has the day before."""
    return in_china(moment).date()


def midnight(day: date) -> datetime:
    """The moment, in UTC, at which a day begins in China."""
    return datetime.combine(day, time.min, _CHINA).astimezone(UTC)


def in_china(moment: datetime) -> datetime:
    """The moment as clocks in China show it."""
    return moment.astimezone(_CHINA)
