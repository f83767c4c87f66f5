"""``lianjian user``, ``department``, ``key`` and ``audit`` as they are typed."""

import json
import subprocess
from collections.abc import Callable

Run = Callable[..., subprocess.CompletedProcess[str]]
GOOD = "correct horse battery\n"


def test_people_keys_and_the_trail_from_an_empty_folder(run: Run) -> None:
    first = run("user", "add", "safe", "--role", "security_admin", "--password-stdin", stdin=GOOD)
    assert first.returncode == 0, first.stderr
    assert "安全管理员" in first.stdout
    assert run("department", "add", "一室").returncode == 0
    added = run(
        *("user", "add", "zhang", "--display-name", "张三", "--department", "一室"),
        *("--role", "prevention", "--clearance", "2", "--password-stdin", "--json"),
        stdin=GOOD,
    )
    assert json.loads(added.stdout)["clearance"] == 2
    key = run("key", "add", "zhang", "--for", "导数", "--scope", "library:read")
    assert key.stdout.startswith("lj_")
    prefix = key.stdout.split("_")[1]
    assert run("key", "revoke", prefix).returncode == 0
    assert json.loads(run("key", "list", "zhang", "--json").stdout)[0]["revoked_at"] is not None
    actions = [one["action"] for one in json.loads(run("audit", "list", "--json").stdout)]
    assert actions == ["key.revoke", "key.issue", "account.add", "department.add", "account.add"]
    verified = run("audit", "verify", "--json")
    assert verified.returncode == 0
    assert json.loads(verified.stdout)["entries"] == 5


def test_what_is_refused_is_said_in_chinese(run: Run) -> None:
    weak = run("user", "add", "wang", "--password-stdin", stdin="12345678\n")
    assert (weak.returncode, "口令不够强" in weak.stderr) == (2, True)
    unknown = run("user", "unlock", "nobody")
    assert (unknown.returncode, "NOT_FOUND" in unknown.stderr) == (2, True)
