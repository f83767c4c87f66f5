"""Every sentence a person reads when something is refused: code → HTTP status, sentence, advice.

One table, so that a code is looked for in one place: over 250 lines.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from kb.errors import KbError


@dataclass(frozen=True, slots=True)
class Answer:
    """How a code is answered: ``sentence`` and ``advice`` may hold ``{fields}`` of the context."""

    status: int
    sentence: str
    advice: str = ""


ANSWERS: Mapping[str, Answer] = {
    "EMPTY_FILE": Answer(422, "文件是空的（0 字节）", "请重新导出后上传"),
    "NO_TEXT": Answer(422, "文件里没有可读的文字", "请检查文件内容"),
    "NO_TEXT_LAYER": Answer(
        422, "PDF 没有文字层，应是扫描件或图片", "请先做 OCR，或上传可复制文字的版本"
    ),
    "PASSWORD_REQUIRED": Answer(422, "文件有打开口令，无法读取", "请去除口令后上传"),
    "UNSUPPORTED_TYPE": Answer(
        415,
        "不支持这种文件类型",
        "可用：PDF、DOCX、HTML、TXT、Markdown、判决书 JSONL 及其压缩包；旧 .doc 请另存为 .docx",
    ),
    "TYPE_MISMATCH": Answer(
        415, "内容不是可读的文书（可能是程序或二进制数据）", "请确认选对了文件"
    ),
    "CORRUPT_FILE": Answer(422, "文件已损坏或不完整，无法读取", "请重新取得完整文件"),
    "XML_DTD_FORBIDDEN": Answer(422, "文件的 XML 含有外部实体声明，出于安全已拒绝", "请另存后上传"),
    "FILE_TOO_LARGE": Answer(413, "文件超过大小上限，已拒绝", "请拆分后上传"),
    "TOO_MANY_PAGES": Answer(413, "页数超过上限，已拒绝", "请拆分后上传"),
    "TOO_MANY_PARTS": Answer(413, "压缩包里的条目过多，已拒绝", "请拆分后上传"),
    "DECOMPRESSION_LIMIT": Answer(413, "解压后的内容超过上限，已拒绝", "请拆分后上传"),
    "STRUCTURE_LIMIT": Answer(422, "文件结构嵌套过深，已拒绝", "请另存为普通文档后上传"),
    "TIME_LIMIT": Answer(422, "读取这份文件超时，已放弃", "请拆分或另存后重试"),
    "MEMORY_LIMIT": Answer(413, "读取这份文件需要的内存超过上限，已放弃", "请拆分后上传"),
    "READER_CRASHED": Answer(
        422, "读取这份文件时读取进程意外退出，已跳过", "请另存为其他格式后重试"
    ),
    "INVALID_JSON": Answer(
        422, "JSON 不合规（语法错误、重复键、NaN 或过深）", "请检查该行或请求体"
    ),
    "ROW_INVALID": Answer(422, "第 {line} 行不合规：{reason}", "请改正该行后重试"),
    "INVALID_TEXT": Answer(422, "文本含有无法保存的字符", "请清理后重试"),
    "ANALYSIS_FAILED": Answer(500, "分析这份文书时出错", "请把文书编号告知管理员"),
    "NOT_FOUND": Answer(404, "没有找到：{id}", "请核对编号、案号或路径"),
    "AMBIGUOUS_ID": Answer(409, "“{id}”对应多份文书", "请给出更长的编号"),
    "QUERY_EMPTY": Answer(400, "检索内容为空", "请输入关键词、案号、法条，或粘贴案情"),
    "QUERY_TOO_LONG": Answer(400, "检索词超过 {limit} 字", "整段案情请用“类案检索”"),
    "QUERY_QUOTE_UNCLOSED": Answer(
        400, "检索词第 {position} 字的引号没有配对", '短语写在一对引号里，如 "评标专家"'
    ),
    "QUERY_PHRASE_EMPTY": Answer(400, "检索词第 {position} 字的引号里是空的", "请写上短语"),
    "QUERY_EXCLUSION_EMPTY": Answer(
        400, "检索词第 {position} 字的“不含”后面没有词", "请写成 -词、非 词 或 不含 词"
    ),
    "QUERY_ONLY_EXCLUSIONS": Answer(400, "只有要排除的词，没有要找的词", "请再给出要找的词"),
    "QUERY_INVALID": Answer(400, "检索条件不合规", "请检查输入"),
    "FILTER_NOT_ALLOWED": Answer(
        400,
        "不支持的筛选条件：{field}",
        "写成 字段=值；字段可用：文种、罪名、领域、岗位、标签、法院、年份、数额",
    ),
    "FILTER_VALUE_UNKNOWN": Answer(400, "筛选条件 {field} 没有这个值：{value}", "请核对代码或名称"),
    "WEIGHT_INVALID": Answer(
        400,
        "得分权重不合规：{given}",
        "写成 项目=数，数为 0 到 100；项目即理由卡上的各项，如 案情语义、用词重合、罪名、数额",
    ),
    "FILTER_SYNTAX": Answer(
        400,
        "筛选条件“{where}”第 {position} 字处看不懂：{near}",
        "写法如 领域=工程建设 AND (罪名=受贿罪 OR 罪名=贪污罪) AND NOT 岗位=村干部",
    ),
    "FILTER_UNCLOSED": Answer(
        400, "筛选条件“{where}”第 {position} 字的括号或引号没有配对", "请补上另一半"
    ),
    "FILTER_TOO_LONG": Answer(400, "筛选条件超过 {limit} 字", "请缩短"),
    "FILTER_TOO_DEEP": Answer(400, "筛选条件的括号与“非”超过 {limit} 层", "请改写得浅一些"),
    "CASE_GIVEN_TWICE": Answer(400, "新案只能给一种：文件、文字或库中文书", "请只留其中之一"),
    "CASE_TOO_LONG": Answer(
        413, "案情超过 {limit} 字", "请用命令行 lianjian receipt verify 核验这份存证"
    ),
    "RECEIPT_UNREADABLE": Answer(
        422, "不是检索存证，或已残缺", "请用 lianjian similar --receipt 生成的原文件"
    ),
    "RECEIPT_SCHEMA_UNKNOWN": Answer(
        422, "不认识这一版的存证：{schema}", "请用生成它的程序版本核验"
    ),
    "RECEIPT_TAMPERED": Answer(
        422, "存证的内容与校验值不符，可能被改动过", "请取得未经改动的原文件"
    ),
    "OUTPUT_UNWRITABLE": Answer(403, "写不出文件：{path}", "请检查目录是否存在、是否可写"),
    "PARAM_OUT_OF_RANGE": Answer(400, "参数超出范围：{field} = {value}", "请核对参数"),
    "REQUEST_INVALID": Answer(422, "请求不合规：{field}", "请核对接口说明"),
    "BODY_TOO_LARGE": Answer(413, "请求体超过上限", "请分批上传"),
    "TOO_MANY_FILES": Answer(413, "一次最多上传 {limit} 个文件", "请分批上传，或打成 zip 上传"),
    "REQUEST_TIMEOUT": Answer(408, "上传中断过久，已放弃", "请重新上传"),
    "ROUTE_NOT_FOUND": Answer(404, "没有这个地址", "接口说明见 /api/v1/openapi.json"),
    "METHOD_NOT_ALLOWED": Answer(405, "这个地址不支持该方法", "接口说明见 /api/v1/openapi.json"),
    "SAVED_NAME_TAKEN": Answer(409, "已有名为“{name}”的保存检索", "请换一个名称，或先删除原来的"),
    "SAVED_NAME_INVALID": Answer(
        400, "保存检索的名称须为 1 到 {limit} 字的一行，不含斜杠", "请换一个名称"
    ),
    "BATCH_WITH_QUERY": Answer(400, "检索词与 --batch 只能给一个", "请去掉其中之一"),
    "BATCH_INVALID": Answer(400, "CSV 第 {line} 行不合规", "请检查引号与分隔"),
    "BATCH_COLUMN_MISSING": Answer(400, "CSV 里没有名为 {column} 的列", "请把检索词放在 query 列"),
    "REVIEWER_MISSING": Answer(
        400, "没有说明复核人（1 到 {limit} 字）", "请用 --by 或环境变量 LIANJIAN_REVIEWER 写明"
    ),
    "PROPOSAL_UNKNOWN": Answer(409, "没有这条待复核的标签：{id}", "请重新取复核队列"),
    "PROPOSAL_STALE": Answer(
        409, "这条标签已由另一版本的模型（{model}）重新提出", "请重新查看后再作决定"
    ),
    "LABEL_PROPOSED": Answer(409, "这一句已有这个标签：{id}", "请直接接受、修改或驳回"),
    "LABEL_UNKNOWN": Answer(422, "词表里没有这个标签，或已停用：{key}", "请核对标签的代码或名称"),
    "SPAN_OUTSIDE": Answer(
        422, "证据的起止不在同一句之内：{span}", "写作“起:止”，以全文的字符计，不可跨句"
    ),
    "EDIT_UNCHANGED": Answer(422, "修改前后完全一样", "没有要改的，请用“接受”"),
    "WORDS_NOT_FOUND": Answer(422, "原文里没有这些字：{words}", "请照原文一字不差地摘录"),
    "WORDS_AMBIGUOUS": Answer(
        422, "这些字在原文里出现 {count} 次：{words}", "请多摘几个字，或写明起止"
    ),
    "TRANSITION_ILLEGAL": Answer(409, "当前状态不能走这一步", "请刷新后按列出的下一步办理"),
    "EVIDENCE_MISSING": Answer(422, "这一步还缺材料或记录", "请补齐后再办"),
    "REASON_MISSING": Answer(422, "降低级别须写明理由", "请写明理由后再试"),
    "NOT_ALLOWED": Answer(403, "您的角色没有这项权限", "如确需办理，请找安全管理员"),
    "NOT_OWNER": Answer(403, "只有所属部门可以授权或定级", "请找所属部门的人办理"),
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
    "FIELD_NEEDED": Answer(422, "没有填写：{field}", "请补上后再提交"),
    "FIELD_TOO_LONG": Answer(422, "“{field}”超过上限 {limit}", "请缩短"),
    "FIELD_INVALID": Answer(422, "“{field}”的值不合规：{value}", "请核对"),
    "VERSION_STALE": Answer(412, "这条记录已被别人改过：{id}", "请重新读取后再改"),
    "PRECONDITION_REQUIRED": Answer(
        428, "没有说明所改的是哪一版", "请把读取时的 ETag 放进 If-Match 请求头"
    ),
    "IDEMPOTENCY_REUSED": Answer(422, "这个幂等键已用于另一次请求：{key}", "请换一个键"),
    "NOT_YET": Answer(404, "那一刻还没有这条记录", "请取晚一些的时刻"),
    "LEVEL_ABOVE_CLEARANCE": Answer(
        403, "不能登记高于自己权限的级别：{level}", "请由有相应权限的人登记"
    ),
    "STEP_NOT_ALLOWED": Answer(409, "当前状态不允许这一步", "请刷新后重试"),
    "EVALUATION_RULES_INVALID": Answer(
        503,
        "评分规则不合规：{field}",
        "请核对 LIANJIAN_EVALUATION_RULES 所指的文件，分值合计须为 100",
    ),
    "EVALUATION_VALUE_INVALID": Answer(
        422,
        "评估数据不合规：{value}",
        "写成 指标代码:分子/分母，每项一次，比率不超过 1；降幅写成 报告期/基期",
    ),
    "EVALUATION_VETO_UNKNOWN": Answer(422, "没有这个否决项：{value}", "请用规则里列出的代码"),
    "EVALUATION_PERIOD": Answer(
        422,
        "评估期或基期不合规：{field}",
        "评估期须已结束；降幅的评估期至少 180 天，基期与它等长并在它之前",
    ),
    "EVALUATION_MISMATCH": Answer(
        409, "按现有数据与规则重算，结果与提交时不一致", "请退回重填后再提交"
    ),
    "SHORTCOMINGS_MISSING": Answer(422, "评为不合格，须写明主要不足", "请补上后再提交"),
    "APPEAL_LATE": Answer(409, "已过申请复核的期限（{last}）", "如确有新情况，请另作评估"),
    "SAME_PERSON": Answer(403, "同一个人不能办这两步", "请由另一个人来办"),
    "EDIT_CLOSED": Answer(409, "“{state}”的记录不能再改", "请走相应的步骤"),
    "STORE_ERROR": Answer(503, "数据库暂时不可用", "请稍后再试"),
    "STORE_BUSY": Answer(503, "数据库正忙", "请稍后再试"),
    "DISK_FULL": Answer(507, "磁盘空间不足，未能写入", "请清理空间后重试；读取不受影响"),
    "STORAGE_READONLY": Answer(503, "数据目录不可写", "请检查目录权限"),
    "SCHEMA_OUTDATED": Answer(503, "数据库结构需要升级", "请运行 lianjian db upgrade"),
    "SCHEMA_NEWER": Answer(503, "数据库由更新版本的程序写成", "请升级程序"),
    "INDEX_LOCKED": Answer(
        503, "索引正被另一个进程使用", "请先停止正在运行的服务，或改用它的 HTTP 接口"
    ),
    "INDEX_UNAVAILABLE": Answer(503, "向量索引不可用", "请检查索引服务或数据目录"),
    "INDEX_MISMATCH": Answer(503, "索引与当前的模型或词典版本不一致", "请运行 lianjian reindex"),
    "INDEX_MISSING": Answer(503, "库里已有文书，但索引不存在", "请运行 lianjian reindex"),
    "MODEL_UNSAFE": Answer(
        503, "模型目录含有不可信的内容，已拒绝加载", "只接受 safetensors 格式的模型"
    ),
    "MODEL_INVALID": Answer(503, "模型目录无法加载", "请核对 LIANJIAN_EMBEDDING_MODEL"),
    "MODEL_NOT_FOUND": Answer(503, "找不到模型目录", "请核对 LIANJIAN_EMBEDDING_MODEL"),
    "TERM_UNKNOWN": Answer(500, "词表里没有这个词条：{key}", "请核对词表版本"),
    "LAYER_UNKNOWN": Answer(500, "词表里没有这一层：{layer}", "请核对词表版本"),
    "REVIEWS_TOO_FEW": Answer(
        409, "复核过的句子只有 {count} 句，不足 {least} 句", "请先用 lianjian review 多复核一些"
    ),
    "CORPUS_INVALID": Answer(500, "随附的语料或词表不合规", "请重新安装"),
    "LEXICON_INVALID": Answer(500, "词典有一行不合规", "请检查 corpora/lexicon"),
    "COMPONENT_INVALID": Answer(500, "标签组件不合规", "请核对模型版本"),
    "TERMS_MISMATCH": Answer(500, "文本与分词的数目不符", "请把时间告知管理员"),
    "KB_ERROR": Answer(500, "知识库出错", "请把时间告知管理员"),
    "INTERNAL_ERROR": Answer(500, "系统内部错误", "请把时间告知管理员"),
}

WARNINGS: Mapping[str, str] = {
    "REPAIRED": "文件有损坏，已修复后读取",
    "ENCODING_GUESSED": "文字编码是推断的",
    "ENCODING_LOSSY": "有少量字符无法解码",
    "CONTROL_CHARS": "含控制字符，已去除",
    "INVISIBLE_CHARS": "含不可见字符，已去除",
    "TRACKED_CHANGES": "含修订痕迹：已取插入文字，略去删除文字",
    "HIDDEN_TEXT": "含不可见的文字，请核对",
    "NO_TEXT_LAYER": "部分页面没有文字层（扫描页），其文字未读出",
    "STRUCTURE_LIMIT": "结构嵌套过深，只按纯文字读取",
    "MACRO": "含宏，只取文字",
    "EXTERNAL_REFERENCE": "含外部链接，未访问",
    "OWNER_RESTRICTED": "文件设有权限限制",
    "PAGE_ERROR": "个别页面无法读取",
    "LOW_TEXT_QUALITY": "文字层质量低，可能有乱码",
    "PAGE_COUNT_MISMATCH": "声称的页数与实际不符",
    "TRAILING_DATA": "文件尾有多余数据",
    "SUSPICIOUS_PART_NAME": "压缩包内有可疑的文件名",
    "ACTIVE_CONTENT": "含自动执行的内容，未执行",
    "EMBEDDED_FILE": "含内嵌附件，未展开",
    "TYPE_MISMATCH": "扩展名与内容不符，已按内容读取",
}


def answer(code: str) -> Answer:
    """The answer to a code; an unlisted one is answered as an internal error."""
    return ANSWERS.get(code, ANSWERS["INTERNAL_ERROR"])


def sentence(code: str, context: Mapping[str, object]) -> str:
    """The Chinese sentence with its advice: ``文件是空的（0 字节）。请重新导出后上传。``"""
    found = answer(code)
    filled = found.sentence.format_map(_Known(context))
    return f"{filled}。{found.advice}。" if found.advice else f"{filled}。"


def explain(error: KbError) -> str:
    """The sentence for an error."""
    return sentence(error.code, error.context)


def warning_text(code: str) -> str:
    """The Chinese words for a warning code."""
    return WARNINGS.get(code, code)


class _Known(dict[str, object]):
    """Missing fields are shown as —."""

    def __missing__(self, key: str) -> str:
        return "—"
