"""New cases over HTTP: pasted or read from a file, each person's own, forgotten after a while."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, File, UploadFile
from pydantic import BaseModel, ConfigDict, Field
from starlette.responses import Response

from api.deps import LibraryReader, Reader, ServiceDep
from api.new_cases import forget_case, keep_file, keep_words, kept_case, listed_cases
from api.problems import StrictJsonRoute
from api.routes.documents import safe_name
from kb.model import RawFile
from kb.retrieval.limits import MAX_CASE_CHARS
from kb.store.new_cases import NewCase

router = APIRouter(tags=["检索"], route_class=StrictJsonRoute)


class NewCaseIn(BaseModel):
    """新案的文字。"""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(description="新案的全文或案情", max_length=MAX_CASE_CHARS)


class NewCaseOut(BaseModel):
    """问过类案的新案：只供本人再看，30 天后删除。"""

    id: str
    name: str
    title: str
    characters: int
    created_at: datetime

    @classmethod
    def of(cls, case: NewCase) -> "NewCaseOut":
        """From a new case."""
        return cls(
            id=case.id,
            name=case.name,
            title=case.title,
            characters=len(case.text),
            created_at=case.created_at,
        )


class NewCaseTextOut(NewCaseOut):
    """连同全文。"""

    text: str


@router.post("/new-cases", status_code=201, summary="新案：留下文字，供类案检索反复用")
def keep(body: NewCaseIn, who: LibraryReader, service: ServiceDep) -> NewCaseOut:
    """Its id serves ``new_case`` of a search for similar cases."""
    return NewCaseOut.of(keep_words(service, who, body.text))


@router.post("/new-cases/file", status_code=201, summary="新案：由文件读出文字")
def keep_uploaded(
    who: LibraryReader,
    service: ServiceDep,
    reader: Reader,
    file: Annotated[UploadFile, File(description="新案文件，不入库")],
) -> NewCaseOut:
    """The words alone are kept, not the file."""
    raw = RawFile(safe_name(file.filename or ""), file.file.read())
    return NewCaseOut.of(keep_file(service, who, reader, raw))


@router.get("/new-cases", summary="我问过的新案")
def list_kept(who: LibraryReader, service: ServiceDep) -> list[NewCaseOut]:
    """The own ones, the latest first."""
    return [NewCaseOut.of(one) for one in listed_cases(service, who)]


@router.get("/new-cases/{new_case}", summary="我问过的一件新案")
def read_kept(new_case: str, who: LibraryReader, service: ServiceDep) -> NewCaseTextOut:
    """With its words."""
    found = kept_case(service, who, new_case)
    return NewCaseTextOut(**NewCaseOut.of(found).model_dump(), text=found.text)


@router.delete("/new-cases/{new_case}", status_code=204, summary="删除我问过的新案")
def forget(new_case: str, who: LibraryReader, service: ServiceDep) -> Response:
    """It is gone now."""
    forget_case(service, who, new_case)
    return Response(status_code=204)
