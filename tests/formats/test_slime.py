"""Every message says whether it is learnt."""

from __future__ import annotations

from toolmind.formats.slime import SlimeExporter
from trainer_rows import masked, written


def test_the_mask_is_on_every_message() -> None:
    (row,) = written(SlimeExporter(), masked())
    assert [message["step_loss_mask"] for message in row["messages"]] == [0, 0, 0, 1]
    arguments = row["messages"][1]["tool_calls"][0]["function"]["arguments"]
    assert arguments == {"city": "Rome"}
