"""Backups: taking, checking and putting back."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
    "BACKUP_INVALID": Answer(
        422, "这份备份不完整或被改动过，不能用（{reason}）", "请换另一份备份；什么也没有写入"
    ),
    "BACKUP_KEY_WRONG": Answer(
        422,
        "备份是用另一把密钥（{sealed}）加密的，手上的是 {given}",
        "请用 --key 指定做这份备份时的密钥文件",
    ),
    "BACKUP_NOT_FOUND": Answer(404, "没有这个备份文件：{path}", "请用 lianjian backup list 查看"),
    "BACKUP_RUNNING": Answer(409, "另一次备份或演练正在进行", "请等它做完再试"),
    "BACKUP_UNWRITABLE": Answer(503, "读写不了：{path}", "请检查目录是否存在、有没有权限"),
    "BACKUP_TARGET_NOT_EMPTY": Answer(
        409, "恢复的去处不是空的：{target}", "请换一个空目录或空的 schema；已有的内容不会被覆盖"
    ),
    "BACKUP_DATABASE_OTHER": Answer(
        409,
        "备份来自 {database}，与现在配置的数据库不同",
        "请照备份设置 LIANJIAN_DATABASE_URL 与 LIANJIAN_DATABASE_SCHEMA",
    ),
    "BACKUP_TOOL_MISSING": Answer(
        503, "这台机器上没有 {tool}，备份不了 PostgreSQL", "请安装 PostgreSQL 的客户端工具"
    ),
    "BACKUP_TOOL_FAILED": Answer(503, "{tool} 没有做成：{reason}", "请按提示处理后重试"),
    "BACKUP_NO_SPARE_DATABASE": Answer(
        503, "演练要在同一服务器上建一个临时数据库，但没有建成", "请授予 CREATEDB，或另行恢复一次"
    ),
    "BACKUP_AUDIT_BROKEN": Answer(
        409, "备份恢复得出来，但其中的审计记录从第 {seq} 条起不完整", "请核验现用的审计记录"
    ),
    "AUDIT_ROLLBACK": Answer(
        409,
        "备份比审计锚点旧：备份到第 {tip} 条，锚点之后还有 {count} 条，恢复后就没有了",
        "确要退回旧库，请加 --older 写明理由，理由记入审计",
    ),
    "RESTORE_UNFINISHED": Answer(
        503, "这个数据目录的恢复没有做完：{path}", "请清空目录，重新运行 lianjian backup restore"
    ),
}
