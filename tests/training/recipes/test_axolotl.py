"""axolotl: the marks of turns are named, longer rows dropped."""

from __future__ import annotations

import json
from pathlib import Path

from recipe_files import settings_of


def test_the_data_is_there_and_its_marks_are_read(tmp_path: Path) -> None:
    found = settings_of("axolotl", "axolotl.yaml", tmp_path)
    (data,) = found["datasets"]
    row = json.loads((tmp_path / "out" / data["path"]).read_text().splitlines()[0])
    assert data["field_messages"] in row and data["field_tools"] in row
    marks = [message.get(data["message_field_training"]) for message in row["messages"]]
    assert True in marks and data["roles_to_train"] == []
    assert (found["sequence_len"], found["excess_length_strategy"]) == (65_536, "drop")
    assert found["micro_batch_size"] * found["gradient_accumulation_steps"] == 64
    assert (found["learning_rate"], found["warmup_ratio"]) == (5e-6, 0.03)
    assert "adapter" not in found


def test_adapters(tmp_path: Path) -> None:
    found = settings_of("axolotl", "axolotl.yaml", tmp_path, "lora.rank=8")
    assert (found["adapter"], found["lora_r"], found["lora_target_linear"]) == ("lora", 8, True)
