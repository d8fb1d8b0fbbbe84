"""Two stateful MCP servers that others wrote, as worlds, end to end: a repository, a database."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from real_worlds import GIT, HOME, SQLITE, Played, answered, git_settings, play, sqlite_settings

pytestmark = pytest.mark.offline

COUNT = 12


def refused(played: Played) -> list[str]:
    return [m.content for _, t in played.kept for _, m in answered(t) if m.status != "ok"]


def test_a_repository(tmp_path: Path) -> None:
    settings = git_settings(tmp_path)
    played = play(tmp_path, f"mcp:{GIT}", settings, COUNT)
    assert len(played.kept) >= 0.8 * COUNT and refused(played) == []
    assert played.known("repo_path") == {HOME}
    known = settings["known"]
    branches = {*known["branch_name"], *known["git_create_branch.branch_name"]}
    assert played.known("branch_name") <= branches
    assert played.known("revision", "target") <= {*known["revision"], *known["target"]}
    for scenario, trajectory in played.kept:
        before, after = scenario.initial_state, trajectory.final_state
        done = [call for call, _ in answered(trajectory)]
        commits = sum(call.name == "git_commit" for call in done)
        told = [str(state["git_log"]).count("Commit:") for state in (before, after)]
        assert told == [1, 1 + commits]
        made = {call.parsed()["branch_name"] for call in done if call.name == "git_create_branch"}
        assert all(name in str(after["git_branch"]) for name in made)
        assert str(tmp_path) not in str(trajectory) and "toolmind-" not in str(trajectory)
    log = (tmp_path / "repository" / ".git" / "logs" / "HEAD").read_text()
    assert log.count("\n") == 1  # nobody touched the one that is copied


def rows(database: Path, queries: list[str]) -> dict[str, str]:
    """Return the tables of a database after some writing, as the server writes them."""
    with sqlite3.connect(database) as shop:
        shop.row_factory = sqlite3.Row
        for query in queries:
            shop.execute(query)
        shop.commit()
        found = {
            name: str([dict(row) for row in shop.execute(f"SELECT * FROM {name}")])
            for name in ("teas", "orders")
        }
    shop.close()
    return found


def test_a_database(tmp_path: Path) -> None:
    settings = sqlite_settings(tmp_path)
    (tmp_path / "other").mkdir()
    source = "mcp:" + SQLITE.replace("{folder}", str(tmp_path / "other"))
    played = play(tmp_path, source, settings, COUNT)
    assert len(played.kept) >= 0.8 * COUNT and refused(played) == []
    assert played.known("table_name") <= {"teas", "orders"}
    for scenario, trajectory in played.kept:
        written = [
            call.parsed()["query"]
            for call, _ in answered(trajectory)
            if call.name in ("write_query", "create_table")
        ]
        mine = tmp_path / "mine.db"
        shutil.copy(tmp_path / "database" / "shop.db", mine)
        begun, ended = rows(mine, []), rows(mine, written)
        assert {name: scenario.initial_state[name] for name in begun} == begun
        assert {name: trajectory.final_state[name] for name in ended} == ended
        noted = [c.parsed()["insight"] for c, _ in answered(trajectory) if c.name.endswith("ght")]
        memo = str(trajectory.final_state["resources"])
        assert all(insight in memo for insight in noted)
