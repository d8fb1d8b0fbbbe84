"""A data set of whole dialogues with a mask on every message, and its card."""

from __future__ import annotations

from pathlib import Path

from dialogues import GOOD, kept
from toolmind.formats.chat_format import read_file
from toolmind.formats.huggingface import HuggingFaceExporter
from trainer_rows import masked


def test_the_mask_and_the_card_are_there(tmp_path: Path) -> None:
    report = HuggingFaceExporter().export([masked(), kept(*GOOD, index=1)], tmp_path)
    pictures = ("kinds.svg", "calls.svg", "turns.svg")
    assert report.files == ("trajectories.parquet", "README.md", *pictures)
    first, second = read_file(tmp_path / "trajectories.parquet")
    assert [message["train"] for message in first["messages"]] == [False, False, False, True]
    assert [message["weight"] for message in first["messages"]] == [0, 0, 0, 0.25]
    assert second["id"] == "t1"
    card = (tmp_path / "README.md").read_text()
    assert "2 trajectories in 2 rows" in card
    for name in pictures:
        assert f"]({name})" in card and "<svg" in (tmp_path / name).read_text()
