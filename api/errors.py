"""Every sentence a person reads when something is refused: code → HTTP status, sentence, advice.

The sentences stand in ``api/error_texts``, a file a subject; here they are found and filled.
"""

from collections.abc import Mapping
from types import MappingProxyType

from api.answers import Answer
from api.error_texts import (
    asking,
    backing_up,
    chain,
    evaluation,
    ledger,
    packs,
    pages,
    people,
    reading,
    registers,
    reports,
    reviewing,
    service,
    vocabulary,
    warning,
)
from kb.errors import KbError
from kb.registers.catalogue import REGISTERS

ANSWERS: Mapping[str, Answer] = MappingProxyType(
    {
        code: answer
        for subject in (
            reading,
            asking,
            reviewing,
            people,
            registers,
            chain,
            ledger,
            packs,
            pages,
            evaluation,
            reports,
            warning,
            backing_up,
            vocabulary,
            service,
        )
        for code, answer in subject.ANSWERS.items()
    }
)
WARNINGS = reading.WARNINGS


def answer(code: str) -> Answer:
    """The answer to a code; an unlisted one is answered as an internal error."""
    return ANSWERS.get(code, ANSWERS["INTERNAL_ERROR"])


def sentence(code: str, context: Mapping[str, object]) -> str:
    """The Chinese sentence with its advice: ``文件是空的（0 字节）。请重新导出后上传。``"""
    found = answer(code)
    filled = found.sentence.format_map(_Known(_named(context)))
    return f"{filled}。{found.advice}。" if found.advice else f"{filled}。"


def _named(context: Mapping[str, object]) -> Mapping[str, object]:
    """The context with the state of a record by its Chinese name: ``served`` → 已送达."""
    register = REGISTERS.get(str(context.get("id", "")).rpartition("-")[0])
    state = str(context.get("state", ""))
    if register is None or state not in register.states:
        return context
    return {**context, "state": register.states[state]}


def explain(error: KbError) -> str:
    """The sentence for an error."""
    return sentence(error.code, error.context)


def warning_text(code: str) -> str:
    """The Chinese words for a warning code."""
    return WARNINGS.get(code, code)


class _Known(dict[str, object]):
    """Missing fields are shown as —."""

    def __missing__(self, key: str) -> str:
        return "—"
