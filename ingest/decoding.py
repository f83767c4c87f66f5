"""Bytes become characters: which encoding were these Chinese words written in?"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from charset_normalizer import from_bytes

from kb.errors import ReadError

# The commonest characters of running text, simplified then traditional. In real prose they make
# up more than a third of the characters; in bytes read by the wrong table, a few per cent.
_COMMON = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过"
    "发后作里用道行所然家种事成方多经么去法学如都同现当没动面起看定天分还进好小部其些主样理心她本前"
    "开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将两高间由问很最重"
    "并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常"
    "先海通教儿原东声提立及比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报"
    "才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统区保至队形社便空决治展马科司五基眼"
    "书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术"
    "领共确传师观清今切院让识候带导争运刑案罪犯贪污贿款元职委纪监检察审判决违党组织处罚财务款项"
    "這個們來為國說時會對於後過還進從實與長機無經開動現當學發問關點業將間應戰頭體見產話給門東聲員"
    "論處義條氣題爾變總電數報結計資許統區隊決馬難權設記類據邊張該規萬領確傳師觀證職務貪賄檢調"
)
_FREQUENT = re.compile(f"[{_COMMON}，。、：；“”（）《》\u3000]")
_WIDE = re.compile("[^\x00-\x7f]")
_ODD = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0e-\x1a\x1c-\x1f\x80-\x9f]")
_BINARY = re.compile("[\ufffd\x01-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")

_IDEOGRAPHS_ONLY = re.compile("[\x20-\x7e\\s\u3000-\u303f\u4e00-\u9fff\uff01-\uff5e]+")

_SAMPLE = 48_000
_CERTAIN = 0.22
_BINARY_SHARE = 0.05
_ASCII_SHARE = 0.9

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)


@dataclass(frozen=True, slots=True)
class Decoded:
    """The characters, the encoding that gave them, and what was doubtful about it."""

    text: str
    encoding: str
    warnings: tuple[str, ...] = ()


def decode(content: bytes, *, declared: str = "") -> Decoded:
    """The text of the bytes; ``declared`` is what a page says of itself, believed if it can be.

    A signature decides, then strict UTF-8, then whichever table makes the most ordinary Chinese:
    GB18030 (四字节字 included), Big5, UTF-16, or UTF-8 and GBK line by line. Raises ``ReadError``
    TYPE_MISMATCH for bytes that are no text in any of them.
    """
    for signature, encoding in _BOMS:
        if content.startswith(signature):
            return _signed(content, encoding)
    if content.count(b"\0", 0, _SAMPLE) * 8 < min(len(content), _SAMPLE):
        try:
            return _refuse_binary(Decoded(content.decode("utf-8"), "utf-8", _doubt(declared)))
        except UnicodeDecodeError as failure:
            sample = _sample(content, failure.start)
    else:
        sample = content[:_SAMPLE]
    return _refuse_binary(_best(content, sample, declared))


def _signed(content: bytes, encoding: str) -> Decoded:
    doubts = ("ENCODING_GUESSED",) if encoding == "utf-32" else ()
    try:
        return _refuse_binary(Decoded(content.decode(encoding), encoding, doubts))
    except UnicodeDecodeError:
        if encoding == "utf-8-sig":
            return _refuse_binary(_lossy(content[3:], "mixed", doubts))
        return _refuse_binary(_lossy(content, encoding, doubts))


def _doubt(declared: str) -> tuple[str, ...]:
    """A page that calls its UTF-8 “gb2312” was read right, yet told a lie."""
    names = {"", "utf-8", "utf8", "us-ascii", "ascii", "iso-8859-1"}
    return () if declared.lower() in names else ("ENCODING_GUESSED",)


def _sample(content: bytes, failure: int) -> bytes:
    """The opening, and the surroundings of the first byte that is not UTF-8."""
    start = max(_SAMPLE, failure - _SAMPLE // 2)
    return content[:_SAMPLE] + content[start : start + _SAMPLE]


def _best(content: bytes, sample: bytes, declared: str) -> Decoded:
    candidates = [*_candidates(content), "mixed"]
    scores = {name: _score(_roughly(sample, name)) for name in candidates}
    winner = max(candidates, key=lambda name: (scores[name], -candidates.index(name)))
    if scores[winner] < _CERTAIN:
        return _foreign(content, sample)
    known = {"gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030", "big5": "big5hkscs"}
    guessed = winner.startswith("utf-16") or (
        bool(declared) and known.get(declared.lower(), declared.lower()) != winner
    )
    doubts = ("ENCODING_GUESSED",) if guessed else ()
    if winner == "mixed":
        return _lossy(content, winner, doubts)
    try:
        return Decoded(content.decode(winner), winner, doubts)
    except UnicodeDecodeError:
        return _lossy(content, winner, doubts)


def _candidates(content: bytes) -> tuple[str, ...]:
    wide = ("utf-16-le", "utf-16-be") if len(content) % 2 == 0 else ()
    return ("gb18030", "big5hkscs", *wide)


def _score(text: str) -> float:
    """The share of ordinary characters among those that are not ASCII, less the odd ones."""
    wide = len(_WIDE.findall(text)) + text.count("\0")
    if not wide:
        return 0.0
    return (len(_FREQUENT.findall(text)) - 2 * len(_ODD.findall(text))) / wide


def _roughly(content: bytes, encoding: str) -> str:
    if encoding == "mixed":
        return "".join(_line_by_line(content))
    return content.decode(encoding, "replace")


def _line_by_line(content: bytes) -> Iterator[str]:
    """Each line by the table that fits it: a UTF-8 report with a pasted GBK paragraph."""
    for line in content.splitlines(keepends=True):
        try:
            yield line.decode("utf-8")
            continue
        except UnicodeDecodeError:
            rough = line.decode("utf-8", "replace")
        chinese = line.decode("gb18030", "replace")
        yield chinese if _score(chinese) > _score(rough) else rough


def _lossy(content: bytes, encoding: str, doubts: tuple[str, ...]) -> Decoded:
    return Decoded(_roughly(content, encoding), encoding, (*doubts, "ENCODING_LOSSY"))


def _foreign(content: bytes, sample: bytes) -> Decoded:
    """No common character: a bare name (“刘璐”), ASCII with accents, or another country's table."""
    ascii_share = sum(map(sample.count, range(32, 127))) / len(sample)
    if ascii_share < _ASCII_SHARE and _IDEOGRAPHS_ONLY.fullmatch(_roughly(content, "gb18030")):
        return Decoded(content.decode("gb18030"), "gb18030", ("ENCODING_GUESSED",))
    match = from_bytes(sample).best()
    if match is None or (ascii_share < _ASCII_SHARE and match.percent_chaos > 10):
        raise ReadError("TYPE_MISMATCH", kind="binary")
    text = content.decode(match.encoding, "replace")
    lossy = ("ENCODING_LOSSY",) if "\ufffd" in text else ()
    return Decoded(text, match.encoding, ("ENCODING_GUESSED", *lossy))


def _refuse_binary(decoded: Decoded) -> Decoded:
    """NUL bytes alone may be damage; other control characters all over are a program."""
    head = decoded.text[:_SAMPLE]
    strange = len(_BINARY.findall(head))
    if strange > 8 and strange > _BINARY_SHARE * len(head):
        raise ReadError("TYPE_MISMATCH", kind="binary")
    return decoded
