"""Past cases like a clue: its words are read, and what is found is named by case."""

import hashlib

from api.registers import registry_for_reading
from api.wiring import Service
from kb.governance.access import Principal
from kb.model import CaseId, Document
from kb.prevention.chain_facts import CLUES
from kb.retrieval.criteria import Criteria

_MOST = 10


def similar_to_clue(service: Service, principal: Principal, clue_id: str) -> tuple[CaseId, ...]:
    """The cases most like the clue, of what the person may read, best first.

    ``NotFound`` where the person may not read the clue.
    """
    with registry_for_reading(service, principal) as registry:
        clue = registry.get(CLUES, clue_id)
    words = f"{clue.facts.title}\n{clue.facts.summary}"
    digest = hashlib.sha256(words.encode()).hexdigest()
    new = service.reader.read(Document(digest, "线索", "text/plain", words, title=clue.facts.title))
    own = (clue.head.case_id,) if clue.head.case_id else ()
    criteria = Criteria(except_cases=own, reach=service.reach(principal))
    found = service.similar.find(service.case_query(new), criteria=criteria, limit=_MOST).cases
    return tuple(one.case.id for one in found)
