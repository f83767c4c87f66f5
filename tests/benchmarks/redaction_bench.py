"""Planted identifiers, each in twelve disguises, over real texts: how many are gone afterwards.

    PYTHONPATH=. python tests/benchmarks/redaction_bench.py ../shared/data --count 2000

Every disguise of an identifier stands in a text of its own, so that a name is not known from its
plain form. Then each is put into a finished office file, at one of the places where such files hide
words, and the release gate must refuse it. Prints how many are gone and how many were let through.
"""

import argparse
import json
import lzma
import random
import re
import time
from collections import Counter
from pathlib import Path

from kb.education.redaction.aliases import Audience
from kb.education.redaction.found import Kind
from kb.education.redaction.gate import scan
from kb.education.redaction.redact import Edition, Known, redact
from tests.kb.education.finished import PLACES, office_file
from tests.kb.education.gone import still_there, with_plants
from tests.kb.education.planted import Disguise, Planted, planted
from tests.kb.education.readings import READING

PLACES_OF = {
    Disguise.CELL: "cell",
    Disguise.NOTE: "footnote",
    Disguise.FILE_NAME: "entry_name",
}
KINDS = {"name": Kind.PERSON, "address": Kind.ADDRESS}
_PIECE = 2500
_EDITION = Edition(Audience.UNIT, "某单位", b"key of the bench" * 2)


def main() -> None:
    """Read the texts, plant, redact, count."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--show", action="store_true", help="the planted ones that were missed")
    asked = parser.parse_args()
    pieces = real_pieces(asked.data, asked.count, seed=asked.seed)
    left: Counter[tuple[str, str]] = Counter()
    total: Counter[tuple[str, str]] = Counter()
    begun = time.process_time()
    rows = planted(asked.count, seed=asked.seed)
    # the twelve disguises of one identifier go to twelve different texts
    for rank, piece in enumerate(pieces):
        plants = [rows[(rank + shift * 7) % len(rows)][shift] for shift in range(12)]
        text = redact([with_plants(piece, plants)], _EDITION, READING).texts[0]
        for one in plants:
            total[one.kind, one.disguise] += 1
            if still_there(one, text):
                left[one.kind, one.disguise] += 1
                if asked.show:
                    print(one.kind, one.disguise, repr(one.sentence))
    report(total, left)
    passed = [one for row in rows for one in row if not refused(one)]
    print(f"gate: {len(passed)} of {12 * len(rows)} let through")
    print(f"CPU {time.process_time() - begun:.0f} s")


def real_pieces(data: Path, count: int, *, seed: int) -> list[str]:
    """Pieces of judgments on duty crimes and of notices, whole sentences, one for each plant."""
    dice = random.Random(seed)
    texts = duty_judgments(data)
    texts += [path.read_text("utf-8") for path in sorted((data / "notices").glob("*.txt"))]
    pieces = []
    for rank in range(count):
        text = texts[rank % len(texts)]
        start = dice.randrange(max(1, len(text) - _PIECE))
        begin = text.find("。", start) + 1
        pieces.append(text[begin : begin + _PIECE].rpartition("。")[0] + "。")
    return pieces


def duty_judgments(data: Path) -> list[str]:
    """The judgments whose ruling names a duty crime."""
    with lzma.open(data / "lecard" / "judgments.jsonl.xz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    crimes = re.compile("贪污|受贿|挪用公款|行贿|玩忽职守")
    return [row["text"] for row in rows if crimes.search(row["result"])]


def refused(one: Planted) -> bool:
    """Whether the gate refuses a file that holds the identifier, knowing that one alone."""
    place = PLACES_OF.get(one.disguise) or sorted(PLACES)[hash_of(one.value) % len(PLACES)]
    kind = KINDS.get(one.kind, Kind.ACCOUNT)
    scanned = scan(
        "pack.docx",
        office_file(place, one.shown, split=one.disguise is Disguise.PLAIN),
        [Known(kind, one.value)],
        audience=Audience.INTERNAL,
        people=lambda text: (),
    )
    return any(hit.value == one.value for hit in scanned.hits)


def hash_of(words: str) -> int:
    """The same in every run."""
    return sum(map(ord, words))


def report(total: Counter[tuple[str, str]], left: Counter[tuple[str, str]]) -> None:
    """Names and the rest, by disguise; and every kind that is not wholly gone."""
    for group, chosen in (("names", True), ("structured", False)):
        all_of = sum(n for (kind, _), n in total.items() if (kind == "name") is chosen)
        missed = sum(n for (kind, _), n in left.items() if (kind == "name") is chosen)
        print(f"{group}: {all_of - missed} of {all_of}, {(all_of - missed) / all_of:.4f}")
    for (kind, disguise), missed in sorted(left.items()):
        print(f"  {kind} {disguise}: {missed} of {total[kind, disguise]} left")


if __name__ == "__main__":
    main()
