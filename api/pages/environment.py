"""How templates are written: everything escaped, nothing undefined, values in a reader's words."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.errors import warning_text
from api.pages.record_paths import record_path, words_path
from kb.governance.access import LEVEL_NAMES, ROLE_NAMES
from kb.registers.days import in_china
from kb.terms import load_taxonomy

TEMPLATES = Path(__file__).parent.parent / "templates"
_FILTERS = {
    "kind": "文种",
    "offence": "罪名",
    "domain": "领域",
    "position": "岗位",
    "label": "标签",
    "court": "法院",
    "year": "年份",
}
_GRAMMAR = re.compile(r"\s|[()（），,]")
_WAN, _YI = 10_000, 100_000_000
_KILO = 1024


def build_environment() -> Environment:
    """The templates of the pages with their filters."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["role_names"] = ROLE_NAMES
    environment.globals["record_path"] = record_path
    environment.globals["words_path"] = words_path
    environment.globals["level_name"] = LEVEL_NAMES.__getitem__
    environment.filters["warning"] = warning_text
    environment.filters["filter_words"] = filter_words
    environment.filters["bytes"] = bytes_in_words
    environment.filters.update(
        day=day, moment=moment, money=money, share=share, part=part, query=query, shortly=shortly
    )
    environment.filters["source_of"] = source_of
    return environment


def day(value: date | datetime | str | None) -> str:
    """``2026年3月5日``; a moment by the clock of the country; — for none."""
    if not value:
        return "—"
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    if isinstance(value, datetime):
        value = in_china(value)
    return f"{value.year}年{value.month}月{value.day}日"


def moment(value: datetime | str | None) -> str:
    """``2026-03-05 14:20`` by the clock of the country; — for none."""
    if not value:
        return "—"
    if isinstance(value, str):
        value = datetime.fromisoformat(value)
    return in_china(value).strftime("%Y-%m-%d %H:%M")


def money(yuan: float | None) -> str:
    """``80 万元``, ``1.2 亿元``, ``3500 元``; — for none."""
    if yuan is None:
        return "—"
    for unit, name in ((_YI, "亿元"), (_WAN, "万元")):
        if abs(yuan) >= unit:
            return f"{yuan / unit:.2f}".rstrip("0").rstrip(".") + f" {name}"
    return f"{yuan:.2f}".rstrip("0").rstrip(".") + " 元"


def share(value: float | None) -> str:
    """``72%``; — for none."""
    return "—" if value is None else f"{value * 100:.0f}%"


def bytes_in_words(count: int) -> str:
    """``10.4 MB``"""
    size = float(count)
    for unit in ("B", "kB", "MB"):
        if size < _KILO:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= _KILO
    return f"{size:.1f} GB"


def part(value: str) -> str:
    """One part of a path, safe whatever it holds."""
    return quote(value, safe="")


def query(values: list[tuple[str, str]]) -> str:
    """A query string of pairs."""
    return urlencode(values)


def source_of(anchor: str, known: Mapping[str, object]) -> object:
    """What an anchor leads to, of those that were looked up."""
    return known.get(anchor)


def filter_words(expression: str) -> str:
    """A filter in a reader's words: ``domain=medical`` → 领域 医疗医保; else as it was written."""
    name, equals, value = expression.partition("=")
    taxonomy = load_taxonomy()
    key = value if name == "label" else f"{name}:{value}"
    if equals and name in _FILTERS and key in taxonomy.names:
        return f"{_FILTERS[name]} {taxonomy.label(key)}"
    if equals and name in _FILTERS and not _GRAMMAR.search(value):
        return f"{_FILTERS[name]} {value.strip(chr(34))}"
    return expression


def shortly(words: str, limit: int = 60) -> str:
    """The beginning of long words."""
    flat = " ".join(words.split())
    return flat if len(flat) <= limit else flat[: limit - 1] + "…"
