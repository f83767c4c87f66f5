"""The audit trail: ``PYTHONPATH=. python tests/benchmarks/audit_bench.py --entries 20000``.

Writes entries one a transaction for a while and the rest in batches, verifies, then makes edits
with raw SQL and counts those that verifying does not find at the right entry.
"""

import argparse
import random
import tempfile
import time
from pathlib import Path

from kb.governance.access import Level, Principal
from kb.governance.anchors import read_anchors
from kb.governance.audit import AuditEntry
from kb.governance.audit_check import verify
from kb.governance.secret_files import read_secret
from kb.store.audit import AuditEntries
from kb.store.audit_log import AuditLog
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions, open_engine
from tests.kb.governance.audit_edits import drop_triggers, random_edit

ALONE = 200
BATCH = 1000


def entry(number: int) -> AuditEntry:
    actor = Principal(f"user-{number % 7}", "某人", f"dept-{number % 3}")
    return AuditEntry(actor, "document.read", f"document-{number}", Level(number % 4))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--edits", type=int, default=100)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        store = Transactions(open_engine(f"sqlite:///{place / 'store.db'}"))
        upgrade_schema(store.engine)
        key_file, anchor_file = place / "keys" / "audit.key", place / "anchors.jsonl"
        log = AuditLog.open(store, key_file=key_file, anchor_file=anchor_file)
        started = time.perf_counter()
        for number in range(ALONE):
            log.record(entry(number))
        print(f"one a transaction: {(time.perf_counter() - started) / ALONE * 1e3:.2f} ms an entry")
        started = time.process_time()
        for start in range(ALONE, given.entries, BATCH):
            with log.writing() as work:
                for number in range(start, min(start + BATCH, given.entries)):
                    work.record(entry(number))
        rest = given.entries - ALONE
        print(f"in batches: {(time.process_time() - started) / rest * 1e3:.3f} ms of CPU an entry")
        log.anchor()
        started = time.process_time()
        assert log.verify().entries == given.entries
        seconds = time.process_time() - started
        print(f"verify: {given.entries} entries in {seconds:.2f} s of CPU")
        missed = _missed(store, read_secret(key_file), anchor_file, given.entries, given.edits)
        print(f"edits not found at the right entry: {missed} of {given.edits}")
        store.close()


def _missed(store: Transactions, key: bytes, anchor_file: Path, size: int, edits: int) -> int:
    with store.writing() as session:
        drop_triggers(session)
    draw, missed = random.Random(7), 0
    for _ in range(edits):
        with store.reading() as session:
            edit = random_edit(session, draw, size)
            found = verify(AuditEntries(session), read_anchors(anchor_file), key=key)
            session.rollback()
        if found.fault not in edit.faults or found.seq != edit.seq:
            missed += 1
            print("missed:", edit, found)
    return missed


if __name__ == "__main__":
    main()
