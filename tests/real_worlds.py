"""Worlds that others wrote, as environments: classes, MCP servers and a service (`make` gets them).

What is in them when a dialogue begins is ours.
"""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import sqlite3
import subprocess
import sys
from copy import deepcopy
from pathlib import Path
from typing import Any, NamedTuple

from toolmind.config import load_config
from toolmind.pipeline.run import run
from toolmind.records import Message, Scenario, ToolCall, Trajectory
from toolmind.runs.run_dir import RunDir

SRC = Path(__file__).parents[1] / "src"
WORLDS = Path(sys.prefix) / "worlds"
PYTHON = shlex.quote(sys.executable)
CLASSES = "bfcl_eval.eval_checker.multi_turn_eval.func_source_code"
HOME = "/home/ann/shop"


def _file(content: str) -> dict[str, str]:
    return {"type": "file", "content": content}


FILES = {
    "minutes.txt": _file("Budget agreed.\nNext meeting on Friday."),
    "budget.csv": _file("rent,900\nfood,420"),
    "todo.md": _file("buy tea\ncall Ben"),
    "photos": {"type": "directory", "contents": {}},
    "archive": {"type": "directory", "contents": {}},
}
FILE_NAMES = {
    "cd.folder": ["photos", "archive"],
    "rmdir.dir_name": ["photos", "archive"],
    "find.path": ".",
    "source": ["minutes.txt", "budget.csv"],
    "destination": ["old.txt", "copy.txt"],
}
"""Of the file system: what its parameters' names do not say."""

ORDERS = ((5101, "AAPL"), (5102, "NVDA"), (5103, "ZETA"), (5104, "TSLA"))
MARKET = {
    "authenticated": True,
    "market_status": "Open",
    "account_info": {"account_id": 7731, "balance": 9e9, "binding_card": 4000123412341234},
    "orders": {
        key: {"id": key, "order_type": "Buy", "symbol": symbol, "price": 20.5, "amount": 3,
              "status": "Open"}
        for key, symbol in ORDERS
    },
    "watch_list": ["NVDA", "ZETA"],
}  # fmt: skip


MARKET_NAMES = {"remove_stock_from_watchlist.symbol": ["NVDA", "ZETA"]}


def _loaded(module: str, name: str, state: dict[str, Any]) -> object:
    if str(WORLDS) not in sys.path:
        sys.path.append(str(WORLDS))
    world = getattr(__import__(f"{CLASSES}.{module}", fromlist=[name]), name)()
    world._load_scenario(deepcopy(state))
    return world


def files() -> object:
    """Return a file system with three files and two folders."""
    root = {"ann": {"type": "directory", "contents": FILES}}
    return _loaded("gorilla_file_system", "GorillaFileSystem", {"root": root})


def market() -> object:
    """Return a broker whose customer is logged in and has four open orders."""
    return _loaded("trading_bot", "TradingBot", MARKET)


def repository(folder: Path) -> Path:
    """Make a repository of one commit, two more branches, and changes that wait."""
    folder.mkdir()

    def git(*words: str) -> None:
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)

    git("init", "-b", "main")
    git("config", "user.email", "ann@example.com")
    git("config", "user.name", "Ann")
    (folder / "list.txt").write_text("tea\n")
    git("add", ".")
    git("commit", "-m", "Begin the list")
    git("branch", "prices")
    git("branch", "autumn")
    (folder / "list.txt").write_text("tea\ncups\n")
    git("add", ".")
    (folder / "list.txt").write_text("tea\ncups\njam\n")
    (folder / "notes.txt").write_text("call Ben\n")
    return folder


def database(folder: Path) -> Path:
    """Make a folder with a database of teas and orders."""
    folder.mkdir()
    with sqlite3.connect(folder / "shop.db") as teas:
        teas.execute("create table teas(id integer primary key, name text, price real)")
        teas.executemany("insert into teas values(?, ?, ?)", [(1, "Assam", 4.5), (2, "Mint", 3.8)])
        teas.execute("create table orders(id integer primary key, tea_id int, cups int)")
        teas.executemany("insert into orders values(?, ?, ?)", [(11, 1, 2), (12, 2, 5)])
    teas.close()
    return folder


GIT = f"{PYTHON} -m mcp_server_git"
SQLITE = (
    f"PYTHONPATH={WORLDS} {PYTHON} -c 'import mcp_server_sqlite as s; s.main()'"
    " --db-path {folder}/shop.db"
)
SERVED = f"env PYTHONPATH={WORLDS} {PYTHON} -m uvicorn fastapi_todo_list.main:app --port {{port}}"
TODOS = (("Buy tea", "green, 200 g"), ("Call Ben", "about Friday"), ("Pay the rent", "in cash"))


def git_settings(folder: Path) -> dict[str, Any]:
    """Return the environment of `mcp-server-git` on a copy of a repository per dialogue."""
    return {
        "type": "mcp",
        "server": GIT,
        "folder": str(repository(folder / "repository")),
        "shown_as": HOME,
        "write": True,
        "known": {
            "repo_path": HOME,
            "branch_name": ["prices", "autumn"],
            "git_create_branch.branch_name": ["winter", "sales", "stock"],
            "branch_type": ["local", "all"],
            "contains": ["HEAD", "main"],
            "not_contains": ["prices", "HEAD"],
            "base_branch": "main",
            "revision": ["HEAD", "main", "prices"],
            "target": ["prices", "autumn"],
            "files": [["list.txt"], ["notes.txt"], ["list.txt", "notes.txt"]],
        },
    }


def sqlite_settings(folder: Path) -> dict[str, Any]:
    """Return the environment of `mcp-server-sqlite` on a copy of a database per dialogue."""
    return {
        "type": "mcp",
        "server": SQLITE,
        "folder": str(database(folder / "database")),
        "error_pattern": "Error|Database error",
        "write": True,
        "known": {
            "table_name": ["teas", "orders"],
            "read_query.query": ["SELECT * FROM teas", "SELECT name FROM teas WHERE price < 4",
                                 "SELECT tea_id, cups FROM orders", "SELECT count(*) FROM orders"],
            "write_query.query": ["INSERT INTO orders VALUES (13, 1, 4)",
                                  "UPDATE teas SET price = 5 WHERE id = 1",
                                  "DELETE FROM orders WHERE id = 11"],
            "create_table.query": ["CREATE TABLE cups (id integer, colour text)"],
        },
        "look": ["list_tables", *(
            {"tool": "read_query", "arguments": {"query": f"SELECT * FROM {name}"}, "as": name}
            for name in ("teas", "orders")
        )],
    }  # fmt: skip


def todo_settings() -> dict[str, Any]:
    """Return the environment of `todolist-fastapi`, begun anew for each dialogue."""
    return {
        "type": "http",
        "command": SERVED,
        "write": True,
        "setup": [
            *(
                {"tool": "create_todo_todos_post", "arguments": {"title": title, "description": it}}
                for title, it in TODOS
            ),
            {
                "tool": "update_todo_todos__todo_id__put",
                "arguments": {"todo_id": 1, "completed": True},
            },
        ],
        "look": ["get_all_todos_todos_all_get"],
    }


class Played(NamedTuple):
    """What became of a run: all its scenarios, and the dialogues that were kept."""

    scenarios: list[Scenario]
    kept: list[tuple[Scenario, Trajectory]]

    def known(self, *paths: str) -> set[str]:
        """Return the values that users name for parameters of these paths, as texts."""
        steps = (step for scenario in self.scenarios for step in scenario.steps)
        return {str(step.known[path]) for step in steps for path in paths if path in step.known}


def play(folder: Path, source: str, environment: dict[str, Any], count: int) -> Played:
    """Import the tools of a source and play dialogues with them in an environment.

    Duplicates stay: a world as small as these gives the same calls again.
    """
    pool = folder / "pool.jsonl"
    command = [sys.executable, "-m", "toolmind", "tools", "import", source, "--out", str(pool)]
    path = f"{SRC}:{WORLDS}" if source.startswith("python:") else str(SRC)
    done = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": path}
    )
    assert done.returncode == 0, done.stderr
    config = {
        "count": count,
        "tools": {"paths": [str(pool)]},
        "environment": environment,
        "scenarios": {"distractors": 4},
        "checks": {"duplicates": {"same_calls": False, "similarity": 1}},
    }
    (folder / "config.json").write_text(json.dumps(config))
    asyncio.run(run(load_config(folder / "config.json"), folder / "run"))
    with RunDir.view(folder / "run") as made:
        decisions = made.decisions()
        scenarios = [made.scenarios.read(index) for index in made.scenarios]
        kept = [
            (item.scenario, item.trajectory)
            for item in made.finished()
            if decisions[item.trajectory.index].keep
        ]
    return Played(scenarios, kept)


def answered(trajectory: Trajectory) -> list[tuple[ToolCall, Message]]:
    """Return the calls of a dialogue with what they were answered, but for failures on purpose."""
    calls = {call.id: call for m in trajectory.messages for call in m.tool_calls}
    said = [m for m in trajectory.messages if m.role == "tool"]
    return [(calls[m.tool_call_id], m) for m in said if not m.code.startswith("injected.")]
