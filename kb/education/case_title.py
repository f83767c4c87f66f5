"""What a case is called in a pack: the post and the offence, never a name."""

import re

from kb.education.taught_papers import POST_WORD
from kb.education.teaching_case import TeachingCase

_LONG_POST = 20
# 县委原常委, not 中原区
_FORMER = re.compile(
    r"(?<!中)原(?=党|常委|书记|局长|主任|副|校长|院长|董事|总|区委|县委|科|处|站|出纳|会计|村|后勤|财务|审批)"
)


def title_of(case: TeachingCase) -> str:
    """``某县住建局副局长受贿案``: the post and the offence, no name."""
    taxonomy = case.taxonomy
    acts = [taxonomy.offences[one].name.removesuffix("罪") for one in case.offences[:2]]
    act = "、".join(acts) or "违纪违法"
    several = "等人" if len(case.posts) > 1 else ""
    if case.posts:
        post = case.posts[0]
        if len(post) > _LONG_POST:
            post = _first_post(post)
        return f"{_FORMER.sub('', post)}{several}{act}案"
    named = next(iter(case.positions), "") or ""
    where = next((f"{taxonomy.label(f'domain:{one}')}领域" for one in case.domains), "")
    who = taxonomy.label(f"position:{named}") if named else "公职人员"
    return f"{where}{who}{act}案"


def _first_post(words: str) -> str:
    """Up to the first part that names a post: units may stand before it, 某局、某执法局党组书记."""
    parts = words.split("、")
    named = next((at for at, one in enumerate(parts) if POST_WORD.search(one)), 0)
    return "、".join(parts[: named + 1])
