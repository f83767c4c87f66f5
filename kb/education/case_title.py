"""What a case is called in a pack: the post and the offence, never a name."""

import re

from kb.education.teaching_case import TeachingCase

_LONG_POST = 20
# 县委原常委, not 中原区
_FORMER = re.compile(
    r"(?<!中)原(?=党|常委|书记|局长|主任|副|校长|院长|董事|总|区委|县委|科|处|站|出纳|会计|村)"
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
            post = post.split("、")[0]
        return f"{_FORMER.sub('', post)}{several}{act}案"
    named = next(iter(case.positions), "") or ""
    where = next((f"{taxonomy.label(f'domain:{one}')}领域" for one in case.domains), "")
    who = taxonomy.label(f"position:{named}") if named else "公职人员"
    return f"{where}{who}{act}案"
