"""Searches and requests that cannot be answered as given."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
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
    "REDACTS_REPORT_ONLY": Answer(
        400, "--redact 只用于报告", "请同时用 --report 写出《类案检索报告》"
    ),
    "CASE_WITHOUT_PAPERS": Answer(
        409, "本案还没有可比的文书：{id}", "把写明案情的文书归入本案，再找类案"
    ),
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
    "WATCH_LIMIT": Answer(409, "自动再看的检索至多 {limit} 个", "先停看或删除一些，再盯着这一个"),
    "WATCH_CLOSED": Answer(409, "案件{state}，不再自动找类案", "办结的案件可随时手动找类案"),
    "PINS_TOO_MANY": Answer(409, "一件案子至多钉住 {limit} 件旧案", "先取消一些，再钉这一件"),
    "NOTE_TOO_LONG": Answer(400, "钉住的理由超过 {limit} 字", "请缩短"),
    "BATCH_WITH_QUERY": Answer(400, "检索词与 --batch 只能给一个", "请去掉其中之一"),
    "BATCH_INVALID": Answer(400, "CSV 第 {line} 行不合规", "请检查引号与分隔"),
    "BATCH_COLUMN_MISSING": Answer(400, "CSV 里没有名为 {column} 的列", "请把检索词放在 query 列"),
}
