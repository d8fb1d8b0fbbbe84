"""LLaMA-Factory: the last turn alone is learnt, of the data set that its index names."""

from __future__ import annotations

import json
from pathlib import Path

from recipe_files import settings_of


def test_the_data_is_there_and_history_is_masked(tmp_path: Path) -> None:
    found = settings_of("llamafactory", "llamafactory.yaml", tmp_path)
    folder = tmp_path / "out" / found["dataset_dir"]
    index = json.loads((folder / "dataset_info.json").read_text())
    assert (folder / index[found["dataset"]]["file_name"]).is_file()
    assert found["mask_history"] is True and found["template"] == "qwen3"
    assert found["enable_thinking"] is None  # true puts empty blocks of reasoning under loss
    assert found["cutoff_len"] == 65_536 and found["finetuning_type"] == "full"
    batch = found["per_device_train_batch_size"] * found["gradient_accumulation_steps"]
    assert (batch, found["learning_rate"], found["warmup_ratio"]) == (64, 5e-6, 0.03)


def test_adapters(tmp_path: Path) -> None:
    settings = ("lora.targets=[q_proj, v_proj]", "model=meta-llama/Llama-3.1-8B")
    found = settings_of("llamafactory", "llamafactory.yaml", tmp_path, *settings)
    assert (found["finetuning_type"], found["lora_target"]) == ("lora", "q_proj,v_proj")
    assert found["template"] == "llama3"
