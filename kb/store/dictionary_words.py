"""The dictionary's own words of this deployment: in force, and accepted for the next index.

Documents and queries must be cut by one dictionary. So a word comes into force only when the index
is built anew: the list in force is changed in the transaction that orders the rebuilding, and the
name of an index tells which words it was built with.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from kb.store.tables import in_utc
from kb.store.vocabulary_proposals import VocabularyProposals
from kb.store.vocabulary_tables import DictionaryWordRow
from kb.vocabulary.proposals import WordKind


@dataclass(frozen=True, slots=True)
class OwnWord:
    """A word that was added here; ``since`` (UTC) is None until it is in force.

    ``standing`` is False of one in force that was dropped and goes with the next index.
    """

    word: str
    kind: WordKind
    since: datetime | None
    standing: bool = True


def words_in_force(session: Session) -> tuple[str, ...]:
    """The words that the index was built with, in order."""
    return tuple(session.scalars(select(DictionaryWordRow.word).order_by(DictionaryWordRow.word)))


def own_words(session: Session) -> tuple[OwnWord, ...]:
    """Those in force and those accepted for the next index, by word."""
    accepted = VocabularyProposals(session).words()
    rows = {row.word: row for row in session.scalars(select(DictionaryWordRow))}
    kinds = {word: WordKind(row.kind) for word, row in rows.items()} | dict(accepted)
    return tuple(
        OwnWord(
            word,
            kinds[word],
            in_utc(rows[word].since) if word in rows else None,
            word in accepted,
        )
        for word in sorted(kinds)
    )


def put_in_force(session: Session) -> Mapping[str, bool]:
    """Let the accepted words be those in force; which came (True) and which went (False).

    The caller owns the transaction and builds the index anew: until then it opens nowhere.
    """
    changed = {one.word: one.standing for one in own_words(session) if _changes(one)}
    gone = [word for word, came in changed.items() if not came]
    session.execute(delete(DictionaryWordRow).where(DictionaryWordRow.word.in_(gone)))
    accepted = VocabularyProposals(session).words()
    fresh = [{"word": word, "kind": accepted[word].value} for word, came in changed.items() if came]
    if fresh:
        session.execute(insert(DictionaryWordRow), fresh)
    return changed


def _changes(one: OwnWord) -> bool:
    return one.since is None or not one.standing
