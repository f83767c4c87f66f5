"""Refine term vectors with what courts say of the facts: like reasoning, like facts.

Two pieces of the facts of a judgment and of hundreds of other judgments are compared. The pupil
(cosines of the pieces) learns the teacher's distribution over the other judgments: the mean of the
tf-idf cosine and of the starting model's cosine of the courts' *reasoning*, where charge,
circumstances and cited articles stand. A judgment is never its own neighbour, so that names and
places teach nothing. No human label is read.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import sparse

from nlp.encoder import unit_rows
from nlp.static_model import StaticModel
from nlp.training.corpus import TrainingPassage

Floats = NDArray[np.float32]
Rows = NDArray[np.int64]

_log = logging.getLogger(__name__)

_SHORTEST_FACTS, _SHORTEST_REASONING = 100, 20
_PIECE = (150, 400)
_TEMPERATURE = 0.05
_LEARNING_RATE = 0.004
_LOG_EVERY = 100


@dataclass(frozen=True, slots=True)
class Judgment:
    """Rows of the vocabulary in the facts and in the reasoning of one judgment."""

    facts: Rows
    reasoning: Rows


def refine(
    model: StaticModel, judgments: list[Judgment], *, steps: int, batch: int, seed: int
) -> StaticModel:
    """The model after ``steps`` batches; row 0 stays zero."""
    batch = min(batch, len(judgments))
    random = np.random.default_rng(seed)
    teacher = _Teacher(model, judgments)
    start = torch.from_numpy(model.vectors)
    shift = torch.zeros_like(start, requires_grad=True)
    optimizer = torch.optim.Adam([shift], lr=_LEARNING_RATE)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=max(steps, 1))
    for step in range(1, steps + 1):
        chosen = random.choice(len(judgments), batch, replace=False)
        pieces = [[_piece(judgments[index].facts, random) for index in chosen] for _ in range(2)]
        left, right = (_embed(start + shift, side) for side in pieces)
        loss = _surprise(left @ right.T, torch.from_numpy(teacher.cosines(chosen)))
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()
        if step % _LOG_EVERY == 0:
            _log.info("step=%d loss=%.4f", step, loss.item())
    vectors = (start + shift).detach().numpy().copy()
    vectors[0] = 0
    return StaticModel(terms=model.terms, vectors=vectors)


def judgments_of(passages: Iterable[TrainingPassage], model: StaticModel) -> list[Judgment]:
    """Facts and reasoning of each judgment that has enough of both."""
    row = {term: index for index, term in enumerate(model.terms)}
    parts: dict[str, dict[str, list[int]]] = {}
    for passage in passages:
        if passage.part in ("facts", "reasoning"):
            both = parts.setdefault(passage.document, {"facts": [], "reasoning": []})
            both[passage.part] += [row[term] for term in passage.terms if term in row]
    return [
        Judgment(facts=np.array(both["facts"]), reasoning=np.array(both["reasoning"]))
        for both in parts.values()
        if len(both["facts"]) >= _SHORTEST_FACTS and len(both["reasoning"]) >= _SHORTEST_REASONING
    ]


class _Teacher:
    """Likeness of the reasoning of judgments."""

    def __init__(self, model: StaticModel, judgments: list[Judgment]) -> None:
        weights = np.linalg.norm(model.vectors, axis=1)
        lists = [judgment.reasoning for judgment in judgments]
        starts = np.cumsum([0, *map(len, lists)])
        flat = np.concatenate(lists)
        shape = (len(lists), len(model.terms))
        table = sparse.csr_matrix((np.ones(len(flat), np.float32), flat, starts), shape=shape)
        table.sum_duplicates()
        table.data = (1 + np.log(table.data)) * weights[table.indices]
        lengths = np.sqrt(np.asarray(table.multiply(table).sum(axis=1)).ravel())
        self._words = (sparse.diags(1 / np.maximum(lengths, 1e-6)) @ table).tocsr()
        self._meanings = unit_rows(
            np.stack([model.vectors[np.unique(rows)].sum(axis=0) for rows in lists])
        )

    def cosines(self, chosen: NDArray[np.int64]) -> Floats:
        words, meanings = self._words[chosen], self._meanings[chosen]
        both = (words @ words.T).toarray() + meanings @ meanings.T
        return np.asarray(both / 2, dtype=np.float32)


def _surprise(found: torch.Tensor, wanted: torch.Tensor) -> torch.Tensor:
    """Cross entropy of the two distributions over the other judgments of the batch."""
    itself = torch.eye(len(found), dtype=torch.bool)
    share = torch.softmax((wanted / _TEMPERATURE).masked_fill(itself, -1e4), dim=1)
    surprise = torch.log_softmax((found / _TEMPERATURE).masked_fill(itself, -1e4), dim=1)
    return -(share * surprise).sum(dim=1).mean()


def _piece(facts: Rows, random: np.random.Generator) -> Rows:
    size = min(len(facts), int(random.integers(*_PIECE)))
    start = int(random.integers(0, len(facts) - size + 1))
    return np.unique(facts[start : start + size])


def _embed(vectors: torch.Tensor, pieces: list[Rows]) -> torch.Tensor:
    starts = np.cumsum([0, *map(len, pieces[:-1])])
    sums = torch.nn.functional.embedding_bag(
        torch.from_numpy(np.concatenate(pieces)), vectors, torch.from_numpy(starts), mode="sum"
    )
    return torch.nn.functional.normalize(sums, dim=1)
