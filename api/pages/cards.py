"""A model card as blocks that a template writes, each escaped: the little Markdown they are in."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

# **bold**, `code` and [words](address); an address is left out, the words stay
_INLINE = re.compile(r"\*\*(?P<bold>.+?)\*\*|`(?P<code>[^`]+)`|\[(?P<link>[^\]]+)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Run:
    """Words of one look: "", ``bold`` or ``code``."""

    words: str
    look: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """``heading`` (of a depth), ``text``, ``code``, ``list`` (a row an item), ``table`` (its head
    first)."""

    kind: str
    rows: Sequence[Sequence[Sequence[Run]]]
    depth: int = 0


def blocks(card: str) -> Sequence[Block]:
    """The card without its title."""
    groups = re.split(r"\n\s*\n", card.strip())
    return [one for group in groups for one in _of_group(group.splitlines())][1:]


def _of_group(lines: Sequence[str]) -> Iterator[Block]:
    first = lines[0]
    if first.startswith("#"):
        depth = len(first) - len(first.lstrip("#"))
        yield Block("heading", [[runs(first.lstrip("# "))]], depth)
        if len(lines) > 1:
            yield from _of_group(lines[1:])
    elif first.startswith("|"):
        rows = [line.strip().strip("|").split("|") for line in lines if line.startswith("|")]
        told = [one for one in rows if not re.fullmatch(r"[-:\s]*", "".join(one))]
        yield Block("table", [[runs(cell.strip()) for cell in row] for row in told])
    elif first.startswith("    "):
        yield Block("code", [[[Run("\n".join(line.strip() for line in lines))]]])
    elif re.match(r"[-*] |\d+\. ", first):
        yield Block("list", [[runs(one)] for one in _items(lines)])
    else:
        yield Block("text", [[runs(" ".join(line.strip() for line in lines))]])


def _items(lines: Sequence[str]) -> Sequence[str]:
    """Items of a list; a line that begins none goes on with the last."""
    found: list[str] = []
    for line in lines:
        start = re.match(r"(?:[-*]|\d+\.) +", line)
        if start:
            found.append(line[start.end() :])
        else:
            found[-1] = f"{found[-1]} {line.strip()}"
    return found


def runs(words: str) -> Sequence[Run]:
    """``只遮 **罪名**`` → 只遮 / 罪名 (bold)."""
    found, at = [], 0
    for match in _INLINE.finditer(words):
        found.append(Run(words[at : match.start()]))
        look = match.lastgroup or ""
        found.append(Run(match[look], look if look != "link" else ""))
        at = match.end()
    return [one for one in (*found, Run(words[at:])) if one.words]
