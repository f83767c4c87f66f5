"""The parts of documents by the names that people ask for them: 忏悔, 事实, 措施."""

from collections.abc import Mapping
from types import MappingProxyType

from kb.model import DocumentKind
from kb.model import SectionKind as Part

CONFESSION = (Part.EXPERIENCE, Part.REFLECTION, Part.CONSEQUENCE, Part.EXHORTATION)
PARTS: Mapping[str, tuple[Part, ...]] = MappingProxyType(
    {
        "忏悔": CONFESSION,
        "事实": (Part.FACTS, Part.BASIC_FACTS, Part.FINDINGS, Part.CASE_ITEM),
        "指控": (Part.CHARGE,),
        "辩护": (Part.DEFENCE,),
        "证据": (Part.EVIDENCE,),
        "上诉理由": (Part.APPEAL_REASONS,),
        "说理": (Part.OPINION, Part.CHARACTERISATION, Part.GIST, Part.SIGNIFICANCE),
        "主文": (Part.RULING, Part.DECISION),
        "要旨": (Part.GIST,),
        "原因": (Part.CAUSES, Part.FEATURES),
        "问题": (Part.PROBLEMS, Part.RISK_POINTS, Part.SHORTCOMINGS),
        "教训": (Part.LESSONS,),
        "措施": (
            *(Part.COUNTERMEASURES, Part.SUGGESTIONS, Part.RECTIFICATION, Part.DEPLOYMENT),
            *(Part.RESULTS, Part.NEXT_STEPS),
        ),
        "条文": (Part.ARTICLE, Part.RELATED_LAW),
    }
)
# papers of courts and laws are never cut into parts of a confession
WITHOUT_CONFESSION = (
    DocumentKind.JUDGMENT_FIRST_INSTANCE,
    DocumentKind.JUDGMENT_SECOND_INSTANCE,
    DocumentKind.INDICTMENT,
    DocumentKind.NON_PROSECUTION,
    DocumentKind.REGULATION,
)
