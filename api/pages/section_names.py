"""The parts of documents in a reader's words, where a part has no heading of its own."""

from collections.abc import Mapping
from types import MappingProxyType

from kb.model import SectionKind

SECTION_NAMES: Mapping[SectionKind, str] = MappingProxyType(
    {
        SectionKind.TITLE: "题目",
        SectionKind.HEAD: "首部",
        SectionKind.PARTIES: "当事人",
        SectionKind.PROCEDURE: "审理经过",
        SectionKind.CHARGE: "指控",
        SectionKind.DEFENCE: "辩解与辩护",
        SectionKind.PRIOR_JUDGMENT: "原审裁判",
        SectionKind.APPEAL_REASONS: "上诉、抗诉理由",
        SectionKind.FACTS: "认定事实",
        SectionKind.EVIDENCE: "证据",
        SectionKind.OPINION: "本院认为",
        SectionKind.STATUTES: "法律依据",
        SectionKind.RULING: "判决主文",
        SectionKind.APPEAL: "上诉权利",
        SectionKind.SIGN: "落款",
        SectionKind.ATTACHMENT: "附件",
        SectionKind.LEAD: "导语",
        SectionKind.FINDINGS: "查明",
        SectionKind.CHARACTERISATION: "定性",
        SectionKind.DECISION: "处理决定",
        SectionKind.RESUME: "简历",
        SectionKind.CASE_ITEM: "案例",
        SectionKind.EXPERIENCE: "经历",
        SectionKind.REFLECTION: "反思",
        SectionKind.CONSEQUENCE: "后果",
        SectionKind.EXHORTATION: "警醒",
        SectionKind.BASIC_FACTS: "基本情况",
        SectionKind.FEATURES: "特点",
        SectionKind.CAUSES: "原因",
        SectionKind.LESSONS: "教训",
        SectionKind.COUNTERMEASURES: "对策",
        SectionKind.RISK_POINTS: "风险点",
        SectionKind.SOURCE: "来源",
        SectionKind.PROBLEMS: "问题",
        SectionKind.SUGGESTIONS: "建议",
        SectionKind.REPLY_REQUEST: "回复要求",
        SectionKind.DEPLOYMENT: "部署",
        SectionKind.RECTIFICATION: "整改",
        SectionKind.RESULTS: "成效",
        SectionKind.SHORTCOMINGS: "不足",
        SectionKind.NEXT_STEPS: "下一步",
    }
)
