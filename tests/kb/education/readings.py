"""How a pack is read in tests: with the real finders of names and sums."""

from kb.education.redaction.people import Person
from kb.education.redaction.redact import Reading
from kb.model import DocumentKind
from nlp.amounts import find_amounts
from nlp.person_names import find_people
from nlp.sections import cut_sections


def people(text: str) -> tuple[Person, ...]:
    """The persons of a text as of a judgment."""
    return find_people(text, cut_sections(text, DocumentKind.JUDGMENT_FIRST_INSTANCE))


READING = Reading(people=people, amounts=find_amounts)
