"""Charges as ids of the taxonomy: from the operative part of a judgment, or from a given name.

>>> charges_of_ruling("被告人张某犯受贿罪，判处有期徒刑三年；犯盗窃罪，判处拘役六个月。")
frozenset({'bribery_taking'})
"""

from kb.model import Span
from kb.terms import load_taxonomy
from nlp.offence_lexicon import default_lexicon
from nlp.verdicts import read_clauses, spans_of_offences


def charges_of_ruling(ruling: str) -> frozenset[str]:
    """Crimes of the taxonomy that a ruling finds; what it strikes down (撤销……) is left out."""
    taxonomy = load_taxonomy()
    return frozenset(crime for crime in crimes_of_ruling(ruling) if crime in taxonomy.offences)


def crimes_of_ruling(ruling: str) -> frozenset[str]:
    """Every crime a ruling finds: ids of the taxonomy, names (盗窃罪) outside it."""
    clauses = read_clauses(ruling, Span(0, len(ruling)), default_lexicon())
    return frozenset(named.offence or named.name for named, _ in spans_of_offences(clauses))


def charge_of_name(name: str) -> str | None:
    """The id of 受贿, 受贿罪 or ``bribery_taking``; "" for 盗窃罪; None for no name of a crime."""
    taxonomy = load_taxonomy()
    words = name.strip()
    if words in taxonomy.offences:
        return words
    if known := taxonomy.find_offence(words):
        return known.id
    lexicon = default_lexicon()
    named = lexicon.match(words, 0, len(words))
    return named.offence if named and named.span.end == len(words) else None
