"""How much a paper weighs as an example: a guiding case above a judgment of a county court."""

from kb.model import DocumentKind

_COURTS = (("最高人民法院", 0.8), ("高级人民法院", 0.6), ("中级人民法院", 0.4))
_PLAIN = 0.2


def authority_of(kind: str, court: str) -> float:
    """0..1: 指导性案例与典型案例 1.0, the supreme court 0.8, 高院 0.6, 中院 0.4, all else 0.2."""
    if kind == DocumentKind.GUIDING_CASE.value:
        return 1.0
    return next((worth for name, worth in _COURTS if name in court), _PLAIN)
