"""``python -m nlp.training.rarity DATA``: count in how many passages of legal text words stand.

Words of fewer than ``_LEAST`` passages are left to ``unseen``. Two minutes on one core.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from rich.console import Console

from nlp.rarity import SHIPPED, TermRarity
from nlp.segmentation import load_segmenter
from nlp.sparse import term_index
from nlp.training.corpus import cut_passages, read_training_texts
from nlp.training.term_vectors import count_documents

_LEAST = 5


def main(arguments: Sequence[str] | None = None) -> None:
    """The command."""
    parser = argparse.ArgumentParser(description="统计词的罕见程度")
    parser.add_argument("data", type=Path, help="共享数据文件夹")
    parser.add_argument("--out", type=Path, default=SHIPPED)
    options = parser.parse_args(arguments)
    segmenter = load_segmenter()
    passages = [
        passage.terms
        for text in read_training_texts(options.data)
        for passage in cut_passages(text, segmenter.terms(text.text))
    ]
    rarity = rarity_of(passages)
    rarity.write(options.out)
    Console(stderr=True).print(f"{len(passages)} 段，{len(rarity.indices)} 个词")


def rarity_of(passages: Sequence[Sequence[str]]) -> TermRarity:
    """``ln(1 + (passages − n + ½) / (n + ½))`` of each term, n the passages it stands in."""
    counts: dict[int, int] = {}
    for term, count in count_documents(passages).items():
        if count >= _LEAST:
            index = term_index(term)
            counts[index] = counts.get(index, 0) + count
    indices = np.array(sorted(counts), np.uint32)
    seen = np.array([counts[int(index)] for index in indices], np.float64)
    return TermRarity(
        indices=indices,
        idf=_idf(seen, len(passages)).astype(np.float32),
        unseen=float(_idf(np.array([1.0]), len(passages))[0]),
    )


def _idf(seen: np.ndarray, passages: int) -> np.ndarray:
    return np.asarray(np.log(1 + (passages - seen + 0.5) / (seen + 0.5)))


if __name__ == "__main__":
    main()
