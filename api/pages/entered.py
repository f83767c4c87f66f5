"""What a person entered in a form, by the names of its fields; spaces around words are left out."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Request

from api.register_requests import version_of
from kb.errors import InvalidQuery


@dataclass(frozen=True, slots=True)
class Entered:
    """Pairs in the order of the form; a field may come more than once."""

    pairs: tuple[tuple[str, str], ...] = ()

    def one(self, name: str, default: str = "") -> str:
        """The last value of a field."""
        found = self.many(name)
        return found[-1] if found else default

    def many(self, name: str) -> tuple[str, ...]:
        """All values of a field, empty ones included: rows of a table stay rows."""
        return tuple(value.strip() for key, value in self.pairs if key == name)

    def told(self, name: str) -> tuple[str, ...]:
        """The values of a field that say something."""
        return tuple(value for value in self.many(name) if value)

    def lines(self, name: str) -> tuple[str, ...]:
        """The lines of a text area that say something."""
        return tuple(line.strip() for line in self.one(name).splitlines() if line.strip())

    def day(self, name: str, zh: str) -> date | None:
        """A date, None where the field is empty; FIELD_INVALID for what is none."""
        return day_of_words(self.one(name), zh)

    def number(self, name: str, zh: str) -> int | None:
        """A whole number, None where the field is empty; FIELD_INVALID for what is none."""
        value = self.one(name)
        if not value:
            return None
        try:
            return int(value)
        except ValueError as error:
            raise InvalidQuery("FIELD_INVALID", field=zh, value=value[:60]) from error

    @property
    def version(self) -> int:
        """The version of the record that the form was shown of."""
        return version_of(self.one("version"))


def day_of_words(value: str, zh: str) -> date | None:
    """``2026-03-05`` → the day; None for nothing, FIELD_INVALID for anything else."""
    if not value:
        return None
    try:
        return date.fromisoformat(value)
    except ValueError as error:
        raise InvalidQuery("FIELD_INVALID", field=zh, value=value[:60]) from error


async def _entered(request: Request) -> Entered:
    """A browser ends lines with CRLF, a text with a line feed."""
    sent = await request.form()
    told = [(key, value) for key, value in sent.multi_items() if isinstance(value, str)]
    return Entered(tuple((key, value.replace("\r\n", "\n")) for key, value in told))


EnteredDep = Annotated[Entered, Depends(_entered)]
