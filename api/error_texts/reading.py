"""Files that cannot be read, and what was odd about those that could."""

from collections.abc import Mapping

from api.answers import Answer

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
