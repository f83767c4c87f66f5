"""What gives a kind of document away in its first and its last lines."""

from kb.model import DocumentKind as K
from nlp.kind_cues import Cue, cue

HEAD_CUES: tuple[Cue, ...] = (
    # （2014）某刑初字第88号 ／ （2020）某01刑终12号
    cue(
        K.JUDGMENT_FIRST_INSTANCE,
        0.5,
        r"[）)][^（()）\n]{1,10}刑\s*[一二三四五]?\s*初\s*(?:字\s*第)?\s*[\d×xX＊*]",
    ),
    cue(
        K.JUDGMENT_SECOND_INSTANCE,
        0.7,
        r"[）)][^（()）\n]{1,10}刑\s*[一二三四五]?\s*[终再提抗监]\s*(?:字\s*第)?\s*[\d×xX＊*]",
    ),
    cue(K.JUDGMENT_FIRST_INSTANCE, 0.35, r"(?<!原)公诉机关[^\n]{2,30}人民检察院"),
    cue(K.JUDGMENT_FIRST_INSTANCE, 0.35, r"人民法院\s*刑\s*事\s*(?:附带民事)?判\s*决\s*书"),
    cue(
        K.JUDGMENT_SECOND_INSTANCE,
        0.6,
        r"上诉人[（(](?:原审)?被告人|原公诉机关|抗诉机关|原审被告人[^\n]{2,8}，[男女]",
    ),
    cue(K.INDICTMENT, 0.4, r"检[^\n。，]{0,10}刑诉\s*[〔（(\[]"),
    cue(K.INDICTMENT, 0.3, r"人民检察院\s*起\s*诉\s*书"),
    cue(K.NON_PROSECUTION, 0.5, r"刑不诉\s*[〔（(\[]|不\s*起\s*诉\s*决\s*定\s*书\s"),
    cue(K.NON_PROSECUTION, 0.45, r"被不起诉(?:人|单位)"),
    # 张某涉嫌严重违纪违法，目前正接受某市纪委监委纪律审查和监察调查。
    cue(
        K.INVESTIGATION_NOTICE,
        0.5,
        r"(?:目前)?[，,]?正?在?接受[^。\n]{2,40}(?:纪律审查|监察调查|审查调查)[^。\n]{0,8}。",
    ),
    cue(
        K.DISCIPLINE_BULLETIN,
        0.25,
        r"据[^。\n]{0,20}(?:纪委|监委)[^。\n]{0,12}消息|(?:纪委"
        r"|监委)[^。\n]{0,8}对[^。\n]{2,60}立案(?:审查|调查)",
    ),
    cue(
        K.DISCIPLINE_BULLETIN,
        0.5,
        r"[\d一二三四五六七八九十]+起[^。\n]{0,40}(?:问题|案例|案件)[^。\n]{0,10}(?:通报|曝光)如下",
    ),
    cue(
        K.DISCIPLINE_BULLETIN,
        0.45,
        r"(?:公开)?(?:通报|曝光)(?:了)?[^。\n]{0,12}\d+起[^。\n]{0,40}(?:问题|案例|案件)",
    ),
    cue(K.DISCIPLINE_BULLETIN, 0.6, r"(?:^|\n)[ \t　]*+违纪违法事实\s*(?:\n|$)"),
    cue(
        K.CONFESSION,
        0.4,
        r"(?:^|[\n。，])[ \t　]*+(?:我叫|我是[^。\n]{2,20}人|我出生|我原?任|我于\d{4}年|我原来是)",
    ),
    cue(
        K.CASE_ANALYSIS, 0.55, r"案(?:件)?(?:例)?(?:深度)?(?:剖析|解析|警示录)(?:报告)?\s*(?:\n|$)"
    ),
    cue(
        K.SUPERVISION_SUGGESTION,
        0.7,
        r"(?:^|\n)[^\n。]{0,50}(?:纪律检查|监察)\s*建\s*议\s*书?\s*(?:\n|$)",
    ),
    cue(K.SUPERVISION_SUGGESTION, 0.5, r"(?:纪监|监|纪)建\s*[〔（(\[]\s*\d{4}"),
    cue(
        K.PROCURATORIAL_SUGGESTION,
        0.7,
        r"(?:^|\n|院\s*)检\s*察\s*建\s*议\s*书\s*(?:\n|$|[^\n]{0,12}检建)",
    ),
    cue(K.PROCURATORIAL_SUGGESTION, 0.4, r"检(?:[^\n。，]{0,8})建\s*[〔（(\[]\s*\d{4}"),
    cue(K.JUDICIAL_SUGGESTION, 0.7, r"(?:^|\n)[^\n。]{0,50}司\s*法\s*建\s*议\s*书\s*(?:\n|$)"),
    cue(K.JUDICIAL_SUGGESTION, 0.5, r"法建\s*[〔（(\[]\s*\d{4}"),
    cue(
        K.RECTIFICATION_REPORT,
        0.4,
        r"(?:收到|接到|按照|根据|对照)[^。\n]{0,30}建议[^。\n]{0,60}整改",
    ),
    cue(
        K.RECTIFICATION_REPORT,
        0.35,
        r"现将[^。\n]{0,24}(?:整改|落实)[^。\n]{0,24}(?:报告|汇报|通报|反馈|回复)如下",
    ),
    # （2021年7月20日国家监察委员会全体会议通过，自2021年9月20日起施行）
    cue(
        K.REGULATION,
        0.35,
        r"会议(?:审议)?(?:通过|批准|决定)|(?:公布|发布|印发|施行)[）)\s]"
        r"|自[^。\n]{4,16}日?起施行|法释[〔（(\[]",
    ),
    cue(K.GUIDING_CASE, 0.5, r"检例第\s*\d+\s*号|指导性?案例第?\s*\d+\s*号|指导性案例第\d+号"),
    cue(K.RISK_ANALYSIS_REPORT, 0.5, r"(?:廉政|廉洁)风险分析报告"),
    cue(K.CLUE_RECORD, 0.5, r"(?:线索编号|线索来源|被反映人|信访编号|受理编号|举报方式)\s*[：:|]"),
)

TAIL_CUES: tuple[Cue, ...] = (
    cue(
        K.JUDGMENT_FIRST_INSTANCE,
        0.5,
        r"如(?:果)?不服本判决|(?:接|收)到(?:本)?判决书的?(?:第二日|次日)",
    ),
    cue(K.JUDGMENT_SECOND_INSTANCE, 0.55, r"本(?:判决|裁定)(?:为|系|是)终审"),
    cue(K.JUDGMENT_FIRST_INSTANCE, 0.2, r"审\s*判\s*长"),
    cue(K.JUDGMENT_SECOND_INSTANCE, 0.2, r"审\s*判\s*长"),
    cue(K.INDICTMENT, 0.4, r"此\s*致\s*[^\n]{2,30}人民法院"),
    cue(K.NON_PROSECUTION, 0.45, r"被不起诉人[^。\n]{0,12}如[果]?不服本决定"),
    cue(
        K.DISCIPLINE_BULLETIN,
        0.35,
        r"(?:移送检察机关|开除党籍处分|开除公职处分|收缴其违纪违法所得)",
    ),
    cue(K.PROCURATORIAL_SUGGESTION, 0.3, r"收到本(?:检察)?建议书?[^。\n]{0,24}(?:书面)?回复"),
    cue(K.SUPERVISION_SUGGESTION, 0.2, r"(?:整改|采纳)[^。\n]{0,24}(?:书面)?(?:反馈|报告)"),
    cue(K.RECTIFICATION_REPORT, 0.25, r"附件[^\n]{0,8}整改[^\n]{0,8}(?:台账|清单|明细)"),
    cue(K.REGULATION, 0.4, r"(?:自|从)[^。\n]{2,24}起(?:施行|生效|实施|执行)|此复。?"),
)
