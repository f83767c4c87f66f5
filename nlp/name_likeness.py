"""How much a run of signs looks like a Chinese name: the signs of names against all words.

Both come with jieba: its tagger has learnt which signs begin, continue and end names, its
dictionary says which words a run of signs may be instead.
"""

import math
import re
from collections import Counter
from functools import cache
from typing import Any

from nlp.jieba_dictionary import own_tokenizer
from nlp.surnames import SURNAMES

COMPOUND = (
    "欧阳|司马|上官|诸葛|司徒|东方|皇甫|尉迟|慕容|夏侯|令狐|端木|公孙|轩辕|呼延|宇文|独孤|南宫"
)
HAN = r"[\u4e00-\u9fff]"
# surnames that are common words too, or rare: enough where a name is looked for with its context
_RARE_SURNAMES = (
    "洪赖萧常凤酆贝贲钮荀於羿汲邴糜弓牧隗山宓蓬郗仰暴钭韶蓟鄂咸籍双莘贡逄扶堵郦郤璩濮寿郏习宦鱼慎庾终暨弘广禄殳沃蔚越夔厍訾毋乜"
    "须巢蒯竺益桓代占焉肜仉撒扬瓮綦寸仵钏啜佘佴伯赏谯笪爱郇岩洛库肇贠种蹇续佀蔄水降那者普刀保俸玉哈"
)
_SURNAME = re.compile(f"{COMPOUND}|[{''.join(sorted(SURNAMES | set(_RARE_SURNAMES)))}]")
# signs that parents choose
_GIVEN = frozenset(
    "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂玲红梅琳鹏辉燕斌波飞建华国志文永春海荣德福祥林龙生光东峰云凤玉珍淑惠莲"
    "琴美金银翠香花菊雪莉婷婉雅慧颖佳怡欣悦晓晨旭阳宇浩然子轩俊豪凯健康宁安顺利发财富贵成功胜立新兴旺昌盛茂松柏森树根木水江河湖"
    "山川石岩峻岭天宝宏洪鸿广博学思源远长久庆喜乐和睦义仁礼智信忠孝廉良善正直刚毅坚定宪法民主权威武振威彪虎豹雄狮鹰凌霄翔"
    "洁冰清玉润泽霖雨露霜雷震电风月星辰曦曙曼蔓薇蕾蓉芬芝芸茜莎莺萍萱菲倩倪妍妮娇娥媛嫣嫦婵娅姗姣姿娴嫒琼瑶瑾瑜璐璇琪琦琳琅珊珠珂玮"
    "玺璋璞琛瑞祯祺禄禧禾秋冬夏季伯仲叔少小大中一二三四五六七九十百千万亿元亮明亚南北西全友有才先世代传承继绍祖宗耀光启贤达通"
    "卿儒彦哲睿聪敬恩惠慈爱恒心怀念忆恺悌悟惠懿慷尚士夫吉喆嘉嵩岚岗巍帆帅席庭康廷延建开弘彤彬彰影律微徽钧钢铁铭锋锐锦锡锟镇铮鑫钰"
    "钊铎银鉴镜门闯闻阁陆陶隆雁雄雯霁霆霏青靖韬韵音项顺颂领颐风飚馨香马驰驹骏骥骁高魁鲁鲲鸣鸥鹃鹤麒麟黎默鼎齐龄会改换换来转引弟招娣"
    "存留栓柱锁拴狗牛羊根苗桃杏柳杨桦桐梓梧楠榕槐檀权栋梁柯杉枫朋超越进步跃路连运达迎远道选遂邦郁都里重野量钦锴镕基城堂培塘墨增士壮声"
    "夯奇奎奕奋好如妙始姝娉媚季孔孟守宗定宜客宽宾密察寒寅岳岱川州巧己巾希幸广序应府庚式引张强彩彪待得御循必忱性恋恬悠情惟意愚愿慎懋成战戎戈房"
    "抒承拓振捷掌提摇操政效敏教敦斗斯方旗日旦旺昂昆昊昕易星映昭是晋晔晖晗晟景晴智暄暖曾月朗望朝木未本术朱权李杭来极松枝果标校栩格桂梦检楚"
    "楷概模欢正步殿毓毛气汉江池汝汛沁沛沐沙河治泉泓法泊泰洲流浚浦润涌涵淇淋淳淼深淮渊清渝渤温渭游湘湛源溢溪滔滨漫潇潘潮澄澜濂灵灿炎炜炯炳炫烁烈烜烨焕"
    "焘煜照熙熹燃燊爽牧特献猛玄率玉玖玛现珍珏班理琨瑛瑄瑗瑶璟瓒甜生用甫申男画畅略登皓皎益盈相真知研硕确祈祎祝祥禹科秦程稳穆立章童端竹笑笛"
    "策筠箫知行若愚如克自跃精素红纪纯纲纳纶经维绪绮缨群翰翼耕联肖育胤致臣臻舒航良艺节芙苏若茗茵荃荔荣荷莹莎菁营萌葆蒙蓓蓝蔚薪蕙蕊藜虹融裕襄西见观言计训记许诗诚询语诺谊谋谦谨豫贝贞"
    "赋赐赞赛赫起超越踊轶轲辅辰辽迅迪逊逸遥遵邃邵醒采释里金鑫铨锁长问闵闽阅阔防阳阿附陈陵隐隽集霄霖霞青静非革鞠韦顶顺飒飘首骅骢魏鲜鸾鹭龙坤佩佑侃侠俭修倚健偲允兆充先光克克兢全公兵其典兼冉军农冠凝凡凯凰利前剑力劲励勋勤"
    "勉化匡千升卓博占卫印卿厚原双发叔可台史司向君启吟呈周和咏品响哲唯商善喜嘉器四团园图圆圣在地坚坦垒垚城域基堃塔墉"
)
_NAME_TAGS = ("nr", "nrt", "nrfg")
_RAREST = -13.0
_UNSEEN = -15.0
_RARE = -11.0
_LEAST = -2.5


def surname_at(text: str, place: int) -> str:
    """欧阳 or 王 where a surname stands at ``place``, "" where none does."""
    hit = _SURNAME.match(text, place)
    return hit.group() if hit else ""


def likeness(name: str) -> float:
    """The mean over the given name of how much likelier each sign is in names: above 0 a name.

    >>> likeness("王秀兰") > 0 > likeness("王的证")
    True
    """
    given = name[len(surname_at(name, 0)) :] or name[1:]
    signs = [("M" if rank < len(given) - 1 else "E", sign) for rank, sign in enumerate(given)]
    return sum(_gain(state, sign) for state, sign in signs) / max(1, len(signs))


def is_word(words: str) -> bool:
    """Whether the dictionary has it as anything but a name: 高峰, 和平."""
    return words in _dictionary() and _dictionary()[words] not in _NAME_TAGS


def is_place(words: str) -> bool:
    """Whether the dictionary has it as the name of a place: 兰州, 甘肃."""
    return _dictionary().get(words) == "ns"


def known_name(words: str) -> bool:
    """Whether the dictionary has it as a name."""
    return _dictionary().get(words) in _NAME_TAGS


@cache
def _gain(state: str, sign: str) -> float:
    common = max(_RAREST, _common().get(sign, _RAREST))
    learnt = float(_emissions()[state, "nr"].get(sign, _UNSEEN)) - common
    # rare signs are hardly met outside names
    floor = 1.0 if sign in _GIVEN else 0.3 if common < _RARE else _LEAST
    return max(floor, learnt)


@cache
def _dictionary() -> dict[str, str]:
    return dict(_tagger().word_tag_tab)


@cache
def _common() -> dict[str, float]:
    """The log share of each sign among all signs of the dictionary's words, as often as used."""
    counts: Counter[str] = Counter()
    for word, count in _tagger().tokenizer.FREQ.items():
        if count:
            for sign in word:
                counts[sign] += count
    total = math.log(sum(counts.values()))
    return {sign: math.log(count) - total for sign, count in counts.items()}


@cache
def _emissions() -> Any:
    from jieba.posseg import prob_emit

    return prob_emit.P


@cache
def _tagger() -> Any:
    # here, so that a search that replaces no names does not pay for loading it
    from jieba import posseg

    return posseg.POSTokenizer(own_tokenizer())
