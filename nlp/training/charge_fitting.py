"""Fitting of the charge model: kernel ridge on words, logistic regression on scores and signs.

Step two must not see scores of documents that step one was fitted on: the scores it learns from
are left-one-out, in closed form, a judgment left out together with its own reasons.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from nlp.charge_features import NAMESPACES, FactsRead
from nlp.charge_masking import Mask
from nlp.charge_model import SHARES, ChargeModel, choose, step_two_inputs
from nlp.training.charge_corpus import ChargeCorpus

Doubles = NDArray[np.float64]
Rows = NDArray[np.int64]

ARTICLES = (
    *("163", "164", "168", "271", "272", "382", "384", "385", "386", "387"),
    *("388", "389", "391", "392", "393", "395", "396", "397", "399"),
)
VIEWS: tuple[Mask, ...] = ("strict", "names", "none")
_INNER = 5
_GRID = np.round(np.arange(0.30, 0.56, 0.02), 2)


@dataclass(frozen=True, slots=True)
class Recipe:
    """Settings of both steps.

    ``documents`` is how many must have a feature; ``reasons`` and ``innocent`` the weight of the
    court's reasons and of documents of no duty crime; ``inverse`` the C of step two; ``least``
    the support from which a charge counts.
    """

    documents: int = 15
    ridge: float = 0.05
    reasons: float = 0.5
    innocent: float = 0.3
    inverse: float = 3.0
    least: int = 25


def seen_under(read: FactsRead, mask: Mask) -> FactsRead:
    """The signs a mask leaves: no articles when strict, no names unless nothing is masked."""
    articles = frozenset[str]() if mask == "strict" else read.articles
    return replace(read, articles=articles, named=read.named if mask == "none" else frozenset())


def fit(corpus: ChargeCorpus, train: Rows, recipe: Recipe) -> ChargeModel:
    """A model from some of the documents; nothing of the others is looked at."""
    twins = corpus.twins[train]
    every = np.concatenate([train, twins[twins >= 0]])
    columns = _frequent_columns(corpus, every, recipe.documents)
    kept = corpus.counts[:, columns]
    spaces = np.array([NAMESPACES.index(corpus.features[column][0]) for column in columns])
    idf = _idf(kept[every])
    x = weighted(kept[every], idf, spaces)
    targets = np.where(corpus.wanted, 1.0, -1.0)
    y = np.vstack([targets[train], targets[train[twins >= 0]]])
    weights = np.where(corpus.duty[train], 1.0, recipe.innocent)
    weights = np.concatenate([weights, np.full(len(every) - len(train), recipe.reasons)])
    inverse = np.linalg.inv(
        (x @ x.T).toarray().astype(np.float64) + 1 + np.diag(recipe.ridge / weights)
    )
    alpha = inverse @ y
    place = {row: at for at, row in enumerate(every.tolist())}
    pairs = [[at] + ([place[twin]] if twin >= 0 else []) for at, twin in enumerate(twins.tolist())]
    scores = np.vstack(
        [y[p[0]] - np.linalg.solve(inverse[np.ix_(p, p)], alpha[p])[0] for p in pairs]
    )
    read = [corpus.rows[row].facts for row in train]
    inputs = [_inputs(scores, read, view, corpus.classes) for view in VIEWS]
    wanted = corpus.wanted[train]
    signs, offset = _logistic(np.vstack(inputs), np.vstack([wanted] * len(VIEWS)), recipe)
    return ChargeModel(
        classes=corpus.classes,
        features=tuple(corpus.features[column] for column in columns),
        articles=ARTICLES,
        idf=idf,
        words=np.asarray(x.T @ alpha, dtype=np.float32),
        bias=alpha.sum(axis=0).astype(np.float32),
        signs=signs.astype(np.float32),
        offset=offset.astype(np.float32),
        threshold=_threshold(inputs, wanted, recipe),
    )


def predict(corpus: ChargeCorpus, test: Rows, model: ChargeModel, view: Mask) -> Doubles:
    """Probabilities of the classes, [documents, classes], as the model gives one by one."""
    column = {feature: place for place, feature in enumerate(corpus.features)}
    columns = np.array([column[feature] for feature in model.features])
    spaces = np.array([NAMESPACES.index(feature[0]) for feature in model.features])
    x = weighted(corpus.counts[test][:, columns], model.idf, spaces)
    scores = x @ model.words + model.bias
    inputs = _inputs(scores, [corpus.rows[row].facts for row in test], view, corpus.classes)
    return _sigmoid((inputs @ model.signs.T + model.offset).astype(np.float64))


def weighted(
    counts: "sparse.csr_matrix[np.float32]", idf: NDArray[np.float32], spaces: NDArray[np.int64]
) -> "sparse.csr_matrix[np.float32]":
    """Sublinear tf-idf, of length 1 within each namespace, times the root of its share."""
    x = counts.tocsr().copy()
    x.data = ((1 + np.log(x.data)) * idf[x.indices]).astype(np.float32)
    owner = np.repeat(np.arange(x.shape[0]), np.diff(x.indptr))
    key = owner * len(NAMESPACES) + spaces[x.indices]
    squares = np.bincount(key, x.data**2, minlength=x.shape[0] * len(NAMESPACES))
    shares = np.array(list(SHARES.values()))
    scale = np.sqrt(shares / shares.sum())[spaces[x.indices]]
    x.data = (x.data * scale / np.sqrt(np.maximum(squares[key], 1e-12))).astype(np.float32)
    return x


def _frequent_columns(corpus: ChargeCorpus, every: Rows, least: int) -> NDArray[np.int64]:
    """The columns found in ``least`` of the documents or more; charges play no part."""
    seen = np.bincount(corpus.counts[every].indices, minlength=corpus.counts.shape[1])
    return np.flatnonzero(seen >= least)


def _idf(counts: "sparse.csr_matrix[np.float32]") -> NDArray[np.float32]:
    seen = np.bincount(counts.indices, minlength=counts.shape[1])
    return np.asarray(np.log((1 + counts.shape[0]) / (1 + seen)) + 1, dtype=np.float32)


def _inputs(
    scores: Doubles, read: Sequence[FactsRead], view: Mask, classes: Sequence[str]
) -> NDArray[np.float32]:
    shown = [seen_under(one, view) for one in read]
    return step_two_inputs(
        scores.astype(np.float32), shown, articles=ARTICLES, charges=classes[:-2]
    )


def _logistic(
    inputs: NDArray[np.float32], wanted: NDArray[np.bool_], recipe: Recipe
) -> tuple[Doubles, Doubles]:
    """Coefficients [classes, inputs] and offsets, a binary regression a class."""
    fits: list[tuple[Doubles, float]] = []
    for column in wanted.T:
        if not column.any():
            fits.append((np.zeros(inputs.shape[1]), -6.0))
            continue
        one = LogisticRegression(C=recipe.inverse, max_iter=500).fit(inputs, column)
        fits.append((one.coef_[0], float(one.intercept_[0])))
    return np.vstack([coef for coef, _ in fits]), np.array([offset for _, offset in fits])


def _threshold(
    inputs: Sequence[NDArray[np.float32]], wanted: NDArray[np.bool_], recipe: Recipe
) -> float:
    """The threshold of the best macro-F1 over inner folds, frequent charges, all views."""
    fold = np.arange(len(wanted)) % _INNER
    held = [np.zeros(wanted.shape) for _ in inputs]
    for number in range(_INNER):
        rest = fold != number
        stacked = np.vstack([wanted[rest]] * len(inputs))
        coef, offset = _logistic(np.vstack([one[rest] for one in inputs]), stacked, recipe)
        for view, out in zip(inputs, held, strict=True):
            out[~rest] = _sigmoid(view[~rest] @ coef.T + offset)
    duty = ~wanted[:, -1]
    counted = np.flatnonzero(wanted[:, :-2].sum(axis=0) >= recipe.least * 0.8)

    def gain(threshold: float) -> float:
        return float(np.mean([_macro(out[duty], wanted[duty], counted, threshold) for out in held]))

    return float(max(_GRID, key=gain))


def _macro(
    held: Doubles, wanted: NDArray[np.bool_], counted: NDArray[np.int64], threshold: float
) -> float:
    given = choose(held.astype(np.float32), threshold=threshold, guilty=True)[:, counted]
    gold = wanted[:, counted]
    both = given.sum(axis=0) + gold.sum(axis=0)
    return float(np.mean(2 * (given & gold).sum(axis=0) / np.maximum(both, 1)))


def _sigmoid(logits: Doubles) -> Doubles:
    return np.asarray(1 / (1 + np.exp(-logits)))
