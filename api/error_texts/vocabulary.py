"""Proposals to the vocabulary and the dictionary that are not taken."""

from collections.abc import Mapping

from api.answers import Answer

ANSWERS: Mapping[str, Answer] = {
    "WORD_KNOWN": Answer(409, "“{word}”已是词典里的一个词，不会被切开", "不必再提"),
    "WORD_NOT_OWN": Answer(409, "“{word}”不是本单位加进词典的词", "随程序发布的词要到下一版才能改"),
    "VOCABULARY_HAS": Answer(409, "词表里已有“{text}”，见“{name}”", "不必再提"),
    "TERM_DEPRECATED": Answer(409, "“{name}”已经停用", "不必再提"),
    "PROPOSAL_EXISTS": Answer(409, "已有同样的提议：第 {id} 号，{state}", "请看那一条"),
    "PROPOSAL_NOT_OWN": Answer(403, "只有提议人可以撤回", "不同意的，请写明理由不予采纳"),
}
