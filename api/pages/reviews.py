"""标签复核: one proposal at a time with its sentence, by hand or by keys; how reviewers agree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Literal
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.deps import LabelReviewer, ServiceDep, TaxonomyDep
from api.errors import answer, explain
from api.pages.bodies import body_of
from api.pages.marking import Mark, Piece, pieces
from api.pages.page import Crumb, FormDep, Page, PageDep
from api.routes.reviews import agreement, decide, progress, review_queue
from api.schemas.reviews import LAYER_NAMES, ReviewIn, ReviewTaskOut, SpanIn
from api.vocabulary import in_words
from api.wiring import Service
from kb.errors import InvalidQuery, KbError, WorkflowError
from kb.governance.access import Principal
from kb.model import Span
from kb.review.decisions import Choice
from kb.review.queue import Mode
from kb.terms import LAYERS, Taxonomy, Term

router = APIRouter(include_in_schema=False)
_ROOM = "/reviews"
_AHEAD = 8
_MOST_BACK = 90
_MOST = 2**31 - 1
MODES = {Mode.FIRST: "没人看过", Mode.SECOND: "差第二人", Mode.DISPUTED: "有分歧"}
PART_NAMES = {
    "uncertainty": "没把握",
    "rarity": "少见",
    "layer": "漏洞与措施",
    "substance": "不是套话",
    "freshness": "文书没人看过",
}
_Layer = Literal["", "causes", "loopholes", "ideological_roots", "measures"]
_LAYERS: tuple[_Layer, ...] = ("causes", "loopholes", "ideological_roots", "measures")
_NAMES = {"reviewer": "复核人", "label": "改为", "note": "理由"}
_CHOICES = {Choice.ACCEPT: "已接受", Choice.EDIT: "已修改", Choice.REJECT: "已驳回"}


@dataclass(frozen=True, slots=True)
class QueueState:
    """Which queue, and how far along it; ``by`` is the reviewer where nobody signs in."""

    mode: Mode = Mode.FIRST
    layer: _Layer = ""
    document_id: str = ""
    by: str = ""
    n: int = 0

    @property
    def query(self) -> str:
        """As a query string."""
        pairs = (
            ("mode", self.mode.value if self.mode is not Mode.FIRST else ""),
            ("layer", self.layer),
            ("document_id", self.document_id),
            ("by", self.by),
            ("n", str(self.n) if self.n else ""),
        )
        return urlencode([(name, value) for name, value in pairs if value])

    @property
    def path(self) -> str:
        """As an address."""
        return f"{_ROOM}?{self.query}" if self.query else _ROOM

    def at(self, n: int) -> "QueueState":
        """Another place in the queue."""
        return replace(self, n=n)

    def of_mode(self, mode: str) -> "QueueState":
        """Another queue, from its beginning."""
        return replace(self, mode=Mode(mode), n=0)

    def of_layer(self, layer: _Layer) -> "QueueState":
        """Another layer, from its beginning."""
        return replace(self, layer=layer, n=0)


@dataclass(frozen=True, slots=True)
class Edit:
    """What was written in the edit of a label, and of which: ``task`` is its paper, place, key."""

    task: tuple[str, int, str] = ("", 0, "")
    label: str = ""
    words: str = ""
    note: str = ""


@router.get("/reviews")
def review_page(
    request: Request,
    who: LabelReviewer,
    page: PageDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
) -> Response:
    """The task at the present place of the queue, and what comes after it."""
    return _shown(page, who, service, taxonomy, _state(request.query_params.multi_items()))


def _shown(
    page: Page,
    who: Principal,
    service: Service,
    taxonomy: Taxonomy,
    state: QueueState,
    *,
    edit: Edit | None = None,
    refused: KbError | None = None,
) -> Response:
    """The page, fresh or with a refused edit as it was written."""
    reviewer = _reviewer(state, who)
    tasks = review_queue(
        who,
        service,
        taxonomy,
        mode=state.mode,
        layer=state.layer,
        document_id=state.document_id,
        reviewer=reviewer,
        limit=state.n + _AHEAD,
    )
    counts = progress(
        who, service, layer=state.layer, document_id=state.document_id, reviewer=reviewer
    )
    task = tasks[state.n] if state.n < len(tasks) else None
    term = taxonomy.terms.get(task.label.key) if task else None
    content = {
        "state": state,
        "counts": counts,
        "modes": MODES,
        "layers": LAYER_NAMES,
        "task": task,
        "ahead": list(enumerate(tasks))[state.n + 1 :],
        "words": _marked(task) if task else (),
        "term": term,
        "near_miss": in_words(taxonomy, term.near_miss) if term else "",
        "terms": [(LAYER_NAMES[layer], _in_use(layer, taxonomy)) for layer in LAYERS],
        "part_names": PART_NAMES,
        "reviewer": reviewer,
        "edit": edit if edit and task and edit.task == _task(task) else None,
        "slip": explain(refused) if refused else "",
    }
    crumbs = (Crumb("标签复核"),)
    status = answer(refused.code).status if refused else 200
    return page.show("reviews/task.html", content, title="标签复核", crumbs=crumbs, status=status)


def _task(task: ReviewTaskOut) -> tuple[str, int, str]:
    return (task.document.id, task.sentence, task.label.key)


@router.post("/reviews")
def decide_page(
    who: LabelReviewer,
    form: FormDep,
    service: ServiceDep,
    taxonomy: TaxonomyDep,
    document_id: Annotated[str, Form(max_length=64)],
    sentence: Annotated[int, Form(ge=0, le=_MOST)],
    key: Annotated[str, Form(max_length=120)],
    decision: Annotated[Choice, Form()],
    state: Annotated[str, Form(max_length=2000)] = "",
    model: Annotated[str, Form(max_length=60)] = "",
    label: Annotated[str, Form(max_length=120)] = "",
    start: Annotated[int, Form(ge=0, le=_MOST)] = 0,
    text: Annotated[str, Form(max_length=5000)] = "",
    words: Annotated[str, Form(max_length=5000)] = "",
    note: Annotated[str, Form(max_length=1000)] = "",
) -> Response:
    """Keep the decision and go on to what waits next."""
    place = _state(parse_qsl(state))
    edits = decision is Choice.EDIT
    try:
        given = {
            "document_id": document_id,
            "decision": decision,
            "sentence": sentence,
            "key": key,
            "model": model,
            "label": label if edits else "",
            "span": _span(start, text, words) if edits else None,
            "reviewer": _reviewer(place, who),
            "note": note,
        }
        decided = decide(body_of(ReviewIn, given, _NAMES), who, service, taxonomy)
    except (InvalidQuery, WorkflowError) as error:
        if edits:
            edit = Edit((document_id, sentence, key), label, words, note)
            return _shown(form, who, service, taxonomy, place, edit=edit, refused=error)
        return form.go(place.path, explain(error), tone="refused")
    stands = decided.standing.label if decided.standing else taxonomy.label(key)
    return form.go(place.path, f"{_CHOICES.get(decision, '已记下')}：{stands}")


@router.get("/reviews/agreement")
def agreement_page(
    who: LabelReviewer, page: PageDep, service: ServiceDep, taxonomy: TaxonomyDep
) -> Response:
    """How far reviewers say the same."""
    content = {"found": agreement(who, service, taxonomy)}
    crumbs = (Crumb("标签复核", _ROOM), Crumb("一致程度"))
    return page.show("reviews/agreement.html", content, title="一致程度", crumbs=crumbs)


def _state(pairs: Sequence[tuple[str, str]]) -> QueueState:
    given = dict(pairs)
    mode, layer, n = given.get("mode", ""), given.get("layer", ""), given.get("n", "")
    return QueueState(
        mode=Mode(mode) if mode in list(Mode) else Mode.FIRST,
        layer=next((one for one in _LAYERS if one == layer), ""),
        document_id=given.get("document_id", "")[:64],
        by=given.get("by", "").strip()[:60],
        n=min(int(n), _MOST_BACK) if n.isdecimal() and len(n) < 4 else 0,
    )


def _reviewer(state: QueueState, who: Principal) -> str:
    """Whoever signed in decides in their own name; at the desktop the name is asked for."""
    return state.by or who.name if who.desktop else who.name


def _marked(task: ReviewTaskOut) -> Sequence[Piece]:
    start = task.span.start
    layer = task.label.key.partition(":")[0]
    span = Span(task.label.span.start - start, task.label.span.end - start)
    return pieces(task.text, [Mark(span, layer)])


def _span(start: int, text: str, words: str) -> SpanIn:
    """Where the words stand in the sentence that was shown."""
    plain = words.strip().replace("\r\n", "\n")
    at = text.replace("\r\n", "\n").find(plain) if plain else -1
    if at < 0:
        raise InvalidQuery("WORDS_NOT_FOUND", words=plain[:40])
    span = {"start": start + at, "end": start + at + len(plain)}
    return body_of(SpanIn, span, {"start": "证据", "end": "证据"})


def _in_use(layer: str, taxonomy: Taxonomy) -> list[Term]:
    return [one for one in taxonomy.layer(layer) if not one.deprecated]
