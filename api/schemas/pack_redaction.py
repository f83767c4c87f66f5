"""A pack beside its originals over HTTP."""

from pydantic import BaseModel, Field

from api.schemas.chain import Given
from kb.education.pack_redaction import Place
from kb.education.redaction.found import Kind
from kb.education.redaction.rewriting import Piece
from kb.education.redaction_preview import (
    FAMILY_NAMES,
    Family,
    Fate,
    Preview,
    PreviewedText,
    family_of,
)


class LeftOutIn(Given):
    """哪一段，照脱敏对照里的 ``number``。"""

    number: int = Field(ge=0, le=100_000)


class PieceOut(BaseModel):
    """原文的几个字与现在的几个字；``family`` 是换掉的是哪一类，没有换的为空。"""

    old: str
    new: str
    kind: Kind | None
    family: Family | None

    @classmethod
    def of(cls, piece: Piece) -> "PieceOut":
        """From a piece."""
        family = family_of(piece.kind) if piece.kind else None
        return cls(old=piece.old, new=piece.new, kind=piece.kind, family=family)


class PreviewedTextOut(BaseModel):
    """一段：``pieces`` 依次相连即是原文与脱敏后；无权看原文的为空。``why`` 是没有收的原因。"""

    number: int
    place: Place
    case: int
    part: str
    term: str
    fate: Fate
    text: str
    pieces: list[PieceOut] | None
    why: list[Family]
    anchors: list[str]
    leavable: bool
    takable: bool

    @classmethod
    def of(cls, one: PreviewedText) -> "PreviewedTextOut":
        """From a text as a person may see it."""
        return cls(
            number=one.number,
            place=one.place,
            case=one.case,
            part=one.part,
            term=one.term,
            fate=one.fate,
            text=one.text,
            pieces=None if one.pieces is None else [PieceOut.of(piece) for piece in one.pieces],
            why=list(dict.fromkeys(family_of(kind) for kind in one.why)),
            anchors=list(one.anchors),
            leavable=one.leavable,
            takable=one.takable,
        )


class FamilyCountOut(BaseModel):
    """一类换了几处，只数看得到原文的。"""

    family: Family
    name: str
    count: int


class RedactionOut(BaseModel):
    """脱敏对照。``unshown`` 是几段的原文无权看。"""

    id: str
    state: str
    version: int
    titles: dict[int, str]
    counts: list[FamilyCountOut]
    unshown: int
    texts: list[PreviewedTextOut]

    @classmethod
    def of(
        cls, preview: Preview, *, case: int | None = None, family: Family | None = None
    ) -> "RedactionOut":
        """The texts of one case or with something of a family; the counts are of the case."""
        of_case = preview.filtered(case=case)
        return cls(
            id=preview.pack.id,
            state=preview.pack.state,
            version=preview.pack.head.version,
            titles=dict(preview.titles),
            counts=[
                FamilyCountOut(family=one, name=FAMILY_NAMES[one], count=count)
                for one, count in of_case.counts.items()
            ],
            unshown=of_case.unshown,
            texts=[PreviewedTextOut.of(one) for one in of_case.filtered(family=family).texts],
        )
