"""The web pages: one file a room, each a thin reading of what the JSON routes offer.

A page does nothing that the API cannot: it calls the same functions of ``api`` (``api.retrieval``,
``api.similar_cases``, the registers …), always as the signed-in person, and shows what they give.

    @router.get("/search")
    def search_page(who: LibraryReader, page: PageDep, service: ServiceDep, …) -> Response:
        found = search(service, who, q, …)                 # what POST /api/v1/search calls
        return page.show("search/results.html", {"found": found}, title="检索")

    @router.post("/saved")
    def save_page(
        who: LibraryReader, form: FormDep, service: ServiceDep, name: Annotated[str, Form()]
    ) -> Response:
        save_search(service.governing, given, taxonomy, who)  # the step of the API
        return form.go("/saved", f"已保存检索“{name}”。")  # 303, and a line that says so

- ``router = APIRouter(include_in_schema=False)``; the room joins ``ROOMS`` in ``rooms.py`` and, if
  people go there of themselves, the table in ``navigation.py`` (with the permission it needs).
- Every route declares its policy (``LibraryReader``, ``allow(…)``), as everywhere.
- ``PageDep`` for what is read, ``FormDep`` for whatever changes something: it refuses a form whose
  token is not of this sign-in (PAGE_STALE). Forms are opened by ``{% call forms.post("/saved") %}``
  of ``macros/forms.html``, which writes the token.
- A ``KbError`` needs no catching: the person gets a Chinese page with the code (``refusals.py``);
  whoever is not signed in is led to the sign-in and back. To show the slip beside the form instead,
  catch it by name and ``page.show(…, {"slip": explain(error)}, status=422)``.
- No inline script, no inline style, nothing from another origin: the policy in ``api.headers``
  refuses them. Widths and the like are made by SVG attributes or classes.
- Texts with marked spans: ``marking.pieces``. An exact place of a document is
  ``reader.place_path(document_id, span)``: ``/documents/<id>?at=<start>-<end>#hit``.
- Look of things: compose ``macros/*.html``.
"""
