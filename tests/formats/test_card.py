"""The card of a data set counts what is in it, and its head is what a hub reads."""

from __future__ import annotations

from collections import Counter

import yaml

from dialogues import GOOD, kept
from toolmind.formats.base import ExportReport
from toolmind.formats.card import CardCounts, _licence
from trainer_rows import masked

REPORT = ExportReport(
    name="x", files=("x.parquet",), rows=3, trained_turns=4, left_out={"longer than 9 tokens": 2}
)


def test_counts_add_up() -> None:
    counts = CardCounts()
    for one in (kept(*GOOD), masked()):
        assert counts.seen(one) is one
    text = counts.text("x.parquet", REPORT)
    _, head, body = text.split("---\n", 2)
    assert yaml.safe_load(head)["configs"][0]["data_files"] == "x.parquet"
    assert yaml.safe_load(head)["language"] == ["en"]
    assert "2 trajectories in 3 rows, 4 turns with a loss" in body
    head_said = yaml.safe_load(head)
    assert head_said["size_categories"] == ["n<1K"]
    assert "license" not in head_said  # not all of the tools tell theirs
    assert "| get_weather | 2 |" in body
    assert "| arguments.invalid | 1 |" in body
    assert "| Apache-2.0 | 2 |" in body
    assert "| longer than 9 tokens | 2 |" in body
    assert "Of 4 turns of the assistant 1 (25.0%) stay as context" in body
    lengths = sorted(len(one.trajectory.messages) for one in (kept(*GOOD), masked()))
    shortest, longest = lengths
    assert f"| messages | {shortest} | {shortest} | {shortest} | {longest} | {longest} |" in body


def test_of_nothing_there_is_a_card_too() -> None:
    text = CardCounts().text("x.parquet", REPORT)
    assert yaml.safe_load(text.split("---\n")[1])["configs"]


def test_the_head_has_a_licence_where_all_tools_have_it() -> None:
    assert _licence(Counter({"Apache-2.0": 3})) == "license: apache-2.0\n"
    assert _licence(Counter({"MIT": 1, "Apache-2.0": 3})) == ""
