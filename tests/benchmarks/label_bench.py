"""How fast labels are given: ``python tests/benchmarks/label_bench.py [--rounds 5] [--texts DIR]``.

The written gold sentences stand for text (most carry labels, far more than in documents), or the
sentences of the text files of a folder; one process, one thread. Prints the time to load the
pipeline and the median of sentences a second of CPU time, from text to labels with their spans.
"""

import argparse
import statistics
import time
from pathlib import Path

from kb.model import DocumentKind, Section, SectionKind, Sentence, Span
from kb.terms import load_taxonomy
from nlp.segmentation import load_segmenter
from nlp.sentences import split_sentences
from nlp.tagger import load_tagger
from nlp.training.label_rows import GOLD, read_written


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--texts", type=Path)
    options = parser.parse_args()
    rounds = options.rounds
    texts = [row.text for row in read_written(GOLD)]
    if options.texts:
        files = [path.read_text(encoding="utf-8") for path in sorted(options.texts.glob("*.txt"))]
        whole = [(text, (Section(SectionKind.BODY, Span(0, len(text))),)) for text in files]
        texts = [one.span.of(text) for text, body in whole for one in split_sentences(text, body)]
    text = "\n".join(texts)
    sentences, start = [], 0
    for index, one in enumerate(texts):
        sentences.append(Sentence(index, Span(start, start + len(one)), 0))
        start += len(one) + 1
    body = (Section(SectionKind.BODY, Span(0, len(text))),)
    words, taxonomy = load_segmenter().words, load_taxonomy()
    started = time.process_time()
    tag_sentences = load_tagger(words, taxonomy)
    loaded = time.process_time() - started
    tag_sentences(text, DocumentKind.UNKNOWN, body, sentences)
    rates = []
    for _ in range(rounds):
        started = time.process_time()
        found = tag_sentences(text, DocumentKind.UNKNOWN, body, sentences)
        rates.append(len(texts) / (time.process_time() - started))
    print(f"装载 {loaded:.2f} 秒；{len(texts)} 句（平均 {len(text) / len(texts):.0f} 字）")
    spread = f"{min(rates):.0f}–{max(rates):.0f}"
    print(f"每秒 {statistics.median(rates):.0f} 句（{spread}），标签 {len(found)} 个")


if __name__ == "__main__":
    main()
