"""ms-swift: messages say whether they are learnt, and the strategy heeds it."""

from __future__ import annotations

import json
from pathlib import Path

from recipe_files import settings_of


def test_the_data_is_there_and_its_marks_are_read(tmp_path: Path) -> None:
    found = settings_of("ms-swift", "swift.yaml", tmp_path)
    (data,) = found["dataset"]
    row = json.loads((tmp_path / "out" / data).read_text().splitlines()[0])
    assert True in [message.get("loss") for message in row["messages"]]
    assert found["loss_scale"] == "default+ignore_empty_think"
    assert found["truncation_strategy"] == "delete"
    assert (found["max_length"], found["tuner_type"]) == (65_536, "full")
    assert (found["learning_rate"], found["warmup_ratio"]) == (5e-6, 0.03)


def test_adapters(tmp_path: Path) -> None:
    found = settings_of("ms-swift", "swift.yaml", tmp_path, "lora={}")
    assert (found["tuner_type"], found["target_modules"]) == ("lora", ["all-linear"])
