"""`toolmind prompts`: what there is, as it is sent, and how one's own differ."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from toolmind.cli.prompts import app
from toolmind.errors import ConfigError
from toolmind.prompts import load_prompt, shipped_prompts


def ran(*words: str) -> str:
    result = CliRunner().invoke(app, words)
    if isinstance(result.exception, ConfigError):
        raise result.exception
    assert result.exit_code == 0, result.output
    return result.output


def test_all_prompts_are_listed_with_their_hashes() -> None:
    rows = json.loads(ran("list", "--json"))
    assert [row["name"] for row in rows] == shipped_prompts()
    assert {row["source"] for row in rows} == {"the package"}
    assert all(row["hash"] == load_prompt(row["name"]).digest for row in rows)
    assert all(row["purpose"] in ran("list") for row in rows)


def test_one_of_ones_own_is_listed_with_its_file(tmp_path: Path) -> None:
    (tmp_path / "calm.md").write_text("Calm: {{brief}}")
    config = tmp_path / "run.yaml"
    config.write_text("prompts: {user: calm.md}")
    rows = {row["name"]: row for row in json.loads(ran("list", "--json", "--config", str(config)))}
    assert rows["user"]["source"] == str(tmp_path / "calm.md")
    assert rows["tool"]["source"] == "the package"
    assert ran("show", "user", "--config", str(config)) == "Calm: {{brief}}\n"


def test_a_prompt_is_shown_as_it_is_sent() -> None:
    assert ran("show", "user").strip() == load_prompt("user").text
    with pytest.raises(ConfigError, match="'usr' \\(did you mean 'user'"):
        ran("show", "usr")


def test_a_copy_differs_in_nothing_until_it_is_changed(tmp_path: Path) -> None:
    own = tmp_path / "own"
    ran("copy", "user", "tool", "--to", str(own))
    assert sorted(file.name for file in own.iterdir()) == ["tool.md", "user.md"]
    assert ran("diff", str(own)).count("as in the package") == 2
    changed = own / "user.md"
    changed.write_text(changed.read_text() + "Be brief.\n")
    assert "+Be brief." in ran("diff", str(own))
    assert "+Be brief." in ran("diff", str(changed))
    with pytest.raises(ConfigError, match=r"user\.md: there already"):
        ran("copy", "user", "--to", str(own))
    ran("copy", "user", "--to", str(own), "--force")
    assert "as in the package" in ran("diff", str(changed))


def test_there_is_nothing_to_compare_where_no_prompt_is(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no file that is called like a prompt"):
        ran("diff", str(tmp_path))
