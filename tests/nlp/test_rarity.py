"""How rare words are: counted once, shipped, the same for every store."""

from pathlib import Path

import numpy as np
import pytest

from kb.errors import AnalysisError
from nlp.rarity import load_rarity
from nlp.sparse import term_index
from nlp.training.rarity import rarity_of


def test_the_shipped_table_knows_common_from_rare() -> None:
    rarity = load_rarity()
    words = ["被告人", "围标", "此词无人用过"]
    common, rare, unseen = rarity.of(np.array([term_index(one) for one in words], np.uint32))
    assert 0 < common < rare < unseen == pytest.approx(rarity.unseen)


def test_counted_by_passage_and_read_back(tmp_path: Path) -> None:
    passages = [["收受", "收受", "现金"]] * 5 + [["现金"]] * 5 + [["少见"]] * 4
    rarity_of(passages).write(tmp_path)
    rarity = load_rarity(tmp_path)
    idf = rarity.of(np.array([term_index(w) for w in ("收受", "现金", "少见")], np.uint32))
    expected = [np.log(1 + (14 - n + 0.5) / (n + 0.5)) for n in (5, 10, 1)]
    assert idf.tolist() == pytest.approx(expected, abs=2e-3)


def test_a_damaged_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"{}")
    with pytest.raises(AnalysisError, match="MODEL_INVALID"):
        load_rarity(tmp_path)
