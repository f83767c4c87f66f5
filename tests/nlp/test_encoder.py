"""Vectors have length 1, equal those of sentence-transformers, and no folder may run code."""

import json
import shutil
from importlib import resources
from pathlib import Path

import numpy as np
import pytest
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
from transformers import BertConfig, BertModel, BertTokenizerFast

from kb.errors import AnalysisError
from nlp.encoder import StaticEncoder, load_encoder
from nlp.segmentation import Segmenter, load_segmenter
from nlp.static_model import read_static_model, write_static_model
from nlp.term_rows import TermRows
from nlp.training.corpus import TrainingPassage
from nlp.training.embedding import train
from nlp.training.refining import judgments_of, refine
from nlp.transformer_encoder import check_model_folder

SHIPPED = Path(str(resources.files("nlp") / "models" / "embedding"))
TEXTS = [
    "被告人张某利用担任某县住房和城乡建设局局长的职务便利，在工程招投标中为他人谋取利益，非法收受财物。",
    "某村会计虚报冒领危房改造补贴，名单从未公示。",
    "依照《中华人民共和国刑法》第三百八十五条第一款之规定",
]


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return load_segmenter()


@pytest.fixture(scope="module")
def encoder(segmenter: Segmenter) -> StaticEncoder:
    encoder = load_encoder(segmenter=segmenter)
    assert isinstance(encoder, StaticEncoder)
    return encoder


def test_same_vectors_as_sentence_transformers(
    encoder: StaticEncoder, segmenter: Segmenter
) -> None:
    reference = SentenceTransformer(str(SHIPPED), device="cpu", local_files_only=True)
    segmented = [" ".join(dict.fromkeys(segmenter.terms(text))) for text in TEXTS]
    vectors = encoder.encode(TEXTS)
    assert vectors.shape == (3, encoder.dimension)
    assert vectors.dtype == np.float32
    np.testing.assert_allclose(vectors, reference.encode(segmented), atol=1e-5)


def test_vectors_have_length_one(encoder: StaticEncoder) -> None:
    np.testing.assert_allclose(np.linalg.norm(encoder.encode(TEXTS), axis=1), 1, atol=1e-5)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("，。\n", id="marks"),
        pytest.param("zqxjkv wvutsr", id="unknown_words"),
    ],
)
def test_text_without_known_words_is_the_zero_vector(encoder: StaticEncoder, text: str) -> None:
    assert not encoder.encode([text]).any()


def test_a_word_said_again_changes_nothing(encoder: StaticEncoder) -> None:
    once, again = encoder.encode(["收受现金，虚报费用", "收受现金，虚报费用，现金，现金"])
    np.testing.assert_allclose(once, again, atol=1e-6)


def test_no_texts_no_rows(encoder: StaticEncoder) -> None:
    assert encoder.encode([]).shape == (0, encoder.dimension)


def test_terms_spare_the_segmentation(encoder: StaticEncoder, segmenter: Segmenter) -> None:
    terms = TermRows.of([segmenter.terms(text) for text in TEXTS])
    assert (encoder.encode(TEXTS, terms=terms) == encoder.encode(TEXTS)).all()
    with pytest.raises(AnalysisError, match="TERMS_MISMATCH"):
        encoder.encode(TEXTS[:1], terms=terms)


@pytest.mark.parametrize(
    ("query", "near", "far"),
    [
        pytest.param(
            "工程招标前泄露标底", "投标人相互串通围标中标", "酒后驾驶机动车发生事故", id="bidding"
        ),
        pytest.param(
            "出纳挪用公款炒股", "会计将单位资金转入个人账户用于赌博", "盗伐林木", id="funds"
        ),
        pytest.param("逢年过节收受购物卡", "收受礼金礼品", "持刀将被害人砍伤", id="gifts"),
        pytest.param("违规吃喝", "接受私营企业主安排的宴请", "贩卖甲基苯丙胺", id="banquets"),
        pytest.param("骗取拆迁补偿款", "虚报冒领征地补偿", "开设赌场抽头渔利", id="demolition"),
    ],
)
def test_like_is_nearer_than_unlike(
    encoder: StaticEncoder, query: str, near: str, far: str
) -> None:
    query_vector, near_vector, far_vector = encoder.encode([query, near, far])
    assert query_vector @ near_vector > query_vector @ far_vector + 0.1


def test_training_round_trips(tmp_path: Path, segmenter: Segmenter) -> None:
    sentences = [
        "某局局长收受工程老板贿赂，为其承揽工程提供帮助。",
        "某局科长收受供应商贿赂，为其中标提供帮助。",
        "村会计虚报冒领惠农补贴，占为己有。",
        "村文书虚报冒领危房改造补贴，占为己有。",
        "出纳挪用公款炒股，超期未还。",
        "会计挪用公款赌博，超期未还。",
    ]
    passages = [
        TrainingPassage(document=str(number), part="facts", terms=tuple(segmenter.terms(sentence)))
        for number, sentence in enumerate(sentences)
    ]
    models = [train(passages, vocabulary=200, least=1, dimension=4, seed=7) for _ in range(2)]
    for name, model in zip("ab", models, strict=True):
        write_static_model(model, tmp_path / name)
    for file in ("model.safetensors", "tokenizer.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    again = read_static_model(tmp_path / "a")
    assert again.terms == models[0].terms
    np.testing.assert_allclose(again.vectors, models[0].vectors, atol=0.02)
    vectors = load_encoder(tmp_path / "a", segmenter=segmenter).encode(sentences)
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    assert vectors[4] @ vectors[5] > vectors[4] @ vectors[0]


def test_refining_learns_likeness_from_the_reasoning(segmenter: Segmenter) -> None:
    takers = ["被告人收受工程老板现金，为其中标打招呼。", "被告人收受药商回扣，多采购其耗材。"]
    fakers = ["被告人编造花名册领取补贴。", "被告人伪造合同套出专项经费。"]
    passages = []
    for texts, opinion in ((takers, "构成受贿罪，索取贿赂"), (fakers, "构成贪污罪，侵吞公款")):
        for text in texts:
            facts, reasoning = (tuple(segmenter.terms(words) * 20) for words in (text, opinion))
            passages.append(TrainingPassage(document=text, part="facts", terms=facts))
            passages.append(TrainingPassage(document=text, part="reasoning", terms=reasoning))
    start = train(passages, vocabulary=200, least=1, dimension=8, seed=7)
    judgments = judgments_of(passages, start)
    assert len(judgments) == 4
    terms = TermRows.of([segmenter.terms(text) for text in takers + fakers])
    gaps = []
    for steps in (0, 300):
        model = refine(start, judgments, steps=steps, batch=384, seed=7)
        vectors = StaticEncoder(model, segmenter=segmenter, fingerprint="").encode_terms(terms)
        like, unlike = vectors[0] @ vectors[1], vectors[0] @ vectors[2]
        gaps.append(float(like - unlike))
        assert not model.vectors[0].any()
    assert gaps[1] > gaps[0] + 0.1


def test_another_model_has_another_fingerprint(
    tmp_path: Path, encoder: StaticEncoder, segmenter: Segmenter
) -> None:
    shutil.copytree(SHIPPED, tmp_path / "copy")
    assert load_encoder(tmp_path / "copy", segmenter=segmenter).fingerprint == encoder.fingerprint
    model = read_static_model(SHIPPED)
    model.vectors[5] += 1
    write_static_model(model, tmp_path / "copy")
    assert load_encoder(tmp_path / "copy", segmenter=segmenter).fingerprint != encoder.fingerprint


@pytest.mark.parametrize(
    ("files", "code"),
    [
        pytest.param({}, "MODEL_INVALID", id="no_weights"),
        pytest.param({"pytorch_model.bin": "x"}, "MODEL_UNSAFE", id="pickled_weights"),
        pytest.param({"0_Pooling/weights.PT": "x"}, "MODEL_UNSAFE", id="pickled_in_subfolder"),
        pytest.param({"modeling_x.py": "x", "model.safetensors": ""}, "MODEL_UNSAFE", id="code"),
        pytest.param(
            {"config.json": json.dumps({"auto_map": {}}), "model.safetensors": ""},
            "MODEL_UNSAFE",
            id="auto_map",
        ),
        pytest.param(
            {"modules.json": "{", "model.safetensors": ""}, "MODEL_INVALID", id="bad_json"
        ),
        pytest.param(
            {"config.json": "{}", "model.safetensors": ""}, "MODEL_INVALID", id="empty_weights"
        ),
    ],
)
def test_unsafe_or_broken_folder_is_refused(
    tmp_path: Path, segmenter: Segmenter, files: dict[str, str], code: str
) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(AnalysisError, match=code):
        load_encoder(tmp_path, segmenter=segmenter)


def test_a_local_transformer_is_read(tmp_path: Path, segmenter: Segmenter) -> None:
    vocabulary = tmp_path / "vocab.txt"
    signs = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *"被告人受贿罪"]
    vocabulary.write_text("\n".join(signs), encoding="utf-8")
    config = BertConfig(
        vocab_size=len(signs),
        hidden_size=16,
        num_hidden_layers=1,
        num_attention_heads=2,
        intermediate_size=16,
    )
    BertModel(config).save_pretrained(tmp_path / "bert")
    BertTokenizerFast(vocab_file=str(vocabulary)).save_pretrained(tmp_path / "bert")
    modules = [Transformer(str(tmp_path / "bert")), Pooling(16)]
    SentenceTransformer(modules=modules, device="cpu").save(str(tmp_path / "model"))
    encoder = load_encoder(tmp_path / "model", segmenter=segmenter)
    vectors = encoder.encode(["被告人受贿", "", "受贿罪"])
    assert (encoder.dimension, vectors.dtype.name) == (16, "float32")
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), [1, 0, 1], atol=1e-5)


def test_absent_folder_is_told(tmp_path: Path, segmenter: Segmenter) -> None:
    with pytest.raises(AnalysisError, match="MODEL_NOT_FOUND"):
        load_encoder(tmp_path / "none", segmenter=segmenter)


def test_truncated_static_weights_are_told(tmp_path: Path, segmenter: Segmenter) -> None:
    shutil.copytree(SHIPPED, tmp_path / "copy")
    weights = tmp_path / "copy" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(AnalysisError, match="MODEL_INVALID"):
        load_encoder(tmp_path / "copy", segmenter=segmenter)


def test_safe_transformer_folder_passes_the_check(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}", encoding="utf-8")
    (tmp_path / "model.safetensors").write_bytes(b"")
    check_model_folder(tmp_path)
