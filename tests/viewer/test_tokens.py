"""What a template puts under loss: the kept turns, and what is told where it is not so."""

from __future__ import annotations

from pathlib import Path

import pytest

from toolmind.errors import DataError
from toolmind.records import Decision, Message, Trajectory
from toolmind.viewer.item import Item
from toolmind.viewer.tokens import tokens_under_loss
from trainer_rows import CHATML, tiny_model

SAID = (
    Message("user", "a", id="m0"),
    Message("assistant", "bb", id="m1"),
    Message("user", "c", id="m2"),
    Message("assistant", "d", id="m3"),
)


def item(*masked: str, keep: bool = True) -> Item:
    played = Trajectory(id="t", index=0, scenario="s", messages=SAID, ended="stop")
    return Item(0, "t", None, played, decision=Decision(keep, masked=dict.fromkeys(masked, "why")))


def test_under_loss_is_what_is_not_masked_token_by_token(tmp_path: Path) -> None:
    found = tokens_under_loss(item("m1"), tiny_model(tmp_path))
    [row] = found["rows"]
    assert found["by_token"] and row["mismatches"] == []
    [learnt] = [part for part in row["parts"] if part["learnt"]]
    assert learnt["each"] == ["d", "<|im_end|>", "\n"]
    assert row["learnt"] == 3 and row["tokens"] == sum(part["tokens"] for part in row["parts"])
    assert "bb" in row["parts"][0]["text"]


def test_without_a_tokenizer_parts_are_texts(tmp_path: Path) -> None:
    (tmp_path / "x.jinja").write_text(CHATML)
    found = tokens_under_loss(item(), str(tmp_path / "x.jinja"))
    assert not found["by_token"]
    learnt = [part for part in found["rows"][0]["parts"] if part["learnt"]]
    assert [part["text"] for part in learnt] == ["bb<|im_end|>\n", "d<|im_end|>\n"]
    assert "each" not in learnt[0]


def test_a_rewritten_history_is_told_and_its_turn_is_not_marked(tmp_path: Path) -> None:
    shown = "{{ m.content if loop.last or m.role == 'user' else '...' }}"
    name = tiny_model(tmp_path, CHATML.replace("{{ m.content }}", shown))
    [row] = tokens_under_loss(item(), name)["rows"]
    assert [(one["kind"], one["message"]) for one in row["mismatches"]] == [
        ("history is rewritten", "m1")
    ]
    assert [part["text"][0] for part in row["parts"] if part["learnt"]] == ["d"]


def test_a_refusal_is_told(tmp_path: Path) -> None:
    (tmp_path / "no.jinja").write_text("{{ raise_exception('not with me') }}")
    [row] = tokens_under_loss(item(), str(tmp_path / "no.jinja"))["rows"]
    assert "not with me" in row["refused"]
    with pytest.raises(DataError):
        tokens_under_loss(item(), str(tmp_path / "none.jinja"))
