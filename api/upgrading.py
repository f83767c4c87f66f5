"""Bringing a database to the newest schema, with a backup of it as it was."""

import logging

from api.backups import backup_before_upgrade
from api.governing import open_log
from api.settings import Settings
from kb.governance.access import Level, desktop_principal
from kb.governance.audit import AuditEntry
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions

logger = logging.getLogger(__name__)


def upgrade_store(settings: Settings, transactions: Transactions) -> None:
    """Upgrade it; one that holds something is backed up first, unless configured otherwise.

    Where no backup can be made (no room, no pg_dump) nothing is upgraded. The backup is recorded
    afterwards: the trail of an older schema may not be there yet.
    """
    made = backup_before_upgrade(settings, transactions)
    upgrade_schema(transactions.engine)
    if made:
        log = open_log(settings, transactions)
        log.record(AuditEntry(desktop_principal(), "backup.create", made.id, Level.RESTRICTED))
        log.close()
        logger.warning("the database was backed up before its upgrade: %s", made.path)
