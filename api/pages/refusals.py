"""Errors as pages: what happened in Chinese with its code, and where to go from there."""

from fastapi import Request
from starlette.responses import Response

from api.pages.page import Page, sign_in_path
from api.problems import Problem, problem_of

_HEADINGS = {
    400: "请求有误",
    401: "请先登录",
    403: "不能这样做",
    404: "没有找到",
    405: "不能这样打开",
    409: "与现状不符",
    413: "太大了",
    422: "内容有误",
    428: "请先打开最新的一页",
    429: "稍候片刻",
    500: "系统出错",
    503: "暂时不可用",
}


def shown_problem(request: Request, problem: Problem) -> Response | None:
    """The page for a problem; None where no person looks.

    Whoever must sign in or change the password first is led there.
    """
    if request.url.path.startswith(("/api/", "/static/")):
        return None
    page = Page(request)
    if problem.status == 401:
        reason = "" if problem.code == "SIGN_IN_REQUIRED" else problem.words
        return page.go(sign_in_path(request), reason, tone="note")
    if problem.code == "PASSWORD_CHANGE_DUE":
        return page.go("/password", problem.words, tone="note")
    if problem.code == "ROUTE_NOT_FOUND":
        problem = problem_of("PAGE_NOT_FOUND", {}, request_id=problem.request_id)
    heading = _HEADINGS.get(problem.status, "没有办成")
    content = {"problem": problem, "heading": heading}
    response = page.show("problem.html", content, title=heading, status=problem.status)
    response.headers.update(problem.headers)
    return response
