"""Offences of a case that nobody names: from the facts, by the charge model, else by cues.

    >>> predicted_offences(text, DocumentKind.UNKNOWN, zones, predict)
    [CaseTag(facet='offence', term='bribery_taking', confidence=0.48, ...)]

A prediction is surer than nothing and less sure than any mention: at most 0.55. Letters, reports
of what was put right, bulletins and regulations get none from the model.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from kb.model import CaseTag, DocumentKind, Span
from nlp.case_cues import load_case_cues
from nlp.charge_model import PredictedCharge

PredictCharges = Callable[[str], Sequence[PredictedCharge]]

_TELLING = frozenset(
    {
        DocumentKind.JUDGMENT_FIRST_INSTANCE,
        DocumentKind.JUDGMENT_SECOND_INSTANCE,
        DocumentKind.INDICTMENT,
        DocumentKind.NON_PROSECUTION,
        DocumentKind.CASE_ANALYSIS,
        DocumentKind.CLUE_RECORD,
        DocumentKind.UNKNOWN,
    }
)
_SUREST, _CUE, _MOST_CUES = 0.55, 0.45, 2
_LEAST_FACTS, _FACTS_READ = 200, 12_000
_EDGE = " \t\r\u3000"


def predicted_offences(
    text: str, kind: DocumentKind, zones: Sequence[Span], predict: PredictCharges | None
) -> list[CaseTag]:
    """Charges of the model, the surest first; where it is silent, cues of the facts, at 0.45."""
    if predict is not None and kind in _TELLING:
        pieces = tuple(_pieces(zones))
        if sum(piece.end - piece.start for piece in pieces) >= _LEAST_FACTS:
            found = predict("\n".join(piece.of(text) for piece in pieces))
            if found:
                return [_tag(text, one, pieces) for one in found]
    return list(islice(_cued(text, zones), _MOST_CUES))


def _pieces(zones: Sequence[Span]) -> Iterator[Span]:
    """The zones up to 12,000 characters in all."""
    left = _FACTS_READ
    for zone in zones:
        end = min(zone.end, zone.start + left)
        if end > zone.start:
            yield Span(zone.start, end)
            left -= end - zone.start


def _tag(text: str, one: PredictedCharge, pieces: Sequence[Span]) -> CaseTag:
    evidence = tuple(_placed(text, span, pieces) for span in one.evidence)
    return CaseTag("offence", one.charge, round(_SUREST * one.probability, 2), evidence)


def _placed(text: str, span: Span, pieces: Sequence[Span]) -> Span:
    """A span of the joined pieces as a span of the text, without blanks at its edges."""
    joined = 0
    for piece in pieces:
        length = piece.end - piece.start
        if span.start < joined + length:
            start, end = (piece.start + place - joined for place in (span.start, span.end))
            while start < end and text[start] in _EDGE:
                start += 1
            while end > start and text[end - 1] in _EDGE:
                end -= 1
            return Span(start, end)
        joined += length + 1
    return span


def _cued(text: str, zones: Sequence[Span]) -> Iterator[CaseTag]:
    for cue in load_case_cues().offences:
        for zone in zones:
            found = cue.find.search(text, zone.start, min(zone.end, zone.start + _FACTS_READ))
            if found:
                yield CaseTag("offence", cue.term, _CUE, (Span(*found.span()),))
                break
