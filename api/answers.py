"""How a code is answered."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """How a code is answered: ``sentence`` and ``advice`` may hold ``{fields}`` of the context."""

    status: int
    sentence: str
    advice: str = ""
