"""Two hundred real judgments redacted for a unit: what is left, how much is changed, how fast.

    PYTHONPATH=. python tests/benchmarks/redaction_real_bench.py ../shared/data --count 200

Prints counts only: findings of each kind, numbers and known values that the gate still sees in the
new texts (0 is asked), CPU seconds a megabyte.
"""

import argparse
import time
from collections import Counter
from pathlib import Path

from kb.education.redaction.aliases import Audience
from kb.education.redaction.gate import scan
from kb.education.redaction.redact import Edition, redact
from tests.benchmarks.redaction_bench import duty_judgments
from tests.kb.education.readings import READING


def main() -> None:
    """Redact each alone, scan what comes out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--count", type=int, default=200)
    asked = parser.parse_args()
    texts = duty_judgments(asked.data)
    texts = texts[:: max(1, len(texts) // asked.count)][: asked.count]
    edition = Edition(Audience.UNIT, "某单位", b"key of the bench" * 2)
    counts: Counter[str] = Counter()
    left: Counter[str] = Counter()
    begun = time.process_time()
    for text in texts:
        redacted = redact([text], edition, READING)
        counts.update(redacted.counts)
        scanned = scan(
            "pack.txt",
            redacted.texts[0].encode(),
            redacted.key.known,
            audience=Audience.INTERNAL,
            people=lambda text: (),
        )
        left.update(hit.kind for hit in scanned.hits)
    spent = time.process_time() - begun
    size = sum(len(text.encode()) for text in texts) / 1e6
    print("found", dict(counts))
    print("left", dict(left))
    print(f"{len(texts)} judgments, {size:.1f} MB, {spent / size:.1f} CPU s/MB")


if __name__ == "__main__":
    main()
