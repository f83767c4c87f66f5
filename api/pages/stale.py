"""Who came first, when a form was filled in on a version that is no longer the last one."""

from api.errors import explain
from api.pages.environment import moment
from api.pages.shown_names import ShownNames
from kb.errors import KbError
from kb.store.register_events import events_of
from kb.store.registry import Registry


def words_for(error: KbError, registry: Registry, record_id: str, names: ShownNames) -> str:
    """The sentence of a refusal; of VERSION_STALE, who changed the record and when."""
    if error.code != "VERSION_STALE":
        return explain(error)
    last = events_of(registry.session, record_id)[-1]
    return (
        f"{names.person(last.actor)}已在 {moment(last.at)} 改过这条记录，您的没有提交。"
        "下面是最新的样子，所填的还留着，请核对后再提交。"
    )
