"""The access rule in the words of the index: what every search of a principal is narrowed by."""

from kb.governance.access import Principal, tokens_for
from kb.index.filters import READERS, And, Filter, Match


def index_filter(principal: Principal) -> Filter | None:
    """Met by the passages that the principal may read; None: all of them (the desktop)."""
    tokens = tokens_for(principal)
    return None if tokens is None else Match(READERS, values=tokens)


def within_reach(filter: Filter | None, principal: Principal) -> Filter | None:
    """What is asked for **and** may be read; never one or the other."""
    own = index_filter(principal)
    if own is None or filter is None:
        return filter if own is None else own
    return And(own, filter)
