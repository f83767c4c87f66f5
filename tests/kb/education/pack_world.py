"""A pack as the builder hands it over: six invented cases, already redacted, with their sources.

``with_passage`` and ``planted_in`` put into it what must be escaped, split or found.
"""

from dataclasses import replace
from datetime import date
from hashlib import sha256

from kb.education.pack_content import (
    ComparedTable,
    CountChart,
    FacilitatorStep,
    PackContent,
    PackSource,
    Passage,
    QuestionKind,
    QuizQuestion,
    TaughtMeasure,
)
from kb.education.watermark import Watermark
from tests.kb.education.pack_cases import CASES

MARK = Watermark("某县住房和城乡建设局", date(2026, 6, 18), 3)


_COMPARISON = ComparedTable(
    "六起案件对照",
    ("对照项", "案例一", "案例二", "案例三", "案例四", "案例五", "案例六"),
    (
        ("领域", "工程建设", "医疗采购", "国企采购", "惠农资金", "教育基建", "财务管理"),
        ("罪名", "受贿罪", "受贿罪", "贪污罪", "贪污罪", "受贿罪", "挪用公款罪"),
        ("数额", "约236万元", "约58万元", "约112万元", "约19万元", "约43万元", "约87万元"),
        (
            "怎样开始",
            "月饼盒里的两万元",
            "退休聚餐后的信封",
            "急件采购没补手续",
            "垫付村里电费",
            "谢师宴有人结账",
            "挪用三千元两天归还",
        ),
        (
            "主要手段",
            "泄露招标秘密、虚增变更",
            "按处方量提成",
            "虚开入库、拆分合同",
            "截留存折、虚假公示",
            "量身定做承包条件",
            "伪造对账单",
        ),
        (
            "主要漏洞",
            "变更审批一人签字",
            "采购验收未分离",
            "验收只对单不对物",
            "核查靠自报",
            "条件拟定无审查",
            "密钥一人保管",
        ),
        ("刑罚", "六年", "三年，缓刑四年", "四年", "一年六个月，缓刑二年", "三年六个月", "五年"),
    ),
)

_CHARTS = (
    CountChart(
        "漏洞出现在哪一环",
        "件",
        (
            ("审批缺少制衡", 3),
            ("验收或核查走过场", 3),
            ("不相容岗位未分离", 2),
            ("公示与留痕造假", 2),
            ("轮岗休假未执行", 2),
        ),
        "一起案件可以有几处漏洞，合计多于六件。",
    ),
    CountChart(
        "第一步是怎样迈出的",
        "件",
        (("收下小额礼金", 2), ("用公家的钱临时周转", 2), ("从众随大流", 1), ("流程疏漏得手", 1)),
        "按来源材料中最早的一次不当行为归类。",
    ),
)

_QUIZ = (
    QuizQuestion(
        QuestionKind.SINGLE,
        "投标人在节前送来礼盒，离开后发现里面有现金，当面已无法退还。下列做法正确的是：",
        (
            "放在办公室不动用，等对方来取",
            "一个月内上交并登记，留存凭证",
            "等工程完工后再退",
            "折算成等值礼品回赠",
        ),
        (1,),
        "不动用不等于没有收受。无法当面退还的，应在规定期限内上交登记，案例一正是从没有退回的"
        "两万元开始的。",
        ("S2", "S4"),
    ),
    QuizQuestion(
        QuestionKind.MULTIPLE,
        "下列哪些属于不相容岗位，应当由不同的人担任？",
        ("采购与验收", "网银制单与复核", "会计与会计档案借阅登记", "变更提出与变更审批"),
        (0, 1, 3),
        "采购与验收、制单与复核、提出与审批都互相制衡；案例二、三、六的漏洞都在这里。",
        ("S7", "S9", "S15"),
    ),
    QuizQuestion(
        QuestionKind.JUDGEMENT,
        "公示照片已经归档，就说明公示程序已经完成。",
        ("正确", "错误"),
        (1,),
        "公示的目的是让群众看到。案例四只贴一小时拍照后撕下，属于虚假公示。",
        ("S10", "S11"),
    ),
    QuizQuestion(
        QuestionKind.SINGLE,
        "同一供货商在三十日内的几份小额合同，应当怎样计算是否达到招标限额？",
        ("分别计算", "合并计算", "取其中最大的一份", "由采购部自行决定"),
        (1,),
        "拆分合同规避招标是案例三的手段，制度要求合并计算。",
        ("S4", "S8"),
    ),
)

_STEPS = (
    FacilitatorStep(
        0,
        5,
        "开场",
        "说明纪律：不点名、不议论在办案件、不外传材料。请大家先独立写下一个"
        "“我遇到过的为难时刻”，不交，留在自己手里。",
    ),
    FacilitatorStep(
        5,
        25,
        "读案例一、案例六",
        "两人一组读，一人讲“第一步”，一人讲“本来可以怎样停下”。主持人只追问，不评价。",
    ),
    FacilitatorStep(
        30, 15, "对照六起案件", "看对照表，请每个科室指出与本科室最像的一行，说出理由。"
    ),
    FacilitatorStep(45, 10, "测验与讲解", "先各自作答，再公布答案；答错多的题回到案例原文。"),
    FacilitatorStep(
        55, 5, "写一条承诺", "每人写一条自己岗位上下周就能做的改变，交给本科室负责人跟踪。"
    ),
)

_MEASURES = (
    TaughtMeasure(
        "变更签证分级审批",
        "单笔变更按金额分三级审批，五万元以上两人到场复核并留影像。",
        "有效：两个单位实行满一年，未再发现同类问题",
        ("S3",),
    ),
    TaughtMeasure(
        "密钥双人分管",
        "制单、复核密钥分别由出纳、会计保管，每季度换人核查一次。",
        "有效：三个单位实行，按期完成",
        ("S15", "S16"),
    ),
    TaughtMeasure(
        "采购验收分离",
        "验收由使用部门与仓库共同到场，系统未上传照片不能入账。",
        "较好：一个单位实行，尚不满一年",
        ("S9",),
    ),
)

_KINDS = (
    *("判决书", "忏悔书", "整改报告", "制度文件", "判决书", "忏悔书", "审计意见", "判决书"),
    *("剖析报告", "判决书", "剖析报告", "判决书", "忏悔书", "判决书", "忏悔书", "通报"),
)

PACK = PackContent(
    title="守住第一步：工程建设领域警示教育",
    recipient="某县住房和城乡建设局",
    audience="中层负责人及重点岗位人员",
    theme="工程建设与采购",
    edition="单位警示教育版",
    minutes=60,
    made=date(2026, 6, 18),
    cases=CASES,
    comparison=_COMPARISON,
    charts=_CHARTS,
    quiz=_QUIZ,
    steps=_STEPS,
    measures=_MEASURES,
    sources=tuple(
        PackSource(f"S{rank}", kind, sha256(f"引文{rank}".encode()).hexdigest())
        for rank, kind in enumerate(_KINDS, start=1)
    ),
    declaration="本材料由已生效的裁判文书和公开通报改写，人物、单位均已作去标识化处理，仅供内部教育使用；"
    "熟悉情况的人仍可能认出情节，请勿猜测、传播或者摘录。",
)


def planted_in(content: PackContent, words: str) -> PackContent:
    """The same pack with words that no redaction should have let through, deep in a section."""
    return with_passage(content, Passage(f"他把情况告诉了{words}。", ("S1",)))


def with_passage(content: PackContent, passage: Passage) -> PackContent:
    """One passage more in the first section of the first case."""
    first, *others = content.cases
    head, *rest = first.sections
    head = replace(head, passages=(*head.passages, passage))
    return replace(content, cases=(replace(first, sections=(head, *rest)), *others))
