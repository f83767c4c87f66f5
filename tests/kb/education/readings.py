"""How a pack is read in tests: with the real finders of names and sums."""

from kb.education.redaction.redact import Reading
from nlp.amounts import find_amounts
from nlp.person_names import people_in

READING = Reading(people=people_in, amounts=find_amounts)
