"""``python -m nlp.training.crimes DATA``: fit the crime profile of the shipped embedding.

One logistic regression a crime over the vectors of the facts of all judgments, the crimes read
from their rulings; crimes of fewer than fifteen judgments are left out. Half a minute on one core.
"""

import argparse
import json
import lzma
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.progress import track
from sklearn.linear_model import LogisticRegression

from nlp.charge_names import crimes_of_ruling
from nlp.crime_profile import SHIPPED, CrimeModel
from nlp.encoder import load_encoder
from nlp.segmentation import load_segmenter
from nlp.term_rows import TermRows

_LEAST = 15
_INVERSE_PENALTY = 30.0


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="训练罪名画像")
    parser.add_argument("data", type=Path, help="共享数据文件夹")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args(arguments)
    console = Console(stderr=True)
    segmenter = load_segmenter()
    encoder = load_encoder(segmenter=segmenter)
    facts: list[Sequence[str]] = []
    crimes: list[frozenset[str]] = []
    with lzma.open(options.data / "lecard" / "judgments.jsonl.xz", "rt", encoding="utf-8") as lines:
        for line in track(lines, description="读判决", console=console):
            row = json.loads(line)
            found = crimes_of_ruling(row["result"])
            if found:
                facts.append(segmenter.terms(row["fact"]))
                crimes.append(found)
    vectors = encoder.encode([""] * len(facts), terms=TermRows.of(facts))
    counts = Counter(crime for found in crimes for crime in found)
    learnt = sorted(crime for crime, count in counts.items() if count >= _LEAST)
    weights = np.zeros((vectors.shape[1], len(learnt)), np.float32)
    bias = np.zeros(len(learnt), np.float32)
    for column, crime in enumerate(track(learnt, description="逐个罪名", console=console)):
        wanted = [crime in found for found in crimes]
        fitted = LogisticRegression(C=_INVERSE_PENALTY, max_iter=300).fit(vectors, wanted)
        weights[:, column], bias[column] = fitted.coef_[0], fitted.intercept_[0]
    CrimeModel(tuple(learnt), encoder.fingerprint, weights, bias).write(options.out)
    console.print(f"{len(facts)} 份判决，{len(learnt)} 个罪名")


if __name__ == "__main__":
    main()
