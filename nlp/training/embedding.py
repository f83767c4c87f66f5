"""Train the shipped embedding on one core in some ten minutes.

``python -m nlp.training.embedding --data ../shared/data --out nlp/models/embedding``

The same data and seed give the same bytes. The dev table at the end is
what the model card quotes.
"""

import argparse
import logging
import time
from pathlib import Path

from nlp.encoder import StaticEncoder
from nlp.segmentation import Segmenter, load_segmenter, read_lexicon
from nlp.static_model import StaticModel, model_fingerprint, read_static_model, write_static_model
from nlp.training.corpus import TrainingPassage, cut_passages, read_training_texts
from nlp.training.evaluate_embedding import bm25_scorer, dense_scorer, evaluate, read_benchmark
from nlp.training.refining import judgments_of, refine
from nlp.training.term_vectors import choose_vocabulary, count_documents, train_term_vectors

_log = logging.getLogger(__name__)


def main() -> None:
    """Read the arguments, train, write, measure."""
    parser = argparse.ArgumentParser(description="训练随程序发布的静态词向量")
    parser.add_argument("--data", type=Path, required=True, help="共享数据文件夹")
    parser.add_argument("--out", type=Path, required=True, help="模型文件夹")
    parser.add_argument("--seed", type=int, default=20261123)
    parser.add_argument("--vocabulary", type=int, default=40_000)
    parser.add_argument("--dimension", type=int, default=256)
    parser.add_argument("--least", type=int, default=8, help="词至少出现于多少个段落")
    parser.add_argument("--steps", type=int, default=1_200, help="对照裁判理由微调的步数")
    parser.add_argument("--batch", type=int, default=384)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    segmenter = load_segmenter()
    passages = read_passages(options.data, segmenter=segmenter)
    model = train(
        passages,
        vocabulary=options.vocabulary,
        least=options.least,
        dimension=options.dimension,
        seed=options.seed,
    )
    if options.steps:
        judgments = judgments_of(passages, model)
        _log.info("judgments=%d", len(judgments))
        model = refine(
            model, judgments, steps=options.steps, batch=options.batch, seed=options.seed
        )
    write_static_model(model, options.out)
    report(options.data, options.out, segmenter=segmenter)


def read_passages(data: Path, *, segmenter: Segmenter) -> list[TrainingPassage]:
    """All passages of the shared data, cut into terms."""
    started = time.perf_counter()
    passages = [
        passage
        for text in read_training_texts(data)
        for passage in cut_passages(text, segmenter.terms(text.text))
    ]
    lengths = sum(len(passage.terms) for passage in passages)
    _log.info(
        "passages=%d mean_terms=%.1f seconds=%.0f",
        len(passages),
        lengths / max(len(passages), 1),
        time.perf_counter() - started,
    )
    return passages


def train(
    passages: list[TrainingPassage], *, vocabulary: int, least: int, dimension: int, seed: int
) -> StaticModel:
    """Term vectors of the passages."""
    started = time.perf_counter()
    term_lists = [passage.terms for passage in passages]
    kept = frozenset(entry.word.lower() for entry in read_lexicon())
    chosen = choose_vocabulary(count_documents(term_lists), size=vocabulary, least=least, kept=kept)
    model = train_term_vectors(term_lists, chosen, dimension=dimension, seed=seed)
    _log.info("terms=%d seconds=%.0f", len(model.terms), time.perf_counter() - started)
    return model


def report(data: Path, folder: Path, *, segmenter: Segmenter) -> None:
    """The table of the model card: the model as written against BM25."""
    benchmark = read_benchmark(data, segmenter=segmenter)
    fingerprint = model_fingerprint(folder)
    encoder = StaticEncoder(read_static_model(folder), segmenter=segmenter, fingerprint=fingerprint)
    _log.info("queries=%d candidates=%d", len(benchmark.queries), len(benchmark.candidates))
    _log.info("bm25  %s", evaluate(benchmark, bm25_scorer(benchmark)))
    _log.info("dense %s fingerprint=%s", evaluate(benchmark, dense_scorer(encoder)), fingerprint)


if __name__ == "__main__":
    main()
