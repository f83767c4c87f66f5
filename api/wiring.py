"""The one place that builds engines, clients and models; nothing is built at import.

Longer than other files on purpose: it is one place.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from api.governing import Governing, open_log
from api.kept_answers import KeptAnswers
from api.kept_readings import KeptReadings
from api.loading import kept_aside, loading
from api.settings import STAGING, Settings
from api.upgrading import upgrade_store
from ingest.pipeline import Intake, Prepared
from ingest.reading import ReadLimits, read
from ingest.workers import Prepare, WorkerPool
from kb.education.redaction.redact import Reading
from kb.errors import IndexMismatch, StoreError
from kb.governance.access import Principal, Protection
from kb.governance.passwords import Passwords
from kb.index.access import index_filter
from kb.index.edge import EdgeIndex
from kb.index.filters import Filter
from kb.index.points import index_entry
from kb.index.port import IndexSchema, VectorIndex
from kb.index.sync import IndexSync
from kb.model import RawFile, TaggedDocument
from kb.prevention.evaluation_rules import EvaluationRules, load_rules
from kb.retrieval.case_query import CaseQuery
from kb.retrieval.search import PassageSearch
from kb.retrieval.similar import SimilarCases
from kb.retrieval.word_query import WordQuery
from kb.store.acquisition import acquire
from kb.store.catalogue import DocumentCatalogue
from kb.store.dictionary_words import words_in_force
from kb.store.outbox import Outbox
from kb.store.schema import check_schema
from kb.store.session import Transactions, open_engine
from kb.terms import load_taxonomy
from nlp.amounts import find_amounts
from nlp.charge_model import SHIPPED as SHIPPED_CHARGES
from nlp.charge_model import ChargePredictor, load_predictor
from nlp.crime_profile import SHIPPED as SHIPPED_CRIMES
from nlp.crime_profile import load_crime_model
from nlp.encoder import load_encoder
from nlp.label_classifier import COMPONENT
from nlp.label_pipeline import SHIPPED
from nlp.label_rules import rule_pipeline
from nlp.label_weights import read_version
from nlp.person_names import people_in
from nlp.pipeline import LawReader
from nlp.queries import case_query, word_query
from nlp.rarity import load_rarity
from nlp.segmentation import load_segmenter
from nlp.sparse import SparseEncoder
from nlp.static_model import model_fingerprint
from nlp.tagger import load_tagger, tag

INDEX_VERSION = 2


@dataclass(frozen=True, slots=True)
class Service:
    """Everything a command or a route needs, built once and shared.

    ``reach`` says what a person may read; every search and count is narrowed by it. ``own_words``
    are the words that the dictionary has besides those that ship, as the index was built with.
    """

    settings: Settings
    transactions: Transactions
    governing: Governing
    index: VectorIndex
    reader: LawReader
    sync: IndexSync
    similar: SimilarCases
    search: PassageSearch
    evaluation_rules: EvaluationRules
    readings: KeptReadings
    own_words: tuple[str, ...] = ()
    reach: Callable[[Principal], Filter | None] = index_filter
    answers: KeptAnswers = field(default_factory=KeptAnswers)

    def intake(self, pool: WorkerPool[Prepared], actor: Principal, kept: Protection) -> Intake:
        """The writing path of one person over a started pool of reading processes."""
        log = self.governing.audit
        return Intake(self.transactions, self.sync, pool.map, log, actor, kept)

    def pool(self, *, workers: int) -> WorkerPool[Prepared]:
        """Reading processes, to be started and stopped by ``with``."""
        build = partial(build_preparer, self.settings, self.own_words)
        return WorkerPool(build, count=workers)

    def analyse(self, file: RawFile) -> TaggedDocument:
        """Read one file without keeping it."""
        return self.reader.read(read(file, limits=read_limits(self.settings)))

    def case_query(self, tagged: TaggedDocument) -> CaseQuery:
        """A read case as a query for similar ones."""
        return case_query(tagged, self.reader)

    def word_query(self, text: str) -> WordQuery:
        """Typed words as a query."""
        return word_query(text, self.reader)


def read_limits(settings: Settings) -> ReadLimits:
    """The limits of reading as configured."""
    return ReadLimits(max_file_bytes=settings.max_file_bytes, max_pages=settings.max_pages)


@loading()
def build_reader(settings: Settings, own_words: Sequence[str] = ()) -> LawReader:
    """The law reader with the shipped (or the configured) embedding model.

    What is searched by is cut with the deployment's ``own_words``; models read by the dictionary
    that they were trained with.
    """
    shipped = load_segmenter()
    segmenter = load_segmenter(own=own_words) if own_words else shipped
    folder = Path(settings.embedding_model) if settings.embedding_model else None
    encoder = load_encoder(folder, segmenter=segmenter)
    labels = label_model(settings)
    tagger = load_tagger(shipped.words, load_taxonomy(), folder=labels)
    return LawReader(
        segmenter=segmenter,
        encoder=encoder,
        sparse=SparseEncoder(load_rarity()),
        tag_sentences=tagger,
        weigh_labels=tagger.weigh,
        label_model=read_version(labels / COMPONENT),
        charge_model="/".join(map(model_fingerprint, (SHIPPED_CHARGES, SHIPPED_CRIMES))),
        predict_charges=load_predictor(shipped.words, names=False),
        crimes=load_crime_model(encoder.fingerprint),
    )


def label_model(settings: Settings) -> Path:
    """The promoted label model of this deployment, else the one that ships."""
    return settings.own_label_model if settings.own_label_model.is_dir() else SHIPPED


def reading_only(settings: Settings) -> Callable[[RawFile], TaggedDocument]:
    """A reader of single files that needs neither store nor index."""
    reader = build_reader(settings)
    limits = read_limits(settings)

    def understand(file: RawFile) -> TaggedDocument:
        return reader.read(read(file, limits=limits))

    return understand


def pack_reading() -> Reading:
    """How the texts of a pack are read before they are redacted."""
    return Reading(people=people_in, amounts=find_amounts)


def predict_charges() -> ChargePredictor:
    """The charges of facts that stand alone."""
    return load_predictor(load_segmenter().words)


def label_sentences(settings: Settings, *, rules: bool = False) -> Callable[[str], set[str]]:
    """The label keys of a sentence that stands alone; by ``rules`` alone for a baseline."""
    reader = build_reader(settings)
    if rules:
        baseline = rule_pipeline(reader.segmenter.words, load_taxonomy())
        reader = replace(reader, tag_sentences=partial(tag, pipeline=baseline))
    return lambda sentence: {label.key for label in reader.label_sentence(sentence)}


def build_preparer(settings: Settings, own_words: Sequence[str]) -> Prepare[Prepared]:
    """What a reading process does with a file; called once in each process."""
    reader = build_reader(settings, own_words)
    limits = read_limits(settings)
    return partial(prepare, reader=reader, limits=limits)


def prepare(file: RawFile, *, reader: LawReader, limits: ReadLimits) -> Prepared:
    """Read, understand and vectorise one file."""
    document = read(file, limits=limits)
    tagged = reader.read(document)
    return Prepared(
        acquisition=acquire(tagged, content=file.content),
        entry=index_entry(tagged, reader.vectorize(tagged)),
        warnings=document.warnings,
    )


def index_schema(reader: LawReader) -> IndexSchema:
    """What vectors an index must hold to serve this model and dictionary."""
    return IndexSchema(
        dimension=reader.encoder.dimension,
        model=reader.encoder.fingerprint,
        dictionary=reader.segmenter.fingerprint,
        version=INDEX_VERSION,
    )


@contextmanager
def open_store(settings: Settings, *, upgrade: bool = False) -> Iterator[Transactions]:
    """The SQL store alone; ``upgrade`` brings an old or empty database to the newest schema.

    A database that holds something is backed up before that, unless it is configured not to be.
    ``StoreError`` RESTORE_UNFINISHED in a folder that a backup was not wholly put back into.
    """
    if (settings.data_dir / STAGING).exists():
        raise StoreError("RESTORE_UNFINISHED", path=str(settings.data_dir))
    transactions = Transactions(
        open_engine(settings.sql_url, schema=settings.database_schema or None)
    )
    try:
        if upgrade:
            upgrade_store(settings, transactions)
        check_schema(transactions.engine)
        yield transactions
    finally:
        transactions.close()


@contextmanager
def open_governing(settings: Settings, *, upgrade: bool = False) -> Iterator[Governing]:
    """The SQL store with its people and its audit; the last anchor is written at the end."""
    with open_store(settings, upgrade=upgrade) as transactions:
        log = open_log(settings, transactions)
        try:
            yield Governing(settings, transactions, log, Passwords())
        finally:
            log.close()


@contextmanager
def open_service(settings: Settings, *, upgrade: bool = False) -> Iterator[Service]:
    """A running service; closed (and the index flushed) when the block ends."""
    rules = load_rules(settings.evaluation_rules)
    with open_governing(settings, upgrade=upgrade) as governing:
        transactions = governing.transactions
        with transactions.reading() as session:
            own_words = words_in_force(session)
        reader = build_reader(settings, own_words)
        index = open_index(settings, index_schema(reader), transactions)
        try:
            sync = IndexSync(
                transactions,
                index,
                reader.vectorize,
                fits=lambda session: words_in_force(session) == own_words,
            )
            service = Service(
                settings=settings,
                transactions=transactions,
                governing=governing,
                index=index,
                reader=reader,
                sync=sync,
                similar=SimilarCases(transactions, index, reader.encode, load_taxonomy()),
                search=PassageSearch(transactions, index),
                evaluation_rules=rules,
                readings=KeptReadings(),
                own_words=own_words,
            )
            with kept_aside():
                yield service
        finally:
            index.close()


def open_index(settings: Settings, schema: IndexSchema, transactions: Transactions) -> VectorIndex:
    """The index for this model and dictionary; an empty one only where SQL is empty too.

    Beside one whose rebuilding broke off, all is owed anew: what SQL owed it went to the other.
    """
    name = digest_of(schema)
    if settings.qdrant_url:
        # here, so that the embedded default does not pay for loading the client
        from kb.index.server import QdrantServerIndex

        return QdrantServerIndex.connect(
            settings.qdrant_url,
            api_key=settings.qdrant_api_key or None,
            collection=f"lianjian-{name}",
            schema=schema,
        )
    folder = settings.index_dir / name
    if not folder.exists() and _holds_documents(transactions):
        built = settings.index_dir.exists() and any(settings.index_dir.iterdir())
        raise IndexMismatch("INDEX_MISMATCH" if built else "INDEX_MISSING", expected=name)
    index = EdgeIndex.open(folder, schema)
    if (building := building_beside(folder)).exists():
        for part in building.iterdir():  # the disk may be full of it, and what is owed needs room
            shutil.rmtree(part, ignore_errors=True)
        with transactions.writing() as session:
            Outbox(session).enqueue_all()
        shutil.rmtree(building)
    return index


def building_beside(folder: Path) -> Path:
    """Where the embedded index of a folder is built anew."""
    return folder.with_suffix(".building")


def digest_of(schema: IndexSchema) -> str:
    """A short name for the pairing of model, dictionary and layout."""
    words = f"{schema.dimension}/{schema.model}/{schema.dictionary}/{schema.version}"
    return hashlib.sha256(words.encode()).hexdigest()[:12]


def _holds_documents(transactions: Transactions) -> bool:
    with transactions.reading() as session:
        return bool(DocumentCatalogue(session).page(limit=1))
