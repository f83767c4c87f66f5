"""Six invented cases as they are taught, already redacted: long because each is told in full."""

from kb.education.pack_content import MatchPart, Passage, TaughtCase, Teaching, TeachingSection


def _p(text: str, *sources: str, term: str = "") -> Passage:
    return Passage(text, sources, term)


def _section(kind: Teaching, *passages: Passage, missing: str = "") -> TeachingSection:
    return TeachingSection(kind, passages, missing)


def _match(*parts: tuple[str, float, float, str]) -> tuple[MatchPart, ...]:
    return tuple(MatchPart(*one) for one in parts)


_CONSTRUCTION = TaughtCase(
    1,
    "某县住建局分管副局长收受工程款案",
    _match(
        ("领域", 0.30, 0.30, "同为工程建设，且同是县级住建部门"),
        ("岗位", 0.25, 0.25, "分管招标与工程变更，与听课的科室负责人岗位相同"),
        ("漏洞", 0.18, 0.25, "变更签证一人说了算，本单位自查中也有同样问题"),
        ("层级", 0.10, 0.10, "县直单位班子成员"),
        ("时效", 0.05, 0.10, "所引制度去年修订过，有一条已换新条文"),
    ),
    (
        _section(
            Teaching.SUMMARY,
            _p(
                "钱某甲任某县住建局副局长期间，分管房屋建筑工程招标和质量安全工作。2016年至2021年，"
                "他为三家施工企业在承揽工程、办理变更签证、拨付工程款等事项上提供帮助，先后多次收受"
                "企业负责人所送钱款，共计约236万元。",
                "S1",
            ),
            _p("案发后，钱某甲主动交代了组织尚未掌握的大部分事实，并退缴全部赃款。", "S1", "S2"),
        ),
        _section(
            Teaching.MEANS,
            _p(
                "以“提前沟通施工难点”为名，在招标公告发布前把控制价和评分办法透给商人A，"
                "商人A据此调整报价后中标。",
                "S1",
                term="泄露招标秘密",
            ),
            _p(
                "工程开工后，对本应由施工方承担的地基处理费用签字认可为设计变更，一次增加工程款"
                "六十余万元，事后收受其中一成作为“感谢”。",
                "S1",
                term="虚增变更签证",
            ),
            _p(
                "钱款多以“借款”“过节费”“孩子留学的红包”等名义送达，每次两万元至二十万元不等，"
                "从不留字据。",
                "S1",
                "S2",
                term="假借名目收受",
            ),
        ),
        _section(
            Teaching.TURNING,
            _p(
                "第一次是中秋节的两盒月饼，回家拆开才发现盒底压着两万元。他犹豫了一夜，"
                "第二天没有退，也没有向组织报告。",
                "S2",
            ),
            _p("此后商人A上门不再带月饼，他也不再犹豫。", "S2"),
        ),
        _section(
            Teaching.ROOTS,
            _p(
                "把分管的权力当成私人的人情，认为“帮忙办成了事，收一点不算什么”。",
                "S2",
                term="权力观扭曲",
            ),
            _p("与老板们攀比吃穿，觉得自己付出多、得到少，心里失衡。", "S2", term="攀比心理"),
        ),
        _section(
            Teaching.CONFESSION,
            _p(
                "“那两万元我放在书柜顶上三个月没有动，我告诉自己，只要不花就不算收。"
                "后来我才明白，从没有退回去的那一夜起，我就已经把自己卖了。”",
                "S2",
            ),
        ),
        _section(
            Teaching.LOOPHOLES,
            _p(
                "变更签证只需分管领导一人签字，没有现场复核，也没有金额分级审批。",
                "S3",
                term="变更审批缺少制衡",
            ),
            _p(
                "评分办法由分管科室起草、分管领导定稿，不经集体研究，知情人员范围不作登记。",
                "S3",
                term="招标文件编制不留痕",
            ),
            _p("连续九年未轮岗，年度述廉材料五年内容雷同，未被退回。", "S3", term="重点岗位不轮岗"),
        ),
        _section(
            Teaching.CONSEQUENCES,
            _p("犯受贿罪，被判处有期徒刑六年，并处罚金；被开除党籍、开除公职。", "S1"),
            _p(
                "其主导的一处安置房项目因地基处理不到位返工，一百二十余户推迟一年入住。", "S1", "S3"
            ),
        ),
        _section(
            Teaching.WARNING,
            _p("小额的第一次，是整起案件里唯一可以零代价回头的时刻。", "S2"),
        ),
        _section(
            Teaching.BOUNDARIES,
            _p("收到无法当面退还的礼金，一个月内上交并登记，留存凭证。", "S4", term="礼金上交"),
            _p(
                "开标之前，不与任何潜在投标人单独见面，不谈控制价、评分办法和评委。",
                "S4",
                term="招标保密",
            ),
            _p(
                "变更单笔超过规定数额的，两人到场复核，集体研究后签字。",
                "S3",
                "S4",
                term="变更复核",
            ),
        ),
        _section(
            Teaching.DISCUSSION,
            _p("如果你是科室负责人，发现分管领导口头要求改评分办法，你可以怎么做？"),
            _p("我们单位的变更签证，哪一步至今仍是一个人说了算？"),
        ),
    ),
)

_CLINIC = TaughtCase(
    2,
    "某镇卫生院院长药品回扣案",
    _match(
        ("领域", 0.10, 0.30, "医疗采购与工程采购程序相近，领域不同"),
        ("岗位", 0.20, 0.25, "单位一把手，掌握采购决定权"),
        ("漏洞", 0.22, 0.25, "议事规则空转，采购与验收同一人"),
        ("层级", 0.08, 0.10, "乡镇一级"),
        ("时效", 0.10, 0.10, "所引制度现行有效"),
    ),
    (
        _section(
            Teaching.SUMMARY,
            _p(
                "孙某乙任某镇卫生院院长八年，按采购额的一定比例收受医药代表回扣，共计约58万元，"
                "其中大部分用于家庭开支和打牌。",
                "S5",
            ),
        ),
        _section(
            Teaching.MEANS,
            _p(
                "每月底与医药代表“对账”，按各科室处方量折算现金，装在药品样品袋里带走。",
                "S5",
                term="按量提成",
            ),
            _p(
                "把采购会议纪要补写成“集体研究同意”，参会人员事后签名。",
                "S5",
                "S6",
                term="补造会议纪要",
            ),
        ),
        _section(
            Teaching.TURNING,
            _p("上任第二年，前任退休聚餐时有人说“这行历来如此”，他当晚收下第一个信封。", "S6"),
        ),
        _section(
            Teaching.ROOTS,
            _p("“大家都这样”的从众心理，压过了对规矩的敬畏。", "S6", term="从众心理"),
        ),
        _section(
            Teaching.CONFESSION,
            _p(
                "“我总说钱是药企的，不是病人的。直到看见有老人为了省药钱把一天三次改成一天一次，"
                "我才知道这钱从哪里来。”",
                "S6",
            ),
        ),
        _section(
            Teaching.LOOPHOLES,
            _p(
                "采购、验收、入库由同一名药房人员完成，院长审批，无人复核。",
                "S7",
                term="不相容岗位未分离",
            ),
            _p("院务会记录与采购台账从不核对，审计三年未覆盖该院。", "S7", term="内部监督空转"),
        ),
        _section(
            Teaching.CONSEQUENCES,
            _p(
                "犯受贿罪，被判处有期徒刑三年，缓刑四年，并处罚金；被开除党籍，撤销院长职务。", "S5"
            ),
        ),
        _section(Teaching.WARNING, _p("行业里的“惯例”，在法庭上就是犯罪事实。", "S5")),
        _section(
            Teaching.BOUNDARIES,
            _p("供应商给个人的任何返利都不能收；给单位的折扣必须如实入账。", "S4", term="返利入账"),
        ),
        _section(
            Teaching.DISCUSSION, missing="来源材料中没有可以改写成讨论题的内容，请主持人自备。"
        ),
    ),
)

_PURCHASE = TaughtCase(
    3,
    "某国有企业采购部负责人虚增采购贪污案",
    _match(
        ("领域", 0.20, 0.30, "采购与招标环节相同"),
        ("岗位", 0.18, 0.25, "中层负责人"),
        ("漏洞", 0.15, 0.25, "验收走过场"),
        ("层级", 0.05, 0.10, "县属企业"),
        ("时效", 0.10, 0.10, "所引制度现行有效"),
    ),
    (
        _section(
            Teaching.SUMMARY,
            _p(
                "周某丙任某县属国有企业采购部负责人期间，与供货商串通，以虚开入库单、抬高单价的方式"
                "套取货款约112万元，二人平分。",
                "S8",
            ),
        ),
        _section(
            Teaching.MEANS,
            _p(
                "先由供货商开具虚高发票，再由本人补填验收单，仓库人员凭“领导已验”直接入账。",
                "S8",
                term="虚开入库",
            ),
            _p("把一份合同拆成七份，每份都略低于招标限额。", "S8", term="化整为零规避招标"),
        ),
        _section(
            Teaching.TURNING,
            _p("一次真实的急件采购没有补齐手续也顺利报了账，他由此发现“没有人会去看仓库”。", "S8"),
        ),
        _section(Teaching.ROOTS, _p("侥幸心理：以为账面平了，事情就平了。", "S8", term="侥幸心理")),
        _section(Teaching.CONFESSION, missing="来源材料中没有本人自述。"),
        _section(
            Teaching.LOOPHOLES,
            _p("验收单由采购人员自己填写，仓库只对单、不对物。", "S9", term="验收流于形式"),
            _p("系统对同一供货商的短期多笔小额合同没有预警。", "S9", term="系统缺少预警"),
        ),
        _section(
            Teaching.CONSEQUENCES,
            _p("犯贪污罪，被判处有期徒刑四年，并处罚金；企业另追回货款并解除其劳动合同。", "S8"),
        ),
        _section(Teaching.WARNING, _p("流程里最省事的那一步，往往就是漏洞。", "S9")),
        _section(
            Teaching.BOUNDARIES,
            _p("验收必须由采购以外的人到场点数，照片与单据同时归档。", "S4", "S9", term="验收分离"),
            _p("同一供货商三十日内的合同合并计算，不得拆分。", "S4", term="不得拆分"),
        ),
        _section(
            Teaching.DISCUSSION, _p("领导在电话里说“货我看过了，先入账”，仓库人员应当怎么办？")
        ),
    ),
)

_VILLAGE = TaughtCase(
    4,
    "某村原党支部书记套取惠农补贴案",
    _match(
        ("领域", 0.10, 0.30, "惠农资金，与听课单位领域不同"),
        ("岗位", 0.12, 0.25, "基层一把手"),
        ("漏洞", 0.20, 0.25, "公示造假，与工程公示问题相似"),
        ("层级", 0.05, 0.10, "村一级"),
        ("时效", 0.10, 0.10, "所引制度现行有效"),
    ),
    (
        _section(
            Teaching.SUMMARY,
            _p(
                "李某丁任某村党支部书记期间，虚报种粮面积二百余亩，并以已外出多年的村民名义申领补贴，"
                "三年间套取约19万元。",
                "S10",
            ),
        ),
        _section(
            Teaching.MEANS,
            _p("收走村民存折“统一保管”，补贴到账后由会计统一取现。", "S10", term="截留存折"),
            _p("公示表只贴一小时，拍完照片即撕下存档。", "S10", "S11", term="虚假公示"),
        ),
        _section(
            Teaching.TURNING,
            _p("村集体办公经费不足，他起初用套来的钱垫付电费，后来连自家修房也“从里面出”。", "S10"),
        ),
        _section(
            Teaching.ROOTS, _p("公私不分，把集体的难处当成谋私的理由。", "S11", term="公私不分")
        ),
        _section(
            Teaching.CONFESSION,
            _p("“第一年我还记账，想着以后补上。第二年账本找不到了，我也不找了。”", "S11"),
        ),
        _section(
            Teaching.LOOPHOLES,
            _p("面积核实全靠村里自报，乡镇抽查连续两年查的是同一组。", "S11", term="核查走过场"),
        ),
        _section(
            Teaching.CONSEQUENCES,
            _p("犯贪污罪，被判处有期徒刑一年六个月，缓刑二年，并处罚金；被开除党籍。", "S10"),
        ),
        _section(Teaching.WARNING, _p("打着集体的旗号，也不能动群众的一分钱。", "S10")),
        _section(
            Teaching.BOUNDARIES, _p("群众的存折、卡和密码，任何人不得代管。", "S4", term="不得代管")
        ),
        _section(Teaching.DISCUSSION, _p("公示怎样做，才能让不在家的人也看得到？")),
    ),
)

_SCHOOL = TaughtCase(
    5,
    "某区教育部门基建科负责人食堂承包受贿案",
    _match(
        ("领域", 0.25, 0.30, "含校舍维修工程"),
        ("岗位", 0.22, 0.25, "业务科室负责人"),
        ("漏洞", 0.12, 0.25, "廉政谈话缺少针对性"),
        ("层级", 0.10, 0.10, "区直部门"),
        ("时效", 0.08, 0.10, "有一条制度今年将修订"),
    ),
    (
        _section(
            Teaching.SUMMARY,
            _p(
                "吴某戊在学校食堂承包和校舍维修中为商人B谋取利益，收受钱款和购物卡约43万元，"
                "另由商人B代付装修款。",
                "S12",
            ),
        ),
        _section(
            Teaching.MEANS,
            _p(
                "把资格条件写成“近三年在本区有三所以上学校食堂经验”，只有一家符合。",
                "S12",
                term="量身定做条件",
            ),
            _p("让商人B代付自家装修款，约定“先记着”，五年未还。", "S12", term="以借为名"),
        ),
        _section(
            Teaching.TURNING,
            _p("孩子升学的谢师宴由商人B“顺便”结账，他没有拒绝，此后求助越来越顺口。", "S13"),
        ),
        _section(
            Teaching.ROOTS, _p("交往没有边界，把管理服务对象当朋友。", "S13", term="交往失范")
        ),
        _section(
            Teaching.CONFESSION,
            _p("“我以为我们是兄弟。他被叫去谈话的第二天，就把每一笔都说了。”", "S13"),
        ),
        _section(
            Teaching.LOOPHOLES,
            _p(
                "承包条件由基建科独自拟定，法制审核只看格式、不看条件是否排他。",
                "S13",
                term="公平竞争审查缺位",
            ),
        ),
        _section(
            Teaching.CONSEQUENCES,
            _p("犯受贿罪，被判处有期徒刑三年六个月，并处罚金；被开除党籍、开除公职。", "S12"),
        ),
        _section(Teaching.WARNING, _p("商人的“兄弟情”，明码标价在合同里。", "S13")),
        _section(
            Teaching.BOUNDARIES,
            _p(
                "与管理服务对象之间的借款、代付、合伙，一律属于应当回避和报告的事项。",
                "S4",
                term="亲清边界",
            ),
        ),
        _section(Teaching.DISCUSSION, _p("同学、战友恰好是服务对象，饭局去不去？怎么报告？")),
    ),
)

_CASHIER = TaughtCase(
    6,
    "某事业单位出纳挪用公款案",
    _match(
        ("领域", 0.08, 0.30, "财务管理，各单位通用"),
        ("岗位", 0.10, 0.25, "一般工作人员"),
        ("漏洞", 0.22, 0.25, "印鉴与网银密钥一人保管，本单位同样存在"),
        ("层级", 0.08, 0.10, "县直单位"),
        ("时效", 0.10, 0.10, "所引制度现行有效"),
    ),
    (
        _section(
            Teaching.SUMMARY,
            _p(
                "郑某己任某县一事业单位出纳期间，利用一人保管两枚网银密钥的便利，四个月内挪用公款"
                "约87万元用于网络赌博，案发时尚有31万元未归还。",
                "S14",
            ),
        ),
        _section(
            Teaching.MEANS,
            _p(
                "月初转出、月底前转回一部分，用修图软件改银行对账单后交会计。",
                "S14",
                "S15",
                term="伪造对账单",
            ),
        ),
        _section(
            Teaching.TURNING,
            _p("第一次挪用三千元，两天后就还上了，没有人发现；他把这当成了办法。", "S15"),
        ),
        _section(
            Teaching.ROOTS, _p("沉迷赌博，以为下一把就能补上窟窿。", "S15", term="贪欲与赌博")
        ),
        _section(
            Teaching.CONFESSION,
            _p("“每天上班第一件事是看余额，不是单位的余额，是我还差多少。”", "S15"),
        ),
        _section(
            Teaching.LOOPHOLES,
            _p(
                "两枚网银密钥由出纳一人保管，会计从不登录网银，只看纸质对账单。",
                "S15",
                term="印鉴密钥未分管",
            ),
            _p("轮休制度没有覆盖财务岗位，其四年未休满一次年假。", "S15", term="强制休假未执行"),
        ),
        _section(
            Teaching.CONSEQUENCES,
            _p(
                "犯挪用公款罪，被判处有期徒刑五年；单位负责人、会计被追究领导责任和直接监督责任。",
                "S14",
                "S16",
            ),
        ),
        _section(Teaching.WARNING, _p("密钥交给一个人，就是把单位交给一个人的运气。", "S15")),
        _section(
            Teaching.BOUNDARIES,
            _p("制单与复核两枚密钥必须由两人分管，任何时候不得代管。", "S4", term="双人分管"),
            _p("会计每月自行登录网银下载对账单，不接收他人转交的件。", "S4", term="对账独立"),
        ),
        _section(Teaching.DISCUSSION, _p("同事请假，让你“帮忙点一下复核”，你点不点？")),
    ),
)

CASES = (_CONSTRUCTION, _CLINIC, _PURCHASE, _VILLAGE, _SCHOOL, _CASHIER)
