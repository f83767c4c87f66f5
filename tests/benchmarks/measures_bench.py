"""Of the five measures recommended for a problem, how many a prevention officer would take.

Twenty problems in the words of those who ask, each with the measures that answer it, judged by one
person who had seen earlier runs and chose weights by them; and ten written and judged before they
were ever run (``HELD_OUT``). A measure that is merely not wrong does not count. Also: how the plans
of two posts with one loophole differ, and how long a recommendation takes.

    python tests/benchmarks/measures_bench.py DATA_DIR [--show]
"""

import statistics
import sys
import time
from pathlib import Path

from api.measures import MeasureQuestion, recommend
from api.settings import Settings
from api.wiring import Service, open_service
from kb.governance.access import desktop_principal
from kb.terms import load_taxonomy

TOP = 5
PROBLEMS: tuple[tuple[str, str], ...] = (
    (
        "乡镇财政所会计一个人管账又管U盾，小额资金多次转出，对账几年没人做，怎么防",
        "segregate_duties finance_internal_control special_audit permission_control spot_check"
        " post_rotation data_compare early_warning",
    ),
    (
        "医院设备维保连续四年由设备科长亲属的公司承接，价格高于市场，怎么堵",
        "procurement_control bidding_disclosure relatives_business_control recusal_system"
        " tender_control post_rotation special_audit data_compare risk_screening",
    ),
    (
        "国企改制时门面房按旧评估价卖给职工持股公司，班子亲属是股东，制度上怎么管",
        "asset_register_disposal collective_decision_rules relatives_business_control"
        " recusal_system special_audit top_leader_supervision accountability_audit"
        " intermediary_regulation affairs_disclosure",
    ),
    (
        "村支书用他人名字领取危房改造补贴，名单从未公示",
        "subsidy_publicity affairs_disclosure data_compare special_fund_loop public_supervision"
        " spot_check clue_handling",
    ),
    (
        "税务所管理员对小厂核定税额明显偏低，裁量没有标准",
        "discretion_benchmark online_trace spot_check post_rotation law_discipline_training"
        " power_list early_warning industry_regulation segregate_duties",
    ),
    (
        "信贷员把贷款发给同一老板控制的空壳公司，贷前调查报告雷同",
        "spot_check early_warning data_compare online_trace recusal_system special_audit"
        " discretion_benchmark segregate_duties",
    ),
    (
        "环保执法检查前有人给企业通风报信，企业停产应付检查",
        "spot_check industry_regulation online_trace offduty_management public_supervision"
        " clue_handling post_rotation recusal_system risk_screening accountability",
    ),
    (
        "粮库轮换出库数量和磅单对不上，保管员说系统里改过库存",
        "permission_control finance_internal_control segregate_duties data_compare special_audit"
        " online_trace spot_check early_warning asset_register_disposal",
    ),
    (
        "拆迁评估公司与指挥部人员串通，把没有房的人也算进补偿",
        "intermediary_regulation spot_check special_audit subsidy_publicity affairs_disclosure"
        " data_compare bribe_giver_discipline online_trace segregate_duties",
    ),
    (
        "辅警向中介出售车辆档案信息，账号多人共用",
        "permission_control personnel_selection online_trace integrity_talk risk_screening"
        " law_discipline_training case_warning_education",
    ),
    (
        "安全监管员半年前就知道隐患但没有上报，事后也没人追究",
        "accountability industry_regulation spot_check rectification_lookback online_trace"
        " power_list assessment_link risk_screening",
    ),
    (
        "村集体鱼塘以低价租给村支书侄子二十年，没有公开竞价",
        "asset_register_disposal affairs_disclosure public_supervision special_audit"
        " recusal_system relatives_business_control collective_decision_rules",
    ),
    (
        "同一供应商在三个学校食堂中标，报价差额几乎相等",
        "tender_control procurement_control bidding_disclosure early_warning data_compare"
        " bribe_giver_discipline special_audit online_trace",
    ),
    (
        "高标准农田项目验收走过场",
        "spot_check contract_change_control intermediary_regulation industry_regulation"
        " special_audit procurement_control accountability online_trace",
    ),
    (
        "一把手插手招投标，有什么制度化办法，不要只写加强教育",
        "collective_decision_rules top_leader_supervision tender_control bidding_disclosure"
        " accountability_audit online_trace bribe_giver_discipline",
    ),
    (
        "出纳一人管钱管账管印鉴，有哪些可操作的整改措施",
        "segregate_duties finance_internal_control special_audit post_rotation permission_control"
        " spot_check",
    ),
    (
        "审批事项从线下改为线上后仍有人私下收件，怎么堵",
        "online_trace spot_check power_list permission_control affairs_disclosure clue_handling"
        " public_supervision assessment_link accountability",
    ),
    (
        "惠农补贴死亡人员重复领取，如何建立数据比对机制",
        "data_compare special_fund_loop subsidy_publicity spot_check early_warning"
        " public_supervision",
    ),
    (
        "医院耗材采购廉政风险点清单和岗位对应措施",
        "procurement_control bidding_disclosure tender_control risk_screening post_rotation"
        " data_compare bribe_giver_discipline segregate_duties collective_decision_rules"
        " special_audit online_trace",
    ),
    (
        "轮岗后新人也犯案，为什么轮岗没用",
        "post_rotation accountability_audit permission_control segregate_duties online_trace"
        " risk_screening personnel_selection recusal_system integrity_talk top_leader_supervision",
    ),
)
HELD_OUT: tuple[tuple[str, str], ...] = (
    (
        "局长退休前集中提拔亲信，干部考察走过场",
        "personnel_selection top_leader_supervision collective_decision_rules"
        " accountability_audit integrity_talk recusal_system inspection_patrol",
    ),
    (
        "学校后勤收费不入账，设小金库发补贴",
        "finance_internal_control special_audit segregate_duties affairs_disclosure"
        " accountability_audit spot_check law_discipline_training",
    ),
    (
        "执法人员对同样的违法行为有的重罚有的不罚",
        "discretion_benchmark online_trace spot_check power_list law_discipline_training"
        " public_supervision",
    ),
    (
        "工程变更随意签证，结算价比合同价高出一半",
        "contract_change_control special_audit online_trace bidding_disclosure spot_check"
        " segregate_duties intermediary_regulation collective_decision_rules",
    ),
    (
        "医保定点药店串换药品套取基金，稽核人员收好处",
        "data_compare spot_check early_warning special_audit industry_regulation post_rotation"
        " special_fund_loop intermediary_regulation",
    ),
    (
        "领导干部的爱人和子女在其分管行业里经商办企业",
        "relatives_business_control recusal_system family_ethos top_leader_supervision"
        " personnel_selection offduty_management integrity_talk",
    ),
    (
        "法官对执行案件长期拖着不办，和当事人私下吃饭",
        "online_trace offduty_management spot_check assessment_link recusal_system accountability"
        " rectification_lookback public_supervision clue_handling",
    ),
    (
        "群众多次举报村干部，镇里每次都转回村里自己查",
        "clue_handling accountability inspection_patrol public_supervision"
        " rectification_lookback embedded_discipline",
    ),
    (
        "国企贸易公司预付款几个亿出去没有货，合同是老总一个人拍板",
        "collective_decision_rules top_leader_supervision contract_change_control special_audit"
        " finance_internal_control early_warning segregate_duties accountability_audit",
    ),
    (
        "新兴的直播带货补贴没有管理办法，经办人说给谁就给谁",
        "fill_rule_gap discretion_benchmark special_fund_loop subsidy_publicity power_list"
        " affairs_disclosure data_compare spot_check online_trace",
    ),
)
# what a person would confirm of the ten, in their order
CONFIRMED = (
    "personnel_control_weak top_leader_concentration",
    "finance_control_failure",
    "discretion_unbounded",
    "contract_change_control_weak",
    "data_silo review_formality",
    "relatives_business_gap",
    "no_trace offduty_supervision_gap",
    "complaint_ignored",
    "top_leader_concentration contract_change_control_weak",
    "no_rule discretion_unbounded",
)
POSTS = ("procurement_officer", "finance_officer")
LOOPHOLE = "incompatible_posts"


def main(folder: str, *, show: bool) -> None:
    """Print the share of the five that are relevant, problem by problem and in all."""
    with open_service(Settings(data_dir=Path(folder))) as service:
        _terms(service, MeasureQuestion(text=PROBLEMS[0][0]))  # loads what is loaded once
        asked = [MeasureQuestion(text=text) for text, _ in PROBLEMS]
        _judge(service, "twenty problems", asked, PROBLEMS, show=show)
        asked = [MeasureQuestion(text=text) for text, _ in HELD_OUT]
        _judge(service, "held out", asked, HELD_OUT, show=show)
        asked = [
            MeasureQuestion(text=text, loopholes=known.split())
            for (text, _), known in zip(HELD_OUT, CONFIRMED, strict=True)
        ]
        _judge(service, "held out, loopholes confirmed", asked, HELD_OUT, show=show)
        plans = [
            _terms(service, MeasureQuestion(loopholes=[LOOPHOLE], positions=[post]))
            for post in POSTS
        ]
    print(f"two posts, one loophole: {len(set(plans[0]) & set(plans[1]))} of {TOP} in common")


def _judge(
    service: Service,
    name: str,
    asked: list[MeasureQuestion],
    problems: tuple[tuple[str, str], ...],
    *,
    show: bool,
) -> None:
    taxonomy = load_taxonomy()
    hits, times = [], []
    for question, (text, wanted) in zip(asked, problems, strict=True):
        started = time.process_time()
        found = _terms(service, question)
        times.append(time.process_time() - started)
        good = [one in wanted.split() for one in found]
        hits.append(sum(good))
        if show:
            names = (
                taxonomy.label(f"measures:{one}") + ("" if right else "（×）")
                for one, right in zip(found, good, strict=True)
            )
            print(f"{sum(good)}/{TOP}  {text}\n      {'、'.join(names)}")
    share = sum(hits) / (TOP * len(problems))
    print(f"{name}: relevant in the top {TOP}: {share:.1%};", end=" ")
    print(f"three or more: {sum(one >= 3 for one in hits)} of {len(problems)};", end=" ")
    print(f"none: {hits.count(0)}; CPU median {statistics.median(times) * 1000:.0f} ms")


def _terms(service: Service, question: MeasureQuestion) -> list[str]:
    answer = recommend(service, desktop_principal(), question, limit=TOP)
    return [one.ranked.term for one in answer.plan.measures]


if __name__ == "__main__":
    main(sys.argv[1], show="--show" in sys.argv)
