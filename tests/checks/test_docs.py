"""The pages on checks and audit say what the code does."""

import re
from pathlib import Path

import yaml

from dialogues import GOOD, call, context, result, says, user
from toolmind.audit.report import BROKEN_ROWS, FAULTS
from toolmind.checks.base import run_checks
from toolmind.checks.load import EXECUTION, RULES, build_rules
from toolmind.config import ChecksConfig

DOCS = Path(__file__).parents[2] / "docs"


def block(page, language):
    text = (DOCS / page).read_text(encoding="utf-8")
    return re.search(rf"```{language}\n(.*?)```", text, re.DOTALL)[1]


def names_in_tables(page):
    rows = re.findall(r"^\| (`.*?) \|", (DOCS / page).read_text(encoding="utf-8"), re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`(\w+)`", row)}


def test_the_page_on_checks_names_every_check():
    presets = {"strict", "balanced", "keep"}  # of the policy, in a table of their own
    assert names_in_tables("checks.md") - presets == {*RULES, *EXECUTION}
    assert list(RULES) == [check.type for check in ChecksConfig().use]


def test_the_page_on_the_audit_names_every_fault():
    assert names_in_tables("audit.md") == {BROKEN_ROWS} | {fault.name for fault in FAULTS}


async def test_the_example_of_a_check_of_your_own_works(tmp_path, monkeypatch):
    (tmp_path / "my_checks.py").write_text(block("checks.md", "python"))
    monkeypatch.syspath_prepend(tmp_path)
    settings = yaml.safe_load(block("checks.md", "yaml"))["checks"]
    checks = build_rules(ChecksConfig(**settings))
    assert [check.name for check in checks][-1] == "no_swearing"
    rude = (user("hi"), call("get_weather", {"city": "hi"}), result({}), says("Damn, rain."))
    failed = [v for v in await run_checks(checks, context(*rude)) if v.outcome != "pass"]
    assert [(v.check, v.code, v.turn) for v in failed] == [("no_swearing", "swears", "m3")]
    assert all(v.outcome == "pass" for v in await run_checks(checks, context(*GOOD)))
