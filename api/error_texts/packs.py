"""Packs of education that may not be released."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
    "K_INVALID": Answer(422, "k 值不合规：{k}", "k 须为不小于 1 的整数"),
    "PACK_UNREADABLE": Answer(
        422, "教育包里有读不了的内容（{name}），说不清里面有什么，不能放行", "请去掉后重新生成"
    ),
    "PACK_TOO_LARGE": Answer(413, "教育包过大，未检查完，不能放行", "请拆成几个包"),
    "PACK_SAME_PERSON": Answer(403, "制作人不能审批自己的教育包", "请由另一人审批"),
    "PACK_CHANGED": Answer(409, "文件与检查过的不是同一份", "请重新检查后再审批"),
    "PACK_IDENTIFIES": Answer(
        409, "文件里还有 {count} 处可识别的信息，不能放行", "请按检查结果逐处处理后重新生成"
    ),
    "PACK_DOUBTS": Answer(
        409, "还有 {count} 处疑似人名没有答复", "请逐个确认不是人名，或替换后重新生成"
    ),
}
