"""Bringing a database to the newest schema, with a backup of it as it was."""

import logging

from api.backups import backup_before_upgrade
from api.governing import open_log
from api.settings import Settings
from kb.backup.before_upgrade import KEPT, BeforeUpgrade
from kb.governance.access import Level, desktop_principal
from kb.governance.audit import AuditEntry
from kb.store.schema import upgrade_schema
from kb.store.session import Transactions

logger = logging.getLogger(__name__)


def upgrade_store(settings: Settings, transactions: Transactions) -> None:
    """Upgrade it; one that holds something is backed up first, unless configured otherwise.

    Where no backup can be made (no room, no pg_dump) nothing is upgraded. The backup is recorded
    afterwards: the trail of an older schema may not be there yet. Until then the log tells of it.
    """
    found = backup_before_upgrade(settings, transactions)
    if found:
        _tell(found)
    upgrade_schema(transactions.engine)
    if found:
        who, log = desktop_principal(), open_log(settings, transactions)
        log.record(AuditEntry(who, "backup.create", found.backup.id, Level.RESTRICTED))
        for id in found.removed:
            log.record(AuditEntry(who, "backup.remove", id))
        log.close()


def _tell(found: BeforeUpgrade) -> None:
    path = found.backup.path
    if found.former:
        logger.warning("a former backup holds the very same state, no other is made: %s", path)
    else:
        logger.warning("the database was backed up before its upgrade: %s", path)
    for id in found.removed:
        logger.warning(
            "of the backups before an upgrade of this schema %d are kept, gone: %s", KEPT, id
        )
