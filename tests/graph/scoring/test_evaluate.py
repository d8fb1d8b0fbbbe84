"""Scoring a labelled set: figures, paths with list marks, bad files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from toolmind.errors import DataError
from toolmind.graph.scoring.evaluate import ranking, score_files


def write(path: Path, rows: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


@pytest.fixture
def labelled(tmp_path: Path) -> tuple[Path, Path, Path]:
    order = {"type": "string", "description": "Identifier of the order"}
    user = {"type": "string", "description": "Identifier of the user"}
    functions = [
        {
            "id": "find",
            "name": "find_orders",
            "domain": "shop",
            "description": "",
            "parameters": {"type": "object", "properties": {"user_id": user}},
            "returns": {
                "type": "object",
                "properties": {
                    "orders": {
                        "type": "array",
                        "items": {
                            "type": "object",
                            "properties": {"order_id": order, "user_id": user},
                        },
                    }
                },
            },
        },
        {
            "id": "get",
            "name": "get_order",
            "domain": "shop",
            "description": "",
            "parameters": {"type": "object", "properties": {"order_id": order, "user_id": user}},
            "returns": None,
        },
    ]
    ends = {"src": "find", "dst": "get"}
    links = [
        ends | {"src_output": "orders[].order_id", "dst_input": "order_id"},
        ends | {"src_output": "orders[0].user_id", "dst_input": "user_id"},
        ends | {"src_output": "orders[].nothing", "dst_input": "order_id"},
    ]
    negatives = [
        ends | {"src_output": "orders[].order_id", "dst_input": "user_id"},
        ends | {"src_output": "orders[].user_id", "dst_input": "order_id"},
    ]
    return (
        write(tmp_path / "functions.jsonl", functions),
        write(tmp_path / "links.jsonl", links),
        write(tmp_path / "negatives.jsonl", negatives),
    )


def test_a_set_is_scored_by_slice(labelled: tuple[Path, Path, Path]) -> None:
    report = score_files(*labelled)
    assert (report.links, report.negatives, report.left_out) == (2, 2, 1)
    slices = {one.name: one for one in report.slices}
    assert slices["all"].average_precision == 1.0
    assert slices["all"].recall == 1.0
    assert slices["echo of an own input"].links == 1
    assert "cross service" not in slices


def test_without_negatives_only_recall_is_known(labelled: tuple[Path, Path, Path]) -> None:
    (one, *_) = score_files(labelled[0], labelled[1]).slices
    assert one.recall == 1.0
    assert one.average_precision is None


def test_ranking_counts_ties_against_the_scorer() -> None:
    average, best = ranking(np.array([0.5], np.float32), np.array([0.5, 0.1], np.float32))
    assert average == 0.5
    assert best == pytest.approx(2 / 3)


def test_bad_files_are_named(labelled: tuple[Path, Path, Path], tmp_path: Path) -> None:
    functions, links, _ = labelled
    with pytest.raises(DataError, match=r"none\.jsonl"):
        score_files(functions, tmp_path / "none.jsonl")
    bad = write(tmp_path / "bad.jsonl", [{"src": "find"}])
    with pytest.raises(DataError, match=r"bad\.jsonl:1 \[src_output\]"):
        score_files(functions, bad)
    bad.write_text("[1]\n")
    with pytest.raises(DataError, match="not a JSON object"):
        score_files(functions, bad)
    unknown = [{"src": "x", "src_output": "a", "dst": "y", "dst_input": "b"}]
    with pytest.raises(DataError, match="no link names parameters"):
        score_files(functions, write(tmp_path / "other.jsonl", unknown))
    no_id = write(tmp_path / "f.jsonl", [{"name": "x"}])
    with pytest.raises(DataError, match=r"f\.jsonl:1 \[id\]"):
        score_files(no_id, links)
