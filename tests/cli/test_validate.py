"""`toolmind validate`: what it prints of what it found."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from graph_tools import shop_tools
from toolmind.cli.main import build_app
from toolmind.records import Tool

pytestmark = pytest.mark.offline

UNMET = {
    "type": "object",
    "properties": {"it": {"enum": [1], "type": "string"}},
    "required": ["it"],
}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "config.yaml").write_text(
        "{tools: {paths: [pool.jsonl]}, chains: {min_length: 2, max_length: 3}}"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def validate(tools: list[Tool], *lines: bytes) -> str:
    pool = msgspec.json.Encoder().encode_lines(tools) + b"".join(lines)
    Path("pool.jsonl").write_bytes(pool)
    done = CliRunner().invoke(build_app("validate"), ["validate", "config.yaml"])
    assert done.exit_code == 0, done.output
    return done.output


def test_what_is_good_is_said_to_be(here: Path) -> None:
    assert validate(shop_tools()).startswith("config.yaml: good. 8 tools (0 rows skipped), ")
    assert not (here / "runs").exists()


def test_rows_and_tools_that_cannot_be_used_are_named(here: Path) -> None:
    tools = shop_tools()
    tools += [
        msgspec.structs.replace(tools[1], id=f"x.t{n}", name=f"t{n}", returns=UNMET)
        for n in range(25)
    ]
    printed = validate(tools, b'{"name": 3}\n')
    assert "skipped: pool.jsonl:34" in printed
    assert "cannot be played: x.t0: returns: " in printed
    assert printed.count("cannot be played: x.") == 20
    assert "cannot be played: 5 more tools" in printed
    assert "can be run, but items that call 25 of its tools will fail. 33 tools (1 rows" in printed
