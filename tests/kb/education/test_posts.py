"""What the words of a post tell, a table of invented posts."""

import pytest

from kb.education.listeners import Rank
from kb.education.posts import read_posts, unit_kind_of_post
from kb.education.taught_papers import plain_post
from kb.prevention.chain_facts import UnitKind


@pytest.mark.parametrize(
    ("post", "position", "kind", "rank"),
    [
        ("望河县人民医院设备科科长", "medical_manager", UnitKind.HOSPITAL, Rank.SECTION),
        ("某县青石镇中心小学校长", "school_manager", UnitKind.SCHOOL, Rank.SECTION),
        ("白杨村党支部书记、村委会主任", "village_cadre", UnitKind.VILLAGE, Rank.VILLAGE),
        ("江湾市城市建设投资集团有限公司董事长", "soe_leader", UnitKind.STATE_ENTERPRISE, None),
        ("某县财政局国库支付中心出纳", "finance_officer", None, Rank.SECTION),
        ("临川县委副书记、县长", "top_leader", UnitKind.PARTY_GOVERNMENT, Rank.DIVISION),
        ("某区行政审批服务局审批科科长", "approval_officer", UnitKind.PARTY_GOVERNMENT, None),
        ("某市交通运输综合行政执法支队大队长", "enforcement_officer", None, None),
        ("某县公安局城关派出所副所长", "judicial_officer", UnitKind.JUDICIAL, Rank.SECTION),
    ],
)
def test_a_post_tells_position_unit_and_rank(
    post: str, position: str, kind: UnitKind | None, rank: Rank | None
) -> None:
    read = read_posts([post])
    assert position in read.positions
    if kind is not None:
        assert read.unit_kinds == {kind}
    if rank is not None:
        assert read.rank is rank


def test_a_service_centre_for_the_countryside_is_no_village() -> None:
    read = read_posts(["青川县白石镇农业农村服务中心副主任"])
    assert "village_cadre" not in read.positions
    assert unit_kind_of_post("青川县白石镇农业农村服务中心") is not UnitKind.VILLAGE


def test_nobody_with_a_public_post_is_private() -> None:
    assert read_posts(["个体经营者"]).private
    assert not read_posts(["个体经营者", "某县水利局工程科科长"]).private
    assert not read_posts([]).private


@pytest.mark.parametrize(
    ("words", "plain"),
    [
        ("原系某县医院设备科科长（正科级），现羁押", "某县医院设备科科长"),
        ("2008年起任白杨村党支部书记", "白杨村党支部书记"),
        ("原怀江市石门区清水，镇白杨村党支部书记", "怀江市石门区清水镇白杨村党支部书记"),
    ],
)
def test_a_post_is_told_plainly(words: str, plain: str) -> None:
    assert plain_post(words) == plain
