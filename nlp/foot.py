"""Where a letter, report or circular ends: signature, date, annexes."""

import re

from kb.model import SectionKind
from nlp.cutting import Cut

# 某市监察委员会\n2026年3月2日 ／ 此致 ／ 联系人：……
_SIGN = re.compile(
    r"\n[ \t　]*+(?:此致|(?:忏悔|悔过|检讨|反思|检查)人[：: ]|特此(?:函|报|建"
    r"|通)[^\n]{0,6}(?=\n)|联\s*系\s*人|抄送|[（(]?(?:院印|印章|公章|盖章)"
    r"|[^\n。，；：]{2,30}(?:委员会|纪委监委|纪委|监委|检察院|法院|党委|党组|局"
    r"|厅|公司|医院|学校|中心|政府|办公室|村委会)[ \t　]*+(?=\n[ \t　]*+[（(]?"
    r"[\d二]\S{1,4}年)"
    r"|\d{4}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日[ \t　]*+(?=\n|$)"
    r"|二[〇○0]\S{2,12}日[ \t　]*+(?=\n|$))"
)
_ANNEX = re.compile(r"\n[ \t　]*+附\s*件(?:\s*\d{1,2})?\s*[：:.、\n]|\n[ \t　]*+附[：:]")


def cut_foot(text: str, *, start: int = 0) -> list[Cut]:
    """SIGN and ATTACHMENT, looked for in the last third only.

    ``某市监察委员会⏎2026年3月2日`` or ``联系人：张某`` opens SIGN, ``附件：1.整改台账`` ATTACHMENT.
    """
    floor = start + (len(text) - start) // 3 * 2
    cuts: list[Cut] = []
    annex = _ANNEX.search(text, floor)
    sign = _SIGN.search(text, max(floor, len(text) - 400))
    if annex:
        cuts.append(Cut(annex.start() + 1, SectionKind.ATTACHMENT))
    if sign:
        cuts.append(Cut(sign.start() + 1, SectionKind.SIGN))
    return cuts
