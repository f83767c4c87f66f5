"""What is read of a new case once is not read again while it is asked about, and goes with it."""

from dataclasses import replace

from api.kept_readings import _MOST, _MOST_CHARS, KeptReadings
from kb.model import Document, DocumentKind, Header, TaggedDocument
from kb.store.new_cases import NewCase
from kb.store.tables import now


class Reader:
    """Counts what it reads."""

    def __init__(self) -> None:
        self.read: list[str] = []
        self.kept = KeptReadings()

    def __call__(self, case_id: str, *, chars: int = 4) -> TaggedDocument:
        case = NewCase(case_id, "新案.txt", "", "某" * chars, now())
        return self.kept.of(case, lambda: self._read(case))

    def _read(self, case: NewCase) -> TaggedDocument:
        self.read.append(case.id)
        document = Document(case.id, case.name, "text/plain", case.text)
        return TaggedDocument(document, DocumentKind.UNKNOWN, 1.0, Header(), (), (), ())


def test_a_case_is_read_once() -> None:
    reader = Reader()
    first = reader("a")
    assert reader("a") is first
    assert reader.read == ["a"]


def test_cases_of_the_same_words_stay_apart() -> None:
    reader = Reader()
    assert reader("a") == replace(reader("b"), document=reader("a").document)
    assert reader.read == ["a", "b"]


def test_a_forgotten_case_is_not_held() -> None:
    reader = Reader()
    reader("a")
    reader.kept.forget("a")
    reader.kept.forget("never")
    reader("a")
    assert reader.read == ["a", "a"]


def test_the_least_asked_for_goes_first() -> None:
    reader = Reader()
    for number in range(_MOST):
        reader(str(number))
    reader("0")
    reader("another")
    reader("0")
    assert reader.read.count("0") == 1
    reader("1")
    assert reader.read.count("1") == 2


def test_long_cases_are_held_in_smaller_number() -> None:
    reader = Reader()
    for name in ("a", "b", "c"):
        reader(name, chars=_MOST_CHARS // 2)
    reader("a")
    assert reader.read == ["a", "b", "c", "a"]
    reader("whole", chars=_MOST_CHARS + 1)  # answered, and not held
    assert reader("whole", chars=_MOST_CHARS + 1).document.id == "whole"
    assert reader.read.count("whole") == 2
