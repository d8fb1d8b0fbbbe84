"""Rows as tokens: under loss are just the kept turns, each with its stop token."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from dialogues import GOOD, kept, says, user
from toolmind.errors import ConfigError, DataError
from toolmind.formats import trl_tokens
from toolmind.formats.chat_format import read_file
from toolmind.formats.load import EXPORTERS
from toolmind.formats.token_table import write_token_table
from toolmind.formats.trl_tokens import TRLTokensExporter
from trainer_rows import CHATML, left_out, masked, tiny_model, written


def learnt_text(folder: str, row: dict[str, Any]) -> str:
    """Return what is under loss, in words."""
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(f"{folder}/tokenizer.json")
    learnt = [label for label in row["labels"] if label != -100]
    return str(tokenizer.decode(learnt, skip_special_tokens=False))


def test_a_row_is_a_turn_under_loss_and_all_before_it_without(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "model")
    said = kept(user("Où?"), says("Là, à 日本 🙂.", reasoning="Why?"))
    (row,) = written(TRLTokensExporter(tokenizer=model), said)
    turn = "<think>\nWhy?\n</think>\n\nLà, à 日本 🙂.<|im_end|>\n"
    assert learnt_text(model, row) == turn
    assert len(row["labels"]) == len(row["input_ids"])
    assert row["labels"][-1] == row["input_ids"][-1]


def test_a_row_may_be_a_dialogue_in_which_masked_turns_have_no_loss(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "model")
    exporter = TRLTokensExporter(tokenizer=model, per="trajectory")
    (whole,), (part,) = written(exporter, kept(*GOOD)), written(exporter, masked())
    assert learnt_text(model, whole).count("<|im_end|>") == 2
    assert learnt_text(model, part) == "Clear.<|im_end|>\n"


def test_what_is_not_rendered_as_it_was_meant_is_left_out_and_counted(tmp_path: Path) -> None:
    open_ended = CHATML.replace("<|im_end|>\\n{% endfor %}{% if add", "{% endfor %}{% if add")
    open_ended = open_ended.replace("<|im_end|>\n{% endfor %}{% if add", "{% endfor %}{% if add")
    model = tiny_model(tmp_path / "open", open_ended)
    counts = left_out(TRLTokensExporter(tokenizer=model), kept(*GOOD))
    assert counts == {"no stop token, by the template of open": 2}
    model = tiny_model(tmp_path / "strict", "{{ raise_exception('no') }}")
    counts = left_out(TRLTokensExporter(tokenizer=model), kept(*GOOD))
    assert counts == {"refused, by the template of strict": 2}


def test_no_row_is_cut(tmp_path: Path) -> None:
    model = tiny_model(tmp_path / "model")
    exporter = TRLTokensExporter(tokenizer=model, max_tokens=10)
    assert left_out(exporter, kept(*GOOD)) == {"longer than 10 tokens of model": 2}


def test_a_label_that_is_changed_on_disk_is_found(tmp_path: Path) -> None:
    exporter = TRLTokensExporter(tokenizer=tiny_model(tmp_path / "model"))
    exporter.export([kept(*GOOD)], tmp_path)
    (row, _) = read_file(tmp_path / "tokens.parquet")
    row["labels"][-1] += 1
    assert [field for field, _ in exporter.faults(row)] == [f"labels[{len(row['labels']) - 1}]"]
    with pytest.raises(DataError, match="not 't0/m3'"):
        exporter.verify(tmp_path, [masked(), masked()])


def test_a_file_is_held_against_the_rows_that_were_proven(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exporter = TRLTokensExporter(tokenizer=tiny_model(tmp_path / "model"))
    rows = [kept(*GOOD), kept(*GOOD[:1], GOOD[3], index=1)]
    exporter.export(rows, tmp_path)
    other = TRLTokensExporter(tokenizer=str(tmp_path / "model"))
    assert other.verify(tmp_path, rows) == 3, "made anew by one that did not write it"
    monkeypatch.setattr(trl_tokens, "token_row", None)
    assert exporter.verify(tmp_path, rows) == 3
    changed = [dict(row) for row in exporter.stored(tmp_path / exporter.file)]
    at = len(changed[2]["input_ids"]) - 1
    changed[2]["weights"] = np.where(np.arange(at + 1) == at, 0.5, changed[2]["weights"])
    write_token_table(tmp_path / exporter.file, changed)
    with pytest.raises(DataError, match=r"tokens.parquet:3 .*tokens of digest"):
        exporter.verify(tmp_path, rows)


def test_it_needs_a_tokenizer(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="tokenizer"):
        EXPORTERS.load("trl_tokens").build()
    (tmp_path / "x.jinja").write_text(CHATML)
    exporter = TRLTokensExporter(tokenizer=str(tmp_path / "x.jinja"))
    with pytest.raises(ConfigError, match="name a model's folder"):
        exporter.export([kept(*GOOD)], tmp_path)
    with pytest.raises(ConfigError, match="was proven"):
        exporter.rendered(tmp_path)
