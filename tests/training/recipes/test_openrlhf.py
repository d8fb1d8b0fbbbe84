"""OpenRLHF: the output of a row is learnt, by its own keys."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from recipe_files import words_of
from toolmind.formats.table import read_table


def test_the_data_is_there_and_its_keys_are_named(tmp_path: Path) -> None:
    words = words_of("openrlhf", tmp_path)
    given = dict(pairwise(words))
    data = tmp_path / "out" / given["--data.dataset"]
    row = next(iter(read_table(data)))
    assert {given["--data.input_key"], given["--data.output_key"]} <= row.keys()
    assert "--data.apply_chat_template" in words
    assert (given["--data.max_len"], given["--train.batch_size"]) == ("65536", "64")
    assert (given["--adam.lr"], given["--lr_warmup_ratio"]) == ("5e-06", "0.03")


def test_adapters(tmp_path: Path) -> None:
    words = words_of("openrlhf", tmp_path, "lora.targets=[q_proj, v_proj]")
    at = words.index("--ds.lora.target_modules")
    assert words[at + 1 : at + 3] == ["q_proj", "v_proj"]
