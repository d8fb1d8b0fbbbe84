"""Whole dialogues as text, and the data set that reads them beside."""

from __future__ import annotations

import ast
from pathlib import Path

import orjson

from toolmind.formats.verl import VerlExporter
from trainer_rows import masked, written


def test_messages_are_text_with_the_mask_in_it() -> None:
    (row,) = written(VerlExporter(), masked())
    messages = orjson.loads(row["messages"])
    assert [message.get("train") for message in messages] == [None, False, None, True]


def test_the_data_set_stands_beside_the_rows_and_needs_no_toolmind(tmp_path: Path) -> None:
    report = VerlExporter().export([masked()], tmp_path)
    assert report.files == ("trajectories.parquet", "toolmind_verl.py")
    tree = ast.parse((tmp_path / "toolmind_verl.py").read_text())
    imported = [node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)]
    assert not [name for name in imported if name and name.startswith("toolmind")]
    assert "ToolMindDataset" in [n.name for n in tree.body if isinstance(n, ast.ClassDef)]
