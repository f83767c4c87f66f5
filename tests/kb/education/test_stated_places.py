"""Places that posts and provinces name, and words that only look like places."""

import pytest

from kb.education.redaction.places import stated_places


@pytest.mark.parametrize(
    ("words", "places"),
    [
        ("湖北省青山市白水县有关党员干部", {"湖北省", "青山市", "白水县"}),
        ("白水县委常委、纪委书记", {"白水县"}),
        ("时任临川县副县长", {"临川县"}),
        ("宁夏回族自治区沙河市东岭区原区长", {"宁夏回族自治区", "沙河市", "东岭区"}),
        ("青山市白沙镇沙头村民小组组长", {"青山市", "白沙镇", "沙头村民小组", "沙头村"}),
        ("市委组织部原副部长", set()),
        ("分管全县教育，要求各乡镇政府落实", set()),
        ("某市某县教育局局长", set()),
    ],
)
def test_stated_places(words: str, places: set[str]) -> None:
    assert stated_places(words) == places
