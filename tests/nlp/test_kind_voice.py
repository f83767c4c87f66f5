"""Confessions without 忏悔 and analyses without headings, told from what only resembles them."""

import pytest

from kb.model import DocumentKind as K
from nlp.document_kind import detect_kind

_CONFESSION = (
    "抽屉里的第三把钥匙\n我今年三十五岁，在镇里管账。那年我输了钱，心里发慌。系统里有一笔退回来的钱，"
    "我把卡号改成妹妹的账号，按了确认。我想月底补上，可是我补不上。\n"
    "后来我又转出几笔，我不敢看对账单。投案那天我在监委门口坐了很久。\n"
    "这不是理由，红线就是红线。我想对像我一样管账的人说：把钥匙还回去。\n"
)
_ADMINISTRATOR = (
    "我的一天\n我今年三十五岁，在镇里管账。我早上核对流水，我把单子交给会计，我下午去村里。"
    "我喜欢这份工作，我觉得充实。我和同事一起学习制度，我也常给新人讲课。\n"
)
_INFORMER = (
    "我要说的事\n举报人：某村村民。我多次看见张某收钱，我把账号抄了下来，我送了材料。我愿意到法庭作证，"
    "我对我说的话负责。我认为这触碰了红线。\n"
)
_ANALYSIS = (
    "夜班的“规矩”是怎样立起来的\n案件特征。一是时间长，张某等三人收费三年。二是编外人员参与，涉案车辆百余辆。\n"
    "手段分析。张某排班时固定安排夜班，数据由手工录入。\n"
    "为什么没有被发现。数据可以改，没有人核对；检查提前通知。\n"
    "思想根源。张某说，不拿反而不合群。\n整治建议。\n1.数据实时上传；\n2.岗位定期轮换。\n"
)
_GAPS = (
    "从图纸到茶叶：一名干部的三处失守\n搜查那天，调查人员从柴房里抬出几箱现金。\n"
    "第一处：图纸提前泄露\n图纸没有加密，没有查阅登记，谁都打得开。评估公司由张某一个人说了算，没有人翻看过附页。\n"
    "第二处：一支笔\n审核小组多数人没有到会。张某受贿后改了纪要，事后无人核对。\n"
    "第三处：监管的盲区\n张某兼任两职，等于自己对自己汇报。抽查只看材料，没有比对。\n整改建议\n1.谁看谁留痕。\n"
)
_EPISODE = (
    "张三，某县农业农村局原局长，2023年12月接受审查调查。当上“一把手”后，他渐渐变得胆大妄为。"
    "建筑商李四时常请他钓鱼，张三心领神会，把标底透露出去，项目招标形同虚设。"
    "下属看在眼里，有样学样，跟着捞取好处。乡亲反映沟渠漏水，他听之任之。"
)
# the same person on one page: the facts found, then words of his own
_EXCERPT = (
    "违纪违法事实\n张三，男，某县某局原局长。经查，张三违反中央八项规定精神。2023年，张三被开除党籍，"
    "其涉嫌犯罪问题移送检察机关。\n忏悔书节选\n当上一把手后，贪欲、侥幸和享乐让我变得扭曲，老板的围猎让我尝到甜头。"
)
_FILLER = "那几年县里修路架桥，村道一条条通到田边，年年如此。"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param(_CONFESSION, K.CONFESSION, id="confession_without_the_word"),
        pytest.param(_ADMINISTRATOR, K.UNKNOWN, id="an_honest_clerk_confesses_nothing"),
        pytest.param(_ANALYSIS, K.CASE_ANALYSIS, id="leads_of_paragraphs"),
        pytest.param(_GAPS, K.CASE_ANALYSIS, id="gaps_and_remedies"),
        pytest.param(_EPISODE + _FILLER * 40, K.CASE_ANALYSIS, id="a_tale_told_on_a_screen"),
        pytest.param(_EPISODE, K.UNKNOWN, id="a_tale_too_short_to_explain"),
        pytest.param(_EXCERPT + _FILLER * 38, K.DISCIPLINE_BULLETIN, id="facts_then_an_excerpt"),
        pytest.param(_FILLER * 60, K.UNKNOWN, id="news_of_roads"),
        pytest.param(
            "关于加强管理的思考\n为什么会有漏洞\n没有人核对，没有登记。\n思想根源\n认识不足。\n对策建议\n加强管理。\n",
            K.UNKNOWN,
            id="an_essay_without_a_case",
        ),
    ],
)
def test_kinds_by_voice(text: str, kind: K) -> None:
    assert detect_kind(text).kind is kind


def test_an_informer_is_no_confessor() -> None:
    assert detect_kind(_INFORMER).kind is not K.CONFESSION


def test_testimony_in_a_judgment_is_no_confession() -> None:
    facts = "4.证人李某的证言。" + _CONFESSION.partition("\n")[2]
    assert detect_kind(facts).kind is not K.CONFESSION
