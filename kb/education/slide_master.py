"""The look of a pack's slides: a theme, a master and six layouts of our own, 16:9.

The library's template gives the parts; every shape, font and colour in them is written anew here,
so that no word of the template is left. Sizes are for the back of a room: titles of 36 points and
more, text of 28. Footers alone, which carry the watermark, are small.
"""

import re
from collections.abc import Iterable
from enum import IntEnum
from typing import Any

from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE as RT
from pptx.oxml import parse_xml
from pptx.presentation import Presentation as Deck
from pptx.util import Emu, Inches

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
SIDE = Inches(0.7)
TEXT_WIDTH = Inches(11.93)
TEXT_TOP, TEXT_HEIGHT = Inches(1.75), Inches(4.95)
INK, RED, GREY, MIST, PAPER, SAND = "1F2A36", "A52A2A", "5F6B76", "F4F1EA", "FFFFFF", "D8B98A"
SANS, SERIF, KAI = "微软雅黑", "宋体", "楷体"
BODY_SIZE, TITLE_SIZE = 28, 36
_NS = (
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" '
    'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
)
_COLOURS = re.compile(r"<a:clrScheme .*?</a:clrScheme>", re.S)
_FONTS = re.compile(r"<a:fontScheme .*?</a:fontScheme>", re.S)
_THEME_NAME = re.compile(r'(<a:theme [^>]*?name=")[^"]*"')
_STRAY = (RT.THUMBNAIL, RT.PRINTER_SETTINGS)
_SCHEME = {
    "dk1": INK, "lt1": PAPER, "dk2": INK, "lt2": MIST, "accent1": RED, "accent2": "2F5D7C",
    "accent3": "B08D57", "accent4": "5B7F5E", "accent5": "7A5C7E", "accent6": GREY,
    "hlink": "2F5D7C", "folHlink": "7A5C7E",
}  # fmt: skip


class Layout(IntEnum):
    """Which layout a slide has; the value is its place among the layouts."""

    COVER = 0
    DIVIDER = 1
    TEXT = 2
    TITLE_ONLY = 3
    QUOTE = 4
    PAIR = 5


_Box = tuple[Emu, Emu, Emu, Emu]
_TITLE_BOX: _Box = (SIDE, Inches(0.15), TEXT_WIDTH, Inches(1.22))
_TEXT_BOX: _Box = (SIDE, TEXT_TOP, TEXT_WIDTH, TEXT_HEIGHT)
_FOOT_TOP, _FOOT_HEIGHT = Inches(6.93), Inches(0.36)
FOOT_BOX: _Box = (SIDE, _FOOT_TOP, Inches(10.4), _FOOT_HEIGHT)
NUMBER_BOX: _Box = (Inches(11.43), _FOOT_TOP, Inches(1.2), _FOOT_HEIGHT)


def new_deck() -> Deck:
    """An empty presentation with our master; nothing of the template shows."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    _drop_stray(deck)
    master = deck.slide_master
    for layout in list(deck.slide_layouts)[len(Layout) :]:
        deck.slide_layouts.remove(layout)
    _set_theme(master.part.part_related_by(RT.THEME))
    _redraw(master.element, _MASTER_NAME, _background(PAPER), _master_shapes())
    _replace(master.element, "p:txStyles", _text_styles())
    for kind, layout in zip(Layout, deck.slide_layouts, strict=True):
        name, back, shapes = _layouts()[kind]
        _redraw(layout.element, name, _background(back), shapes)
        layout.element.attrib.pop("type", None)
        layout.element.set("preserve", "1")
    return deck


def _drop_stray(deck: Deck) -> None:
    """A picture of the template's first page and a printer's settings, which no reader can read."""
    for owner in (deck.part.package, deck.part):
        for key in [k for k, rel in owner._rels.items() if rel.reltype in _STRAY]:
            owner._rels.pop(key)


def _set_theme(part: Any) -> None:
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _SCHEME.items()
    )
    fonts = f'<a:latin typeface="{SANS}"/><a:ea typeface="{SANS}"/><a:cs typeface=""/>'
    text = part.blob.decode("utf-8")
    text = _COLOURS.sub(f'<a:clrScheme name="廉鉴">{colours}</a:clrScheme>', text, count=1)
    both = f"<a:majorFont>{fonts}</a:majorFont><a:minorFont>{fonts}</a:minorFont>"
    text = _FONTS.sub(f'<a:fontScheme name="廉鉴">{both}</a:fontScheme>', text, count=1)
    part._blob = _THEME_NAME.sub(r'\g<1>廉鉴"', text, count=1).encode("utf-8")


_MASTER_NAME = "廉鉴"


def _redraw(element: Any, name: str, background: str, shapes: Iterable[str]) -> None:
    """All shapes of a master or layout anew."""
    tree = (
        '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'
        + "".join(shapes)
    )
    common = f'<p:cSld {_NS} name="{name}">{background}<p:spTree>{tree}</p:spTree></p:cSld>'
    _replace(element, "p:cSld", common)


def _replace(element: Any, tag: str, xml: str) -> None:
    old = element.find(f"{{{element.nsmap['p']}}}{tag[2:]}")
    element.replace(old, parse_xml(xml))


def _background(colour: str) -> str:
    return (
        f'<p:bg><p:bgPr><a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:effectLst/>'
        "</p:bgPr></p:bg>"
    )


def _place(box: _Box) -> str:
    left, top, width, height = box
    return f'<a:xfrm><a:off x="{left}" y="{top}"/><a:ext cx="{width}" cy="{height}"/></a:xfrm>'


def _holder(
    rank: int, kind: str, box: _Box, *, name: str, anchor: str = "t", style: str = "", words: str
) -> str:
    """A placeholder. ``words`` say on the master and layouts what goes there."""
    body = f'<a:bodyPr lIns="0" tIns="0" rIns="0" bIns="0" anchor="{anchor}"><a:noAutofit/>'
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{rank}" name="{name}"/><p:cNvSpPr>'
        f'<a:spLocks noGrp="1"/></p:cNvSpPr><p:nvPr><p:ph {kind}/></p:nvPr></p:nvSpPr>'
        f'<p:spPr>{_place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></p:spPr>'
        f"<p:txBody>{body}</a:bodyPr><a:lstStyle>{style}</a:lstStyle><a:p>{words}</a:p></p:txBody>"
        "</p:sp>"
    )


def _bar(rank: int, box: _Box, colour: str) -> str:
    return (
        f'<p:sp><p:nvSpPr><p:cNvPr id="{rank}" name="色条"/><p:cNvSpPr/><p:nvPr userDrawn="1"/>'
        f'</p:nvSpPr><p:spPr>{_place(box)}<a:prstGeom prst="rect"><a:avLst/></a:prstGeom>'
        f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill><a:ln><a:noFill/></a:ln></p:spPr>'
        "<p:txBody><a:bodyPr/><a:lstStyle/><a:p><a:endParaRPr/></a:p></p:txBody></p:sp>"
    )


def _run(words: str) -> str:
    return f'<a:r><a:rPr lang="zh-CN"/><a:t>{words}</a:t></a:r>'


def _level(size: int, colour: str, *, font: str = "", bold: bool = False, align: str = "l") -> str:
    face = f'<a:latin typeface="{font}"/><a:ea typeface="{font}"/>' if font else ""
    return (
        f'<a:lvl1pPr marL="0" indent="0" algn="{align}"><a:buNone/>'
        f'<a:defRPr sz="{size * 100}" b="{int(bold)}"><a:solidFill><a:srgbClr val="{colour}"/>'
        f"</a:solidFill>{face}</a:defRPr></a:lvl1pPr>"
    )


def _feet(first: int, colour: str) -> tuple[str, str]:
    number = '<a:fld id="{B6F15528-21DE-4FAA-801E-634DDDAF4B2B}" type="slidenum">'
    foot, page = _level(12, colour), _level(12, colour, align="r")
    return (
        _holder(first, 'type="ftr" sz="quarter" idx="11"', FOOT_BOX, name="页脚", anchor="ctr",
                style=foot, words=_run("接收单位、日期与份号")),
        _holder(first + 1, 'type="sldNum" sz="quarter" idx="12"', NUMBER_BOX, name="页码",
                anchor="ctr", style=page,
                words=f'{number}<a:rPr lang="zh-CN"/><a:t>‹#›</a:t></a:fld>'),
    )  # fmt: skip


def _title(box: _Box = _TITLE_BOX, *, anchor: str = "b", style: str = "") -> str:
    return _holder(2, 'type="title"', box, name="标题", anchor=anchor, style=style,
                   words=_run("标题"))  # fmt: skip


def _text(
    box: _Box = _TEXT_BOX, *, rank: int = 3, anchor: str = "t", style: str = "", index: int = 1
) -> str:
    place = f'type="body" idx="{index}"'
    return _holder(rank, place, box, name="正文", anchor=anchor, style=style, words=_run("正文"))


def _master_shapes() -> tuple[str, ...]:
    return (_title(), _text(), *_feet(4, GREY))


def _layouts() -> dict[Layout, tuple[str, str, tuple[str, ...]]]:
    """Name, background and shapes of each layout."""
    mark = _bar(7, (SIDE, Inches(1.47), Inches(0.9), Inches(0.06)), RED)
    large: _Box = (Inches(1.1), Inches(1.75), Inches(11.1), Inches(2.1))
    below: _Box = (Inches(1.1), Inches(4.15), Inches(11.1), Inches(2.3))
    band = _bar(7, (Emu(0), Emu(0), Inches(0.28), HEIGHT), RED)
    rule = _bar(8, (Inches(1.1), Inches(3.98), Inches(1.4), Inches(0.06)), SAND)
    white, sand = _level(44, PAPER, bold=True), _level(28, SAND)
    kai = _level(34, INK, font=KAI)
    said: _Box = (Inches(1.8), Inches(1.95), Inches(10.3), Inches(4.3))
    half = Inches(5.7)
    left: _Box = (SIDE, TEXT_TOP, half, TEXT_HEIGHT)
    right: _Box = (Emu(SIDE + TEXT_WIDTH - half), TEXT_TOP, half, TEXT_HEIGHT)
    between: _Box = (Emu(SIDE + TEXT_WIDTH // 2), TEXT_TOP, Inches(0.02), TEXT_HEIGHT)
    return {
        Layout.COVER: ("封面", INK, (
            _title(large, anchor="b", style=white), _text(below, style=sand), *_feet(4, "B9C2CB"),
            band, rule)),
        Layout.DIVIDER: ("案例首页", INK, (
            _title(large, anchor="b", style=_level(40, PAPER, bold=True)),
            _text(below, style=sand), *_feet(4, "B9C2CB"), rule)),
        Layout.TEXT: ("正文", PAPER, (_title(), _text(), *_feet(4, GREY), mark)),
        Layout.TITLE_ONLY: ("仅标题", PAPER, (_title(), *_feet(4, GREY), mark)),
        Layout.QUOTE: ("自述", MIST, (
            _title(), _text(said, anchor="ctr", style=kai), *_feet(4, GREY), mark,
            _bar(8, (Inches(1.2), Inches(1.95), Inches(0.09), Inches(4.3)), SAND))),
        Layout.PAIR: ("两栏", PAPER, (
            _title(), _text(left), _text(right, rank=9, index=2), *_feet(4, GREY), mark,
            _bar(8, between, "E3DED3"))),
    }  # fmt: skip


def _text_styles() -> str:
    fill = f'<a:solidFill><a:srgbClr val="{INK}"/></a:solidFill>'
    face = '<a:latin typeface="+mn-lt"/><a:ea typeface="+mn-ea"/>'
    title = (
        '<a:lvl1pPr algn="l"><a:lnSpc><a:spcPct val="100000"/></a:lnSpc><a:buNone/>'
        f'<a:defRPr sz="{TITLE_SIZE * 100}" b="1">{fill}{face}</a:defRPr></a:lvl1pPr>'
    )
    body = (
        '<a:lvl1pPr marL="342900" indent="-342900" algn="l"><a:lnSpc><a:spcPct val="120000"/>'
        '</a:lnSpc><a:spcBef><a:spcPts val="0"/></a:spcBef><a:spcAft><a:spcPts val="1100"/>'
        f'</a:spcAft><a:buClr><a:srgbClr val="{RED}"/></a:buClr><a:buSzPct val="70000"/>'
        '<a:buFont typeface="Arial"/><a:buChar char="&#9642;"/>'
        f'<a:defRPr sz="{BODY_SIZE * 100}">{fill}{face}</a:defRPr></a:lvl1pPr>'
    )
    return (
        f"<p:txStyles {_NS}><p:titleStyle>{title}</p:titleStyle><p:bodyStyle>{body}</p:bodyStyle>"
        "<p:otherStyle/></p:txStyles>"
    )
