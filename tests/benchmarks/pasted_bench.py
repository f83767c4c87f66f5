"""How well the domain and the post are read from notes as people paste them.

    PYTHONPATH=. python tests/benchmarks/pasted_bench.py [--set test] [--show]

Notes of 220 to 1,100 characters about invented people (``pasted_notes.yaml``). Whoever wrote those
of ``dev`` and ``test`` knew the vocabulary but not the word lists; of ``blind``, the names and
definitions of the domains alone, and no posts are told. The words were tried on ``dev`` alone.
Prints precision, recall and F1 over all pairs of note and term, and how often the first is right.
"""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from api.settings import Settings
from api.wiring import reading_only
from kb.model import RawFile
from nlp.charge_figures import figures_of

NOTES = Path(__file__).with_name("pasted_notes.yaml")


def main() -> None:
    """Read the notes of a set and print a line for each facet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notes", type=Path, default=NOTES)
    parser.add_argument("--set", default="test", help="dev, test or blind")
    parser.add_argument("--show", action="store_true", help="the notes that were not read rightly")
    asked = parser.parse_args()
    notes = [
        one for one in yaml.safe_load(asked.notes.read_text("utf-8")) if one["set"] == asked.set
    ]
    read = reading_only(Settings())
    tags = [read(RawFile("新案.txt", one["text"].encode())).tags for one in notes]
    for facet, key in (("domain", "domains"), ("position", "positions")):
        if not all(key in one for one in notes):
            continue
        found = [[tag.term for tag in of if tag.facet == facet] for of in tags]
        print(f"{facet}\t{figures(found, [one[key] for one in notes])}")
        if asked.show:
            _show(notes, found, key)


def figures(found: Sequence[Sequence[str]], wanted: Sequence[Sequence[str]]) -> str:
    """Precision, recall, F1 and the share of notes with an answer whose first term is right."""
    all_told = figures_of(wanted, found).micro
    asked = [(got, want) for got, want in zip(found, wanted, strict=True) if want]
    hits = sum(got[0] in want for got, want in asked if got)
    rates = f"P {all_told.precision:.2f} R {all_told.recall:.2f} F1 {all_told.f1:.2f}"
    return f"{rates}，首项对 {hits}/{len(asked)}"


def _show(notes: Sequence[Mapping[str, Any]], found: Sequence[Sequence[str]], key: str) -> None:
    for note, got in zip(notes, found, strict=True):
        if set(got) != set(note[key]):
            print(f"  {note['id']}\t读作 {got}\t应为 {note[key]}")


if __name__ == "__main__":
    main()
