"""`toolmind run`: where it goes, and how it ends."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from typer.testing import CliRunner

from graph_tools import shop_tools
from toolmind.cli.main import build_app

pytestmark = pytest.mark.offline


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder with a configuration and its pool."""
    (tmp_path / "pool.jsonl").write_bytes(msgspec.json.Encoder().encode_lines(shop_tools()))
    (tmp_path / "config.yaml").write_text(
        "{count: 2, tools: {paths: [pool.jsonl]}, chains: {min_length: 2, max_length: 3}}"
    )
    monkeypatch.chdir(tmp_path)
    return tmp_path


def start(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(build_app("run"), ["run", *arguments])
    assert done.exit_code == code, done.output
    return done.output


@pytest.mark.parametrize(
    "way", ["config.yaml", "./config.yaml", "{here}/config.yaml", "../{name}/config.yaml"]
)
def test_a_run_goes_into_a_folder_by_the_name_of_its_file(here: Path, way: str) -> None:
    start(way.format(here=here, name=here.name))
    assert [path.name for path in (here / "runs").iterdir()] == ["config"]
    assert (here / "runs/config/stats.json").is_file()


def test_a_run_of_which_nothing_is_kept_is_a_finding(here: Path) -> None:
    (here / "strict.py").write_text(
        "from toolmind.checks.base import Finding, RuleCheck\n"
        "class Never(RuleCheck):\n"
        "    name = 'never'\n"
        "    def findings(self, context):\n"
        "        yield Finding('never', 'nothing is good enough')\n"
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(here)
        printed = start("config.yaml", "checks.use=['strict:Never']", code=1)
    assert "never.never" in printed
    assert "nothing was kept" in printed
