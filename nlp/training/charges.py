"""Train the charge model and print its held-out figures, on one core in some five minutes.

``python -m nlp.training.charges ../shared/data --out nlp/models/charges``

Five folds over all documents; every choice (features, both steps, threshold) is made on the
training folds. The model that ships is then fitted on everything.
"""

import argparse
import logging
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from kb.terms import load_taxonomy
from nlp.charge_figures import Figures, figures_of
from nlp.charge_masking import Mask
from nlp.charge_model import choose, write_charge_model
from nlp.segmentation import load_segmenter
from nlp.training.charge_corpus import ChargeCorpus, build_corpus, read_charge_rows
from nlp.training.charge_fitting import VIEWS, Recipe, fit, predict

_log = logging.getLogger(__name__)
_FOLDS = 5
_VIEW_NAMES = {"strict": "罪名与法条都遮", "names": "只遮罪名", "none": "不遮"}


def main() -> None:
    """Read the arguments, cross-validate, fit on all, write."""
    parser = argparse.ArgumentParser(description="训练罪名预测模型并打印留出数字")
    parser.add_argument("data", type=Path, help="共享数据文件夹")
    parser.add_argument("--out", type=Path, help="模型文件夹；不给则只打印数字")
    parser.add_argument("--others", type=int, default=2_500, help="非职务犯罪判决份数")
    parser.add_argument("--statutes", type=int, default=300, help="法规份数")
    parser.add_argument("--seed", type=int, default=20261129)
    options = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    words = load_segmenter().words
    rows = list(
        read_charge_rows(
            options.data,
            words,
            others=options.others,
            statutes=options.statutes,
            seed=options.seed,
        )
    )
    corpus = build_corpus(rows)
    _log.info(
        "documents=%d duty=%d features=%d", len(rows), corpus.duty.sum(), len(corpus.features)
    )
    report(corpus, Recipe(), seed=options.seed)
    if options.out:
        model = fit(corpus, np.arange(len(rows)), Recipe())
        write_charge_model(model, options.out)
        _log.info("features=%d threshold=%.2f", len(model.features), model.threshold)


def report(corpus: ChargeCorpus, recipe: Recipe, *, seed: int) -> None:
    """Print the held-out tables of every mask, with and without the knowledge of guilt."""
    fold = np.random.default_rng(seed).permutation(len(corpus.rows)) % _FOLDS
    shape = (len(corpus.rows), len(corpus.classes) - 2)
    given = {(view, guilty): np.zeros(shape, bool) for view in VIEWS for guilty in (True, False)}
    for number in range(_FOLDS):
        train, test = np.flatnonzero(fold != number), np.flatnonzero(fold == number)
        model = fit(corpus, train, recipe)
        _log.info(
            "fold=%d features=%d threshold=%.2f", number, len(model.features), model.threshold
        )
        for view in VIEWS:
            held = predict(corpus, test, model, view).astype(np.float32)
            for guilty in (True, False):
                given[view, guilty][test] = choose(held, threshold=model.threshold, guilty=guilty)
    for view in VIEWS:
        for guilty in (True, False):
            _print_table(corpus, given[view, guilty], view=view, guilty=guilty, least=recipe.least)


def _print_table(
    corpus: ChargeCorpus, given: NDArray[np.bool_], *, view: Mask, guilty: bool, least: int
) -> None:
    duty = np.flatnonzero(corpus.duty)
    names = [[corpus.classes[one] for one in np.flatnonzero(row)] for row in given[duty]]
    figures = figures_of([corpus.rows[row].charges for row in duty], names)
    frequent = figures.with_support(least)
    print(f"\n{_VIEW_NAMES[view]}，{'已知是职务犯罪' if guilty else '可以弃权'}，{len(duty)} 份")
    print(
        f"  宏平均 F1（≥{least} 份的 {len(frequent.charges)} 个罪名） {frequent.macro('f1'):.3f}",
        end="",
    )
    print(f"  准确率 {frequent.macro('precision'):.3f}  召回率 {frequent.macro('recall'):.3f}")
    print(f"  微平均 F1（同上） {frequent.micro.f1:.3f}；全部罪名 {figures.micro.f1:.3f}")
    if guilty:
        _print_charges(figures)
        return
    alarms = np.count_nonzero(given[~corpus.duty], axis=1) > 0
    print(f"  非职务犯罪判决与法规误报 {int(alarms.sum())}/{len(alarms)}")


def _print_charges(figures: Figures) -> None:
    offences = load_taxonomy().offences
    for charge, one in figures.charges.items():
        name = offences[charge].name
        row = f"{one.precision:.3f} {one.recall:.3f} {one.f1:.3f} {one.wanted:4d}"
        print(f"    {row}  {name}")


if __name__ == "__main__":
    main()
