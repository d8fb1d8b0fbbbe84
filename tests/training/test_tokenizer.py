"""The home-made tokenizer and template: any dialogue comes back, and rows of it are proven."""

from __future__ import annotations

from pathlib import Path

from dialogues import GOOD, hostile, kept
from toolmind.formats.proof.piece import numbered
from toolmind.formats.proof.template import load_template
from toolmind.formats.trl_tokens import TRLTokensExporter
from toolmind.training.tokenizer import run_texts, write_tokenizer
from trained import small_run_folder
from trainer_rows import left_out, masked, parallel, written


def made(folder: Path) -> str:
    write_tokenizer(run_texts(small_run_folder(folder / "run", 6)), folder / "model", 500)
    return str(folder / "model")


def test_every_row_is_proven_by_turn_and_as_a_whole(tmp_path: Path) -> None:
    model = made(tmp_path)
    rows = (kept(*GOOD), hostile(), parallel(), masked())
    for per in ("turn", "trajectory"):
        exporter = TRLTokensExporter(tokenizer=model, per=per)  # type: ignore[arg-type]
        assert len(written(exporter, *rows)) == (7 if per == "turn" else 4)
        assert left_out(exporter) == {}


def test_calls_are_written_as_hermes_has_them(tmp_path: Path) -> None:
    from tokenizers import Tokenizer

    model = made(tmp_path)
    (row,) = written(TRLTokensExporter(tokenizer=model, per="trajectory"), kept(*GOOD))
    learnt = [label for label in row["labels"] if label != -100]
    text = Tokenizer.from_file(f"{model}/tokenizer.json").decode(learnt, skip_special_tokens=False)
    assert text == (
        '\n<tool_call>\n{"name": "get_weather", "arguments": '
        '{"city": "Paris", "date": "2025-03-06"}}\n</tool_call><|im_end|>\n'
        "Clear, up to 14 degrees.<|im_end|>\n"
    )


def test_the_size_is_what_was_asked_for_and_the_same_texts_give_the_same(tmp_path: Path) -> None:
    first = load_template(made(tmp_path / "a"))
    second = load_template(made(tmp_path / "b"))
    assert first.has_tokenizer and second.has_tokenizer
    ids = [list(numbered(one.cut("get_weather"))) for one in (first, second)]
    assert ids[0] == ids[1]
    assert max(numbered(first.cut("What is the weather in Paris?"))) < 500
