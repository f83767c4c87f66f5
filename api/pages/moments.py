"""A day or moment that an address asks for."""

from datetime import date, datetime, timedelta

from api.register_requests import utc_moment
from kb.errors import InvalidQuery
from kb.registers.days import midnight


def asked_moment(given: str) -> datetime | None:
    """``2026-03-05`` is the end of that day in China; a full moment is itself; None for none."""
    if not given:
        return None
    try:
        if len(given) == len("2026-03-05"):
            return midnight(date.fromisoformat(given) + timedelta(days=1)) - timedelta(seconds=1)
        at = datetime.fromisoformat(given)
    except (ValueError, OverflowError) as error:
        raise InvalidQuery("FILTER_VALUE_UNKNOWN", field="as_of", value=given[:40]) from error
    return utc_moment(at)
