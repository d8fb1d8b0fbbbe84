from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from toolmind.cli.tools import app
from toolmind.errors import ConfigError, DataError
from toolmind.tools.pool import read_pool

SPEC = {
    "openapi": "3.0.0",
    "info": {"title": "Shop"},
    "paths": {"/a": {"get": {"operationId": "a"}}, "/b": {"$ref": "gone.json"}},
}


def run(*words: str) -> Result:
    return CliRunner().invoke(app, words)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("shop.json").write_text(json.dumps(SPEC))
    Path("more.jsonl").write_text(json.dumps({"name": "b c", "parameters": {"x": "int"}}) + "\n")
    Path("own.py").write_text("def add(x: int, y: int) -> int:\n    '''Add.'''\n")
    return tmp_path


@pytest.mark.offline
def test_import_list_show(here: Path) -> None:
    result = run(
        "import",
        "shop.json",
        "more.jsonl",
        "own.py",
        "--out",
        "pool.jsonl",
        "--complete",
        "embedded",
    )
    assert result.exit_code == 0, result.output
    assert "4  functions read" in result.output and "3  kept" in result.output
    assert "bad-reference 1" in result.output and "3  completed by a model" in result.output
    pool = read_pool(["pool.jsonl"], strict=True)
    assert pool.ids == ("Shop.a", "more.b c", "own.add")
    assert all(tool.returns for tool in pool)
    listed = run("list", "pool.jsonl").output.splitlines()
    assert [line.split("\t")[0] for line in listed] == list(pool.ids)
    assert "own" in run("list", "pool.jsonl", "--domains").output
    assert run("list", "pool.jsonl", "--domain", "own").output.count("\n") == 1
    assert json.loads(run("show", "b_c", "pool.jsonl").output)["id"] == "more.b c"
    assert isinstance(run("show", "nothing", "pool.jsonl").exception, DataError)


def test_lint_exit_codes(here: Path) -> None:
    assert run("lint", "pool.jsonl").exit_code != 0
    bad = run("lint", "more.jsonl")
    assert bad.exit_code == 1 and "more.jsonl:1: error: b_c" in bad.output
    found = json.loads(run("lint", "more.jsonl", "--json").stdout)
    assert {row["rule"] for row in found["findings"]} >= {"safe-name", "property-map"}
    fine = run("lint", "own.py")
    assert fine.exit_code == 0 and "0 errors" in fine.output
    assert run("lint", "own.py", "--strict").exit_code == 1
    assert "no-licence" in run("lint", "own.py", "--notes").output
    limits = {"type": "integer", "minimum": 1, "maximum": "x"}
    Path("limits.json").write_text(json.dumps({"name": "f", "parameters": {"n": limits}}))
    assert "constraints: 2 in, 1 out, lost: invalid-keyword 1" in run("lint", "limits.json").output


def test_lint_on_the_deliberately_bad_pool() -> None:
    path = Path(__file__).parents[2] / "examples" / "tools" / "bad_pool.jsonl"
    result = run("lint", str(path), "--json")
    rows = json.loads(result.stdout)["findings"]
    assert result.exit_code == 1
    assert {row["row"] for row in rows if row["severity"] == "error"} == {1, 2, 4, 5, 6, 7}
    assert {"safe-name", "unwrap", "type-name", "no-name", "not-json"} <= {r["rule"] for r in rows}


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["import", "shop.json", "--out", "pool.txt"], "written as .jsonl"),
        (["import", "opanapi:shop.json", "--out", "p.jsonl"], "did you mean 'openapi'"),
        (["import", "shop.json", "--out", "p.jsonl", "--complete", "gpt"], "no endpoint 'gpt'"),
        (["import", "shop.jsn", "--out", "p.jsonl"], "Did you mean shop.json"),
        (["import", "own.txt", "--out", "p.jsonl"], "no such file"),
        (["import", "own.py", "--out", "p.jsonl", "--header", "oops"], "NAME:VALUE"),
    ],
)
def test_bad_words(here: Path, words: list[str], message: str) -> None:
    result = run(*words)
    assert isinstance(result.exception, ConfigError | DataError)
    assert message in str(result.exception)


def test_a_name_that_says_nothing(here: Path) -> None:
    Path("tools").write_text("")
    result = run("import", "tools", "--out", "p.jsonl")
    assert "Write KIND:tools" in str(result.exception)


def test_the_shipped_pool_is_the_default() -> None:
    assert run("list").output.count("\n") > 3_000
