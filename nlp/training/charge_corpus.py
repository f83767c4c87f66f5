"""Judgments as training rows: features of the facts, charges of the ruling."""

import json
import lzma
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

from kb.terms import load_taxonomy
from nlp.charge_features import FactsRead, Words, read_facts
from nlp.charge_masking import mask_charges
from nlp.charge_model import NONE, OTHER
from nlp.charge_names import charges_of_ruling
from nlp.training.corpus import read_training_texts

#: A charge is learnt from this many judgments, and counts in the macro figure from 25.
LEAST_LEARNT = 8
_DUTY_GROUPS = frozenset(
    {"corruption_bribery", "abuse_of_power", "dereliction", "favouritism", "judicial_officers"}
)
# crimes of anybody, which the taxonomy holds for the officers who commit them
_OF_ANYBODY = frozenset({"unlawful_detention", "unlawful_search"})
_REASONS_READ, _STATUTE_READ = 6_000, 3_000


@dataclass(frozen=True, slots=True)
class ChargeRow:
    """One document: ``charges`` is empty for no duty crime; ``reasons`` are the court's."""

    document: str
    charges: frozenset[str]
    facts: FactsRead
    reasons: FactsRead | None = None


@dataclass(frozen=True, slots=True)
class ChargeCorpus:
    """``counts`` [documents + reasons, features]; ``twins[i]`` is the row of the reasons or -1.

    ``wanted`` [documents, classes] with the classes of the model: charges, ``other``, ``none``.
    """

    rows: tuple[ChargeRow, ...]
    features: tuple[str, ...]
    counts: "sparse.csr_matrix[np.float32]"
    twins: NDArray[np.int64]
    classes: tuple[str, ...]
    wanted: NDArray[np.bool_]

    @property
    def duty(self) -> NDArray[np.bool_]:
        """Which documents are duty crimes."""
        return ~self.wanted[:, -1]


def read_charge_rows(
    data: Path, words: Words, *, others: int, statutes: int, seed: int
) -> Iterator[ChargeRow]:
    """All duty judgments, then a sample of other judgments and of statutes, which are ``none``."""
    rest: list[dict[str, str]] = []
    with lzma.open(data / "lecard" / "judgments.jsonl.xz", "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            charges = frozenset(filter(is_duty, charges_of_ruling(row["result"])))
            if not charges:
                rest.append(row)
                continue
            reasons = mask_charges(row["reasoning"][:_REASONS_READ], "strict")
            yield ChargeRow(
                row["id"],
                charges,
                read_facts(row["fact"], words),
                read_facts(reasons, words, accusing=True),
            )
    chance = random.Random(seed)  # noqa: S311
    for row in chance.sample(rest, min(others, len(rest))):
        yield ChargeRow(row["id"], frozenset(), read_facts(row["fact"], words))
    laws = [one for one in read_training_texts(data) if one.part == "statute"]
    for law in chance.sample(laws, min(statutes, len(laws))):
        facts = read_facts(law.text[:_STATUTE_READ], words)
        yield ChargeRow(law.document, frozenset(), replace(facts, named=frozenset()))


def is_duty(charge: str) -> bool:
    """Whether only somebody with a post (or who bribes one) commits it: not 非法拘禁."""
    return load_taxonomy().offences[charge].group in _DUTY_GROUPS and charge not in _OF_ANYBODY


def build_corpus(rows: Sequence[ChargeRow], *, least_documents: int = 3) -> ChargeCorpus:
    """Counts of the features found in ``least_documents`` or more."""
    tally = Counter(charge for row in rows for charge in row.charges)
    charges = [charge for charge, count in tally.most_common() if count >= LEAST_LEARNT]
    with_reasons = [place for place, row in enumerate(rows) if row.reasons]
    twins = np.full(len(rows), -1, dtype=np.int64)
    twins[with_reasons] = np.arange(len(with_reasons)) + len(rows)
    read = [row.facts for row in rows] + [row.reasons for row in rows if row.reasons]
    features, counts = _matrix([one.counts() for one in read], least_documents)
    wanted = [
        [charge in row.charges for charge in charges]
        + [bool(row.charges.difference(charges)), not row.charges]
        for row in rows
    ]
    return ChargeCorpus(
        rows=tuple(rows),
        features=features,
        counts=counts,
        twins=twins,
        classes=(*charges, OTHER, NONE),
        wanted=np.array(wanted, dtype=bool),
    )


def _matrix(
    documents: Sequence[Counter[str]], least: int
) -> "tuple[tuple[str, ...], sparse.csr_matrix[np.float32]]":
    seen: Counter[str] = Counter()
    for counts in documents:
        seen.update(counts.keys())
    features = tuple(sorted(feature for feature, count in seen.items() if count >= least))
    column = {feature: place for place, feature in enumerate(features)}
    columns: list[NDArray[np.int32]] = []
    values: list[NDArray[np.float32]] = []
    for counts in documents:
        known = [(column[feature], n) for feature, n in counts.items() if feature in column]
        columns.append(np.array([place for place, _ in known], dtype=np.int32))
        values.append(np.array([n for _, n in known], dtype=np.float32))
    starts = np.cumsum([0, *map(len, columns)])
    matrix = sparse.csr_matrix(
        (np.concatenate(values), np.concatenate(columns), starts),
        shape=(len(documents), len(features)),
    )
    return features, matrix
