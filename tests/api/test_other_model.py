"""Any sentence-transformers folder serves: re-index with it beside the old index, then search."""

from pathlib import Path

import orjson
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizerFast

from tests.api.conftest import PAPERS, Run

ASKED = "招标前泄露评标专家名单，收受现金"


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A transformer of sixteen dimensions whose vocabulary is the signs of the papers."""
    folder = tmp_path_factory.mktemp("transformer")
    signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *sorted(set("".join(PAPERS.values())))]
    vocabulary = folder / "vocab.txt"
    vocabulary.write_text("\n".join(sign for sign in signs if sign.strip()), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(signs),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    BertModel(config).save_pretrained(folder / "bert")
    BertTokenizerFast(vocab_file=str(vocabulary)).save_pretrained(folder / "bert")
    modules = [Transformer(str(folder / "bert")), Pooling(16)]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "model"))
    return folder / "model"


def test_a_transformer_takes_over_by_reindexing(
    run: Run, model: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, words in PAPERS.items():
        (tmp_path / name).write_text(words, encoding="utf-8")
    assert run("ingest", str(tmp_path)).returncode == 0
    before = orjson.loads(run("similar", "--text", ASKED, "--json").stdout)

    monkeypatch.setenv("LIANJIAN_EMBEDDING_MODEL", str(model))
    refused = run("similar", "--text", ASKED, "--json")
    assert refused.returncode != 0 and "reindex" in refused.stderr
    assert run("reindex").returncode == 0
    after = orjson.loads(run("similar", "--text", ASKED, "--json").stdout)
    assert {one["case_id"] for one in after} == {one["case_id"] for one in before}
    meaning = [one["parts"][0]["value"] for one in (before[0], after[0])]
    assert meaning[0] != pytest.approx(meaning[1])
    hits = orjson.loads(run("search", '"评标专家名单"', "--json").stdout)
    assert hits[0]["document"]["name"].endswith("工程.txt")
