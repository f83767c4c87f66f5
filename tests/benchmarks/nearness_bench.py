"""How often an answer is called near, partial or none, for queries of known kinds.

    LIANJIAN_DATA_DIR=… python tests/benchmarks/nearness_bench.py judgments.jsonl.xz statutes.tar.xz

Over a store of duty cases. ``duty`` are the written sentences of one case each, ``facts`` whole
kept judgments (their own case left out); ``everyday`` are written
sentences of civil life and ordinary crime, ``ordinary`` the facts of judgments whose ruling names
no duty crime, ``statutes`` sentences of laws. Of the first two many should be near, of the rest
none.
"""

import json
import lzma
import random
import re
import sys
import tarfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from api.settings import load_settings
from api.similar_cases import find_similar, similar_to_kept
from api.wiring import Service, open_service
from kb.model import DocumentKind, RawFile
from kb.retrieval.nearness import Nearness
from kb.store.catalogue import DocumentCatalogue

SENTENCES = Path(__file__).parents[1] / "nlp" / "one_sentence.jsonl"
EVERYDAY = """夫妻因性格不合分居两年，妻子要求离婚并抚养女儿
租客退租时房东以墙面脏污为由不退押金
装修公司拖延工期三个月，业主要求支付违约金
公司拖欠员工四个月工资，员工申请劳动仲裁
电动车与行人在路口相撞，双方对责任划分有争议
买方付了定金后卖方把房子卖给了别人
邻居空调外机噪声太大影响老人休息
网上购买的手机是翻新机，要求退一赔三
父亲去世后兄弟三人对老宅的继承有分歧
健身房关门跑路，会员卡余额无法退还
承包人完工后发包人以质量问题为由拒付尾款
朋友之间借款五万元没有写借条，到期不还
小区停车位被占用，业主与车主发生口角
保险公司以未如实告知为由拒绝赔付重大疾病
商标被同行抢注，公司提出无效宣告
孩子在幼儿园滑梯上摔伤，家长要求赔偿
旅游团临时取消行程，游客要求退还全部费用
男子酒后驾车撞倒路边护栏被当场查获
深夜在商场盗窃两部手机后被保安抓获
在出租屋内容留他人吸食毒品
两伙年轻人因为琐事在烧烤摊打架致人轻伤
冒充客服骗取老人银行卡验证码转走存款
货车司机疲劳驾驶追尾致两人死亡
在网络平台开设赌场抽头渔利"""
DUTY = re.compile(
    "贪污|受贿|行贿|挪用公款|滥用职权|玩忽职守|徇私|职务侵占|挪用资金|私分国有|巨额财产"
)
MOST, SEED = 80, 7


def ordinary(judgments: Path, draw: random.Random) -> list[str]:
    """Facts of ordinary crime."""
    with lzma.open(judgments, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for number, line in enumerate(lines) if number % 20 == 0]
    facts = [row["fact"][:1500] for row in rows if not DUTY.search(row["result"] or "")]
    return draw.sample([one for one in facts if len(one) > 200], MOST)


def statutes(archive: Path, draw: random.Random) -> Iterator[str]:
    """One sentence of each of some laws."""
    with tarfile.open(archive) as kept:
        members = [one for one in kept.getmembers() if one.name.endswith(".md")]
        for member in draw.sample(members, MOST):
            file = kept.extractfile(member)
            words = re.sub(r"[#*>\s-]", "", file.read().decode("utf-8", "replace") if file else "")
            told = [one for one in words.split("。") if 25 <= len(one) <= 110]
            if told:
                yield draw.choice(told)


def asked(service: Service, words: str) -> Nearness:
    """What the answer to words is called."""
    new = service.analyse(RawFile("新案.txt", words.encode()))
    return find_similar(service, new, where=[], limit=5).nearness


def main(judgments: Path, archive: Path) -> None:
    """Print a line for each kind of query."""
    draw = random.Random(SEED)
    rows = [json.loads(line) for line in SENTENCES.read_text("utf-8").splitlines()]
    with open_service(load_settings()) as service:
        with service.transactions.reading() as session:
            page = DocumentCatalogue(session).page(
                limit=5000, kind=DocumentKind.JUDGMENT_FIRST_INSTANCE.value
            )
        kept = draw.sample([one.id for one in page], MOST)
        groups = {
            "duty": [asked(service, row["text"]) for row in rows if row["domains"]],
            "facts": [similar_to_kept(service, i, where=[], limit=5).nearness for i in kept],
            "everyday": [
                asked(service, words)
                for words in (
                    *EVERYDAY.split("\n"),
                    *(row["text"] for row in rows if not row["domains"]),
                )
            ],
            "ordinary": [asked(service, words) for words in ordinary(judgments, draw)],
            "statutes": [asked(service, words) for words in statutes(archive, draw)],
        }
    for name, answers in groups.items():
        counts = Counter(answers)
        shares = "  ".join(f"{one.value} {counts[one] / len(answers):.2f}" for one in Nearness)
        print(f"{name:10} {len(answers):4}  {shares}")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
