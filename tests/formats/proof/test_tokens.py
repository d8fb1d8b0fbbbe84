"""Tokens and labels of a row, or what is wrong with it."""

from __future__ import annotations

from pathlib import Path

from toolmind.formats.proof.piece import numbered
from toolmind.formats.proof.proof import Mismatch
from toolmind.formats.proof.rows import RenderedRow
from toolmind.formats.proof.template import load_template
from toolmind.formats.proof.tokens import IGNORED, TokenRow, token_row
from trainer_rows import CHATML, tiny_model

SAID = [
    {"role": "user", "content": "a"},
    {"role": "assistant", "content": "b"},
    {"role": "user", "content": "c"},
    {"role": "assistant", "content": "d"},
]


def test_only_the_learnt_turns_have_labels(tmp_path: Path) -> None:
    template = load_template(tiny_model(tmp_path))
    found = token_row(template, RenderedRow("t", SAID, (), (3,), whole=True))
    assert isinstance(found, TokenRow)
    assert list(found.input_ids) == list(numbered(template.cut(template.render(SAID))))
    learnt = [label for label in found.labels if label != IGNORED]
    assert learnt == list(numbered(template.cut("d<|im_end|>\n")))


def test_a_history_that_is_rewritten_is_no_row(tmp_path: Path) -> None:
    rewriting = CHATML.replace(
        "{{ m.content }}", "{{ m.content if loop.last or m.role == 'user' else '...' }}"
    )
    template = load_template(tiny_model(tmp_path, rewriting))
    found = token_row(template, RenderedRow("t", SAID, (), (1, 3), whole=True))
    assert isinstance(found, Mismatch)
    assert found.kind == "history is rewritten"
