"""`toolmind validate`: all that a configuration names is looked at before anything runs."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from graph_tools import shop_tools
from toolmind.errors import ConfigError, DataError, UserError
from typed import typed

pytestmark = pytest.mark.offline


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """There is no run folder beside the current one."""
    monkeypatch.chdir(tmp_path)


def test_a_good_configuration_is_told_with_its_tools_and_links(
    small_run: Path, tmp_path: Path
) -> None:
    done = typed("validate", small_run / "small.yaml")
    assert done.exit_code == 0, done.exception
    links = r"\d+ links, \d+ of them good enough to walk"
    told = rf"good\. 150 tools \(0 rows skipped\), {links}, a first chain of [3-6] tools"
    assert re.search(told, done.stdout)
    assert not (tmp_path / "runs").exists()


def test_broken_rows_are_skipped_and_counted_or_fatal_when_strict(
    small_run: Path, tmp_path: Path
) -> None:
    rows = (small_run / "pool.jsonl").read_text().splitlines(keepends=True)
    rows.insert(3, '{"id": "broken"\n')
    pool = tmp_path / "pool.jsonl"
    pool.write_text("".join(rows))
    words = (small_run / "small.yaml", f"tools.paths=[{pool}]")
    done = typed("validate", *words)
    assert done.exit_code == 0 and "150 tools (1 rows skipped)" in done.stdout
    assert f"skipped: {pool}:4 []: " in done.stderr
    strict = typed("validate", *words, "tools.strict=true")
    assert isinstance(strict.exception, DataError) and f"{pool}:4" in str(strict.exception)


UNMET = {
    "type": "object",
    "properties": {"it": {"enum": [1], "type": "string"}},
    "required": ["it"],
}


def test_tools_that_cannot_be_played_are_named_and_counted(tmp_path: Path) -> None:
    tools = shop_tools()
    tools += [
        msgspec.structs.replace(tools[1], id=f"x.t{n}", name=f"t{n}", returns=UNMET)
        for n in range(25)
    ]
    (tmp_path / "pool.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(tools))
    (tmp_path / "own.yaml").write_text(
        "{tools: {paths: [pool.jsonl]}, chains: {min_length: 2, max_length: 3}}"
    )
    done = typed("validate", "own.yaml")
    assert "cannot be played: x.t0: returns: " in done.stderr
    assert done.stderr.count("cannot be played: x.") == 20
    assert "cannot be played: 5 more tools" in done.stderr
    assert "can be run, but items that call 25 of its tools will fail. 33 tools" in done.stdout


@pytest.mark.parametrize(
    ("override", "error", "message"),
    [
        ("cout=3", ConfigError, "did you mean 'count'"),
        ("checks.use=[groundin]", ConfigError, "did you mean 'grounding'"),
        ("checks.judges=[{type: turn, most: 3}]", ConfigError, "unknown setting 'most'"),
        ("environment=schem", ConfigError, "did you mean 'schema'"),
        ("export.formats=[openay]", ConfigError, "did you mean 'openai'"),
        ("models.assistant=teacher", ConfigError, "no endpoint 'teacher'"),
        ("tools.paths=[none.jsonl]", DataError, "none.jsonl: no such file"),
        ("chains.min_length=90", UserError, "max_length"),
    ],
)
def test_what_cannot_be_is_told(
    small_run: Path, override: str, error: type[Exception], message: str
) -> None:
    done = typed("validate", small_run / "small.yaml", override)
    assert isinstance(done.exception, error)
    assert message in str(done.exception)
