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
    "AUDIENCE_EMPTY": Answer(
        422, "没有说明对象：岗位、职务、领域、单位类别至少写一样", "请补上后重新匹配"
    ),
    "PACK_NO_CASES": Answer(
        409,
        "没有合适的案例：{refused} 件都被拒绝（原因见匹配结果）",
        "请放宽对象、补充案例，或由人另选材料",
    ),
    "PACK_ALIAS_TAKEN": Answer(
        409, "做包期间，别的接收单位的包用了同一人或同一单位的同一化名", "请重新做包"
    ),
    "PACK_NOT_RELEASED": Answer(
        409, "教育包现在是“{state}”，还没有放行", "放行之后才能导出和用于教育"
    ),
    "PACK_GONE": Answer(
        409,
        "第 {cases} 件案例已不在库中，或不再可以用于教学",
        "请撤回，去掉这件案例后重新生成",
    ),
    "PACK_LEVEL_RAISED": Answer(
        409,
        "{parts}所用材料的级别已经提高，高于本包，不能再给出",
        "请撤回，重新选案做包；已经发出的，请收回",
    ),
    "PACK_RAISED_MEANWHILE": Answer(
        409, "做包期间，{parts}所用材料的级别提高了，高于本包", "请重新做包"
    ),
    "PACK_NOT_IN_REVIEW": Answer(
        409, "教育包现在是“{state}”，不在送审中，没有审阅稿", "送审之后由审批人审阅"
    ),
    "PACK_UNTRACED": Answer(
        409, "这个教育包没有留下脱敏对照（做于有对照之前）", "请重新做包，旧的撤回"
    ),
    "PACK_KEY_UNREADABLE": Answer(
        500,
        "化名对照打不开：密钥不是当初的那一个",
        "请恢复 LIANJIAN_PACK_KEY_FILE 所指的密钥文件",
    ),
    "COUNT_INVALID": Answer(422, "{field}不合理：{value}", "请核对人数与题号"),
}
