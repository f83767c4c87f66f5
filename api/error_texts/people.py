"""Accounts, sign-ins, rights and keys."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
    "NOT_ALLOWED": Answer(403, "您的角色没有这项权限", "如确需办理，请找安全管理员"),
    "NOT_OWNER": Answer(403, "只有所属部门可以授权或定级", "请找所属部门的人办理"),
    "LEVEL_BEYOND": Answer(403, "您不能以 {level} 级存入", "级别不高于本人，且须属于一个部门"),
    "ACT_AS_REFUSED": Answer(403, "开启登录后不能代替他人操作", "请用本人账号登录"),
    "KEY_NOT_ENOUGH": Answer(403, "接口密钥不能做这件事", "请本人登录后办理"),
    "PASSWORD_CHANGE_DUE": Answer(403, "首次登录须先改口令", "请先改口令"),
    "CSRF_REFUSED": Answer(403, "请求不是从本系统的页面发出的，已拒绝", "请从本系统的页面操作"),
    "SIGN_IN_REQUIRED": Answer(401, "请先登录", "命令行与程序可用接口密钥"),
    "SIGN_IN_FAILED": Answer(
        401, "账号或口令不对，或账号已停用、已暂时锁定", "多次失败会锁定；请找安全管理员解锁或重设"
    ),
    "SESSION_EXPIRED": Answer(401, "登录已过期", "请重新登录"),
    "KEY_INVALID": Answer(401, "接口密钥不对，或已过期、已收回", "请换用有效的密钥"),
    "RATE_LIMITED": Answer(429, "操作过于频繁", "请 {seconds} 秒后再试"),
    "PASSWORD_WEAK": Answer(
        422,
        "口令不够强",
        "须 12 位以上，或 8 位以上含三类字符；不用常见口令，不含账号，不超过 128 位",
    ),
    "PASSWORD_REUSED": Answer(422, "与最近用过的口令相同", "请换一个没用过的口令"),
    "PASSWORD_WRONG": Answer(422, "原口令不对", "请重新输入原口令"),
    "NAME_INVALID": Answer(
        422, "名称不合规：{name}", "账号用字母、数字或汉字，不含空格；60 字以内"
    ),
    "ACCOUNT_EXISTS": Answer(409, "已有同名的账号或姓名：{name}", "请换一个，或在姓名后注明部门"),
    "DEPARTMENT_EXISTS": Answer(409, "已有这个部门：{name}", "请换一个名称"),
    "ROLES_CONFLICT": Answer(
        422, "系统、安全、审计管理员三种角色不能由一人兼任", "请分给不同的人（三员分立）"
    ),
    "LAST_SECURITY_ADMIN": Answer(
        409, "这是最后一个可用的安全管理员，不能停用或撤去角色", "请先设另一位安全管理员"
    ),
    "AUDIT_UNAVAILABLE": Answer(503, "审计记录写不进去，操作已撤销", "请检查磁盘与审计文件的权限"),
    "SECRET_MISSING": Answer(503, "找不到或写不了密钥文件：{path}", "请从备份恢复密钥文件，勿新造"),
    "SECRET_WEAK": Answer(503, "密钥文件过短，或别人也能读：{path}", "请把权限改为 0400"),
    "SIGN_IN_OFF_REMOTE": Answer(
        400,
        "未开启登录时只能在本机使用，不能监听 {host}",
        "请先用 lianjian user add 建账号，或设 LIANJIAN_SIGN_IN=on，或只监听 127.0.0.1",
    ),
    "REASON_MISSING": Answer(422, "降低级别须写明理由", "请写明理由后再试"),
}
