"""The signs of rectification on paper only, found in the files themselves."""

from dataclasses import dataclass

from api.guarded import Guarded
from api.ledger import LedgerDesk
from api.registers import registry_for_reading
from api.wiring import Service
from kb.errors import ReadError
from kb.governance.access import Principal
from kb.model import RawFile, TaggedDocument
from kb.prevention.evidence_checks import Suspicion, suspicions
from kb.prevention.item_change import kept_evidence
from kb.prevention.ledger_facts import ITEMS


@dataclass(frozen=True, slots=True)
class Signs:
    """What was noticed; ``unread`` is the evidence whose words could not be read."""

    found: tuple[Suspicion, ...]
    unread: tuple[str, ...]


def evidence_signs(
    service: Service, who: Principal, reader: Guarded[TaggedDocument], item_id: str
) -> Signs:
    """Proposals for whoever verifies; files that cannot be read are named and not compared."""
    texts: dict[str, str] = {}
    unread: list[str] = []
    with registry_for_reading(service, who) as registry:
        evidence = LedgerDesk(registry, service.settings).evidence
        item = registry.get(ITEMS, item_id)
        files = [evidence.content(one.id) for one in kept_evidence(registry, item)]
    for kept, content in files:
        try:
            tagged = reader.read(RawFile(kept.facts.name, content))
        except ReadError:
            unread.append(kept.id)
        else:
            texts[kept.id] = tagged.document.text
    with registry_for_reading(service, who) as registry:
        found = suspicions(registry, item_id, texts=texts)
    service.governing.record_read(who, item.id, item.head.level, "evidence.read")
    return Signs(found, tuple(unread))
