"""Kill ``lianjian ingest`` with SIGKILL again and again; nothing acknowledged may be lost.

    python tests/benchmarks/kill_ingest.py SOURCE --kills 20

Each run starts the real command on SOURCE over one data folder, reads the acknowledgements it
prints (``--json``), kills the whole process group at a random moment, and starts again. In the end
``lianjian check`` must be clean and every acknowledged document must be there with its text.
``--lose`` is the negative control: it deletes one acknowledged document by SQL first, and the run
must then fail.
"""

import argparse
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from pathlib import Path

COMMAND = [sys.executable, "-m", "api.cli"]


def run_and_kill(source: Path, environment: dict[str, str], after: float) -> tuple[set[str], bool]:
    """Document ids acknowledged before the kill, and whether the run had ended by itself."""
    process = subprocess.Popen(
        [*COMMAND, "ingest", str(source), "--json", "--workers", "2"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment,
        start_new_session=True,
    )
    assert process.stdout is not None
    timer_ends = None
    acknowledged: set[str] = set()
    os.set_blocking(process.stdout.fileno(), False)
    pending = b""
    ended = False
    while True:
        piece = process.stdout.read()
        if piece:
            pending += piece
            *lines, pending = pending.split(b"\n")
            told = [json.loads(line) for line in lines]
            acknowledged |= {one.get("document_id", "") for one in told}
            if timer_ends is None and any(one["outcome"] == "accepted" for one in told):
                timer_ends = time.monotonic() + after
        if process.poll() is not None:
            ended = True
            break
        if timer_ends and time.monotonic() > timer_ends:
            break
        time.sleep(0.005)
    if not ended:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        rest = process.stdout.read() or b""
        acknowledged |= {
            json.loads(line).get("document_id", "")
            for line in (pending + rest).split(b"\n")[:-1]
            if line
        }
    return acknowledged - {""}, ended


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("source", type=Path)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--lose", action="store_true", help="negative control")
    options = parser.parse_args()
    moments = random.Random(options.seed)
    kept: set[str] = set()
    kills = 0
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "LIANJIAN_DATA_DIR": folder}
        while kills < options.kills:
            found, ended = run_and_kill(options.source, environment, moments.uniform(0.0, 2.0))
            kept |= found
            if ended:
                print(f"the source was exhausted after {kills} kills: give a larger one")
                break
            kills += 1
            print(f"kill {kills:2d}: {len(kept)} acknowledged so far", flush=True)
        database = sqlite3.connect(Path(folder) / "lianjian.db")
        if options.lose:
            victim = sorted(kept)[0]
            database.execute("DELETE FROM documents WHERE id = ?", (victim,))
            database.commit()
        held = {row[0] for row in database.execute("SELECT id FROM documents WHERE text <> ''")}
        integrity = database.execute("PRAGMA integrity_check").fetchone()[0]
        database.close()
        healed = subprocess.run(
            [*COMMAND, "check", "--heal", "--json"],
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        verdict = json.loads(healed.stdout)
    lost = kept - held
    print(
        json.dumps(
            {
                "kills": kills,
                "acknowledged": len(kept),
                "lost": len(lost),
                "kept_in_all": len(held),
                "integrity": integrity,
                "check_clean": verdict["clean"],
                "missing": len(verdict["missing"]),
                "orphaned": len(verdict["orphaned"]),
            }
        )
    )
    return 0 if not lost and integrity == "ok" and verdict["clean"] else 1


if __name__ == "__main__":
    raise SystemExit(main())
