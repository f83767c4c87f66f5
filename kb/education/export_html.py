"""A pack as one page that needs nothing else: no request, no font, no server, no script to be read.

The policy in its head forbids every request; its one style and one script are let through by their
digests. Without the script the answers open by hand.
"""

from base64 import b64encode
from hashlib import sha256
from importlib.resources import files

from kb.education.pack_content import PackContent
from kb.education.pack_words import case_name, facts_of
from kb.education.page_parts import PageParts, charts, comparison, steps, text
from kb.education.slide_text import width_of
from kb.education.variant import Variant
from kb.education.watermark import Watermark

_PARTS = {
    "run": "主持人手册",
    "compare": "案例对照",
    "counts": "数据一览",
    "measures": "可以采取的措施",
    "quiz": "测验",
    "sources": "材料来源",
}
_SIGN, _BETWEEN = 15, 80  # pixels of the mark across the page


def write_html(
    content: PackContent, mark: Watermark, *, variant: Variant = Variant.LEARNER
) -> bytes:
    """The page as a file; the same bytes for the same pack, mark and variant."""
    leading = variant is Variant.FACILITATOR
    parts = _parts(content, leading=leading)
    cases = PageParts(content.sources)
    told = "".join(cases.case(one, leading=leading) for one in content.cases)
    run = parts.pop("run", "")
    line = text(mark.line)
    page = (
        f'{_head(content)}<body class="{variant.value}">'
        f'<a class="skip" href="#content">跳到正文</a>{_across(line)}<div class="sheet">'
        f'{_title(content, mark, variant)}<div class="body">'
        f"{_contents(content, ['run'] if run else [], list(parts))}"
        f'<main id="content"><aside class="notice" aria-label="使用须知">'
        f"<p><b>使用须知</b></p><p>{text(content.declaration)}</p></aside>"
        f"{run}{told}{''.join(parts.values())}</main></div>"
        f'<footer class="foot">{line}</footer></div><script>{_read("script.js")}</script>'
        "</body></html>\n"
    )
    return page.encode("utf-8")


def _parts(content: PackContent, *, leading: bool) -> dict[str, str]:
    """By anchor, the parts that this pack has, in the order of the page."""
    made = PageParts(content.sources)
    found = {"run": steps(content.steps, content.minutes)} if leading and content.steps else {}
    found["compare"] = comparison(content.comparison)
    if content.charts:
        found["counts"] = charts(content.charts)
    if content.measures:
        found["measures"] = made.measures(content.measures)
    if content.quiz:
        found["quiz"] = made.quiz(content.quiz, leading=leading)
    return found | {"sources": made.sources()}


def _head(content: PackContent) -> str:
    style, script = _read("style.css"), _read("script.js")
    policy = (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html><html lang="zh-CN"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="robots" content="noindex">'
        f"<title>{text(content.title)}</title><style>{style}</style></head>"
    )


def _title(content: PackContent, mark: Watermark, variant: Variant) -> str:
    given = (
        ("接收单位", mark.recipient),
        *facts_of(content),
        ("制作日期", mark.day),
        ("份号", f"第{mark.copy}份"),
    )
    facts = "".join(f"<div><dt>{name}</dt><dd>{text(words)}</dd></div>" for name, words in given)
    return (
        f'<header class="head"><p class="eyebrow">警示教育 · {variant.shown}</p>'
        f'<h1>{text(content.title)}</h1><dl class="facts">{facts}</dl></header>'
    )


def _contents(content: PackContent, before: list[str], after: list[str]) -> str:
    cases = [(f"case-{one.number}", f"{case_name(one)}　{one.title}") for one in content.cases]
    entries = [
        *((key, _PARTS[key]) for key in before),
        *cases,
        *((key, _PARTS[key]) for key in after),
    ]
    items = "".join(f'<li><a href="#{key}">{text(words)}</a></li>' for key, words in entries)
    return (
        '<nav class="contents" aria-labelledby="contents-name"><h2 id="contents-name">目录</h2>'
        f"<ol>{items}</ol></nav>"
    )


def _across(line: str) -> str:
    """The mark again and again across screen and paper, behind nothing, in the way of nothing."""
    wide = round(_SIGN * width_of(line)) + _BETWEEN
    half = wide // 2
    return (
        '<svg class="across" aria-hidden="true" focusable="false"><defs><pattern id="mark" '
        f'width="{wide}" height="210" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(-28)"><text x="0" y="60">{line}</text>'
        f'<text x="{half}" y="165">{line}</text><text x="{half - wide}" y="165">{line}</text>'
        '</pattern></defs><rect width="100%" height="100%" fill="url(#mark)"/></svg>'
    )


def _digest(words: str) -> str:
    return f"sha256-{b64encode(sha256(words.encode()).digest()).decode()}"


def _read(name: str) -> str:
    return files("kb.education").joinpath("page", name).read_text(encoding="utf-8")
