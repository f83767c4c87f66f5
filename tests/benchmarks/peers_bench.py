"""Side by side with peers: ``python tests/benchmarks/peers_bench.py DATA --peers-python PYTHON``.

DATA holds ``lecard`` and ``statutes``. Every system takes the same judgments and statutes in, then
answers the judged queries over all of them; each in a process of its own, one after the other. The
peers (``pip install --group peers``) may live in another environment: ``--peers-python`` names its
interpreter. They get the words of rjieba without its HMM, marks left out, and cut them inside the
time measured; txtai embeds by our static vectors, as nothing is fetched.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SYSTEM = Path(__file__).with_name("peer_systems.py")
NAMES = ("lianjian", "langchain", "haystack", "txtai", "bm25s")


def results(given: argparse.Namespace) -> Iterator[tuple[str, dict[str, Any]]]:
    quiet = {"PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1", "HAYSTACK_TELEMETRY_ENABLED": "False"}
    for name in given.only:
        python = sys.executable if name == "lianjian" else given.peers_python
        command = [python, str(SYSTEM), str(given.data), name, "--field", given.field]
        command += ["--judgments", str(given.judgments), "--statutes", str(given.statutes)]
        ran = subprocess.run(command, stdout=subprocess.PIPE, env=os.environ | quiet)
        told = ran.stdout.splitlines()[-1:] if not ran.returncode else []
        yield name, json.loads(told[0]) if told else {"failed": ran.returncode}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--judgments", type=int, default=1_000_000, metavar="N")
    parser.add_argument("--statutes", type=int, default=1_000_000, metavar="N")
    parser.add_argument(
        "--field", choices=("text", "fact"), default="text", help="同类读判决的哪项"
    )
    parser.add_argument("--only", nargs="+", choices=NAMES, default=NAMES)
    parser.add_argument("--peers-python", default=sys.executable)
    given = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from api.commands.judged import read_judged, scores_of, significance
    from kb.retrieval.metrics import percentile

    lecard = given.data / "lecard"
    judged = read_judged(
        lecard / "queries_dev.jsonl",
        labels=lecard / "labels_dev.json",
        pools=lecard / "pools_dev.json",
    )
    own = None
    print("| 系统 | 文书 | 份/秒 | 份/CPU 秒 | p50 毫秒 | p95 毫秒 | NDCG@10 | p | 负载 |")
    for name, told in results(given):
        if "times" not in told:
            why = "未安装" if told.get("missing") else f"失败（{told['failed']}）"
            print(f"| {name} | {why} |", flush=True)
            continue
        scores = scores_of(told["orders"], judged)
        own = scores if name == "lianjian" else own
        p = f"{significance(own, scores)['NDCG@10']:.3f}" if own and own is not scores else ""
        count = told["documents"]
        cells = [f"{name} {told['version']}", count, f"{count / told['seconds']:.1f}"]
        cells += [f"{count / told['cpu']:.1f}"]
        cells += [f"{percentile(told['times'], share):.1f}" for share in (0.5, 0.95)]
        cells += [f"{scores.means['NDCG@10']:.4f}", p, f"{os.getloadavg()[0]:.1f}"]
        print("| " + " | ".join(map(str, cells)) + " |", flush=True)
        if "within" in told:
            within = scores_of(told["within"], judged).means["NDCG@10"]
            rate = told["index_rate"]
            print(f"  限于候选池 NDCG@10 {within:.4f}；只算向量与索引 {rate:.1f} 份/CPU 秒")


if __name__ == "__main__":
    main()
