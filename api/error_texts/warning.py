"""Steps of warnings that are refused."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
    "WARNING_FOUNDED": Answer(409, "核查认定预警成立，不能排除", "请写明处置情况后了结"),
    "WARNING_UNFOUNDED": Answer(409, "预警未经核查认定成立，不能按处置了结", "请写明理由后排除"),
    "RECURRENCE_KIND": Answer(
        422, "只能由线索或漏洞查找已销号的事项：{id}", "请给出线索或漏洞的编号"
    ),
}
