"""The web pages."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
    "PAGE_UNKNOWN": Answer(404, "没有第 {number} 页，共 {pages} 页", "请核对页码"),
    "PAGE_NOT_FOUND": Answer(404, "没有这一页", "可能是地址写错，或内容已经移走"),
    "PIN_NOT_FOUND": Answer(
        422, "钉住的案件不都在现在的结果里", "请去掉筛选、调回权重，或取消钉住后再试"
    ),
    "PASSWORD_DIFFERS": Answer(422, "两次填写的新口令不一样", "请重新填写"),
    "ENTERED_BY_STEPS": Answer(
        409, "“{register}”由办案步骤生成，不能直接登记", "请到相应的线索或案件里办理"
    ),
    "PAGE_STALE": Answer(
        403, "这一页打开得太久，或您已换了登录，没有提交", "请刷新页面，重新填写后再提交"
    ),
}
