"""`toolmind overlap`: exit code 1 with a finding, 0 without, 2 for what it cannot do."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from toolmind.cli.main import build_app
from toolmind.errors import ConfigError

TEXT = "Would you tell me what the weather in Rome is going to be tomorrow"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    messages = [{"role": "user", "content": TEXT}, {"role": "assistant", "content": "Sunny."}]
    path = tmp_path / "data.jsonl"
    path.write_text(2 * (json.dumps({"messages": messages}) + "\n"))
    return path


def overlap(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(build_app("overlap"), ["overlap", *words])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout


def test_duplicates_are_told_and_end_in_one(data: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    code, said = overlap(str(data), "--out", str(out), "--keep", str(tmp_path / "kept.jsonl"))
    assert code == 1
    assert "2 rows, 1 without a finding" in said
    assert "1 rows with nearly the words and calls of an earlier one" in said
    assert len((tmp_path / "kept.jsonl").read_text().splitlines()) == 1
    code, said = overlap(str(tmp_path / "kept.jsonl"), "--out", str(out), "--json")
    assert code == 0 and json.loads(said)["found"] == {}


def test_what_it_cannot_do_is_refused(data: Path, tmp_path: Path) -> None:
    assert overlap(str(data))[0] == 2
    assert overlap(str(data), "--out", str(tmp_path / "o"), "--similarity", "0")[0] == 2
    with pytest.raises(ConfigError, match="--by"):
        overlap(str(data), "--out", str(tmp_path / "o"), "--by", "sense")
