"""`--json`: of every verb that prints a table, one JSON value on stdout and nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
import pytest
import typer
from typer.testing import CliRunner

from toolmind.cli.main import VERBS, build_app
from toolmind.cli.output import print_json
from toolmind.models.cache import ReplyCache
from toolmind.records import Tool

Value = Any

CASES: list[tuple[str, Callable[[Value], bool]]] = [
    ("report run", lambda v: v["played"] == 6 and "turns.parquet" in str(v["exports"])),
    ("export run --out data", lambda v: v["kept"] > 0 and len(v["reports"]) == 3),
    ("check run", lambda v: v["rows"] > 0 and v["findings"] == []),
    (
        "judges calibrate run --agreement --out calibration.json",
        lambda v: v["learnt_from"] == "agreement" and "grounding" in v["judges"],
    ),
    ("check run --out verdicts", lambda v: v["rows"] == v["kept"] == 6 and v["labelled"] is None),
    ("overlap run --out overlaps", lambda v: v["rows"] == 6 and "leak" not in v["found"]),
    ("recheck run --only turn", lambda v: v["judged"] == 6 and v["changed"] == 0),
    ("run small.yaml --out run", lambda v: v["played"] + sum(v["failed"].values()) == 6),
    ("run small.yaml --dry-run", lambda v: v["roles"]["assistant"]["requests"] > 0),
    ("show run -n 2", lambda v: len(v) == 2 and v[0]["trajectory"]["messages"][0]["role"]),
    ("audit run", lambda v: v["clean"] and v["rows"] > 0),
    ("tools list pool.jsonl", lambda v: len(v) == 150 and {"id", "parameters"} <= v[0].keys()),
    ("tools list pool.jsonl --domains", lambda v: sum(v.values()) == 150),
    ("tools lint pool.jsonl", lambda v: v.keys() == {"findings", "counts", "constraints"}),
    ("tools import pool.jsonl --out new.jsonl", lambda v: v["read"] == 150),
    ("graph stats --graph run/graph.npz", lambda v: v["graph"]["tools"] == 150),
    (
        "graph stats --graph run/graph.npz --chains 9 --config small.yaml",
        lambda v: v["chains"]["chains"] == 9,
    ),
    ("graph show {src} --graph run/graph.npz", lambda v: v["feeds"][0]["score"] > 0),
    ("graph explain {src} {dst} --graph run/graph.npz", lambda v: v[0]["evidence"]),
    (
        "graph score --functions pool.jsonl --links links.jsonl",
        lambda v: [one["scorer"] for one in v] == ["evidence", "cosine"],
    ),
    (
        "augment run/export/openai/trajectories.jsonl --out augmented",
        lambda v: v["rows"] > 0 and v["kept"] > 0,
    ),
    (
        "train run --recipe axolotl --model some/model --out recipe",
        lambda v: v["rows"] > 0 and "axolotl/trajectories.jsonl" in v["files"],
    ),
    ("datasets list", lambda v: {"xlam", "openai"} <= {one["name"] for one in v}),
    ("datasets inspect run", lambda v: v["rows"] > 0),
    ("prompts list", lambda v: "scenario" in {one["name"] for one in v}),
    ("push run/export/huggingface me/x --dry-run", lambda v: "README.md" in v["files"]),
    ("cache stats replies.db", lambda v: v["replies"] == 0 and v["file_bytes"] > 0),
]


@pytest.fixture(scope="module")
def edge(small_run: Path) -> dict[str, str]:
    """Two linked tools of the run; labelled links and a cache of replies beside it."""
    from toolmind.graph.graph import load_graph

    with closing(ReplyCache(small_run / "replies.db")):
        pass
    edge = next(iter(load_graph(small_run / "run" / "graph.npz").edges()))
    (small_run / "links.jsonl").write_bytes(msgspec.json.encode(edge) + b"\n")
    return {"src": edge.src, "dst": edge.dst}


@pytest.mark.parametrize(("line", "holds"), CASES, ids=[line for line, _ in CASES])
@pytest.mark.offline
def test_stdout_is_one_json_value(
    small_run: Path,
    edge: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    line: str,
    holds: Callable[[Value], bool],
) -> None:
    monkeypatch.chdir(small_run)
    words = line.format(**edge).split()
    result = CliRunner().invoke(build_app(words[0]), [*words, "--json"], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    assert holds(json.loads(result.stdout))


def has_json(command: Any) -> bool:
    return any("--json" in getattr(one, "opts", ()) for one in command.params)


def commands() -> dict[str, Any]:
    found = {}
    for verb in VERBS:
        command = typer.main.get_command(build_app(verb)).commands[verb]  # type: ignore[attr-defined]
        inner = getattr(command, "commands", {"": command})
        found |= {f"{verb} {name}".strip(): one for name, one in inner.items()}
    return found


@pytest.mark.offline
def test_every_verb_with_json_is_tested_here() -> None:
    tested = [line.split() for line, _ in CASES]
    names = {words[0] for words in tested} | {" ".join(words[:2]) for words in tested}
    offered = {name for name, command in commands().items() if has_json(command)}
    # These need a server, or write a file: beside their other tests.
    evaluations = {f"evaluate {kind}" for kind in ("turns", "own", "bfcl", "tau2")}
    assert offered - names == {"probe", *evaluations, "faults"}


def test_records_paths_and_figures_that_are_none(capsys: pytest.CaptureFixture[str]) -> None:
    print_json({"tool": Tool(id="a", name="b"), "path": Path("c/d"), 1: float("nan")})
    value = json.loads(capsys.readouterr().out)
    assert value == {
        "tool": {"id": "a", "name": "b", "parameters": {"type": "object", "properties": {}}},
        "path": "c/d",
        "1": None,
    }
