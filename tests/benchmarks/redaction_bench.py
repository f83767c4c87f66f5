"""Planted identifiers, each in twelve disguises, over real texts: how many are gone afterwards.

    PYTHONPATH=. python tests/benchmarks/redaction_bench.py ../shared/data --count 2000

Every disguise of an identifier stands in a text of its own, so that a name is not known from its
plain form. Prints per disguise and per kind what was found, and the share of harmless text replaced.
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
from kb.education.redaction.folding import bare, bare_words
from kb.education.redaction.redact import Edition, redact
from tests.kb.education.planted import Planted, planted
from tests.kb.education.readings import READING

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
    print(f"CPU {time.process_time() - begun:.0f} s")


def real_pieces(data: Path, count: int, *, seed: int) -> list[str]:
    """Pieces of judgments on duty crimes and of notices, whole sentences, one for each plant."""
    dice = random.Random(seed)
    with lzma.open(data / "lecard" / "judgments.jsonl.xz", "rt") as lines:
        rows = [json.loads(line) for line in lines]
    texts = [row["text"] for row in rows if re.search("贪污|受贿|挪用公款|行贿|玩忽职守", row["result"])]
    texts += [path.read_text("utf-8") for path in sorted((data / "notices").glob("*.txt"))]
    pieces = []
    for rank in range(count):
        text = texts[rank % len(texts)]
        start = dice.randrange(max(1, len(text) - _PIECE))
        begin = text.find("。", start) + 1
        pieces.append(text[begin : begin + _PIECE].rpartition("。")[0] + "。")
    return pieces


def with_plants(piece: str, plants: list[Planted]) -> str:
    """The sentences set between the sentences of the text, evenly."""
    sentences = piece.split("。")
    step = max(1, len(sentences) // (len(plants) + 1))
    for rank, one in enumerate(plants):
        place = min(len(sentences) - 1, (rank + 1) * step + rank)
        sentences.insert(place, one.sentence.removesuffix("。"))
    return "。".join(sentences)


def still_there(one: Planted, text: str) -> bool:
    """Whether the value, or what was shown of it, can still be read."""
    if one.kind == "name":
        spoken = bare_words(text)
        return bare_words(one.value) in spoken or ("*" in one.shown and one.shown in text)
    return bare(one.value) in bare(text) or one.shown in text


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
