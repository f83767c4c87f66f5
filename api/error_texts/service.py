"""The store, the index, the models, and whatever else fails in the house."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
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
    "DICTIONARY_CHANGED": Answer(
        503, "词典已随新的索引改变，这个服务还是旧的", "请重新启动服务；已保存的不会丢"
    ),
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
