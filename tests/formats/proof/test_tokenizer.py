"""Texts that are cut by pieces have the tokens of the tokenizer itself, and lose no letter."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from toolmind.errors import DataError
from toolmind.formats.proof.piece import numbered, spelt
from toolmind.formats.proof.tokenizer import ModelTokenizer

tokenizers = pytest.importorskip("tokenizers")
WORDS = [
    "<|im_start|>",
    "<|im_end|>",
    "<|im",
    "<mask>",
    "<call>",
    " hello",
    "hello",
    "\n",
    "日",
    "a",
]
MARKS = ["<|im_start|>", "<|im_end|>", "<|im", "<call>"]


def written(folder: Path, *added: Any, offsets: bool = True, metaspace: bool = False) -> Any:
    """Write a tokenizer with merges, of bytes or in the way of SentencePiece, and return it."""
    pre = tokenizers.pre_tokenizers
    made = tokenizers.Tokenizer(tokenizers.models.BPE())
    made.pre_tokenizer = pre.ByteLevel(add_prefix_space=False)
    made.decoder = tokenizers.decoders.ByteLevel()
    if metaspace:
        made.pre_tokenizer = pre.Metaspace(prepend_scheme="first", split=False)
    trainer = tokenizers.trainers.BpeTrainer(
        vocab_size=400, show_progress=False, initial_alphabet=pre.ByteLevel.alphabet()
    )
    made.train_from_iterator(["hello hello <|im_start|> hel lo 日本"] * 20, trainer)
    made.add_special_tokens([tokenizers.AddedToken(one, normalized=False) for one in MARKS])
    made.add_tokens(list(added))
    made.post_processor = tokenizers.processors.ByteLevel(trim_offsets=offsets)
    made.enable_truncation(4)
    folder.mkdir(exist_ok=True, parents=True)
    made.save(str(folder / "tokenizer.json"))
    made.no_truncation()
    return made


KINDS = {
    "bytes": {},
    "whole offsets": {"offsets": False},
    "sentencepiece": {"metaspace": True},
    "blanks before a mark": {"added": ["lstrip"]},
}


@pytest.mark.parametrize("kind", KINDS)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(words=st.lists(st.sampled_from(WORDS) | st.text(max_size=4), max_size=12))
def test_the_tokens_are_the_tokenizers_own(
    kind: str, words: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    settings_ = dict(KINDS[kind])
    added = [
        tokenizers.AddedToken("<mask>", normalized=False, **{one: True})
        for one in settings_.pop("added", ())
    ]
    folder = tmp_path_factory.getbasetemp() / kind.replace(" ", "_")
    own = written(folder, *added, **settings_)
    read = ModelTokenizer(folder)
    text = "".join(words).encode("utf-8", "ignore").decode()
    found = own.encode(text, add_special_tokens=False)
    pieces = read.cut(text)
    assert list(numbered(pieces)) == found.ids
    tokens = spelt(pieces)
    assert len(tokens) == len(found.ids)
    if kind != "sentencepiece":  # of what its vocabulary has no letters for, it says nothing
        assert "".join(tokens) == text


def test_blanks_that_offsets_leave_out_are_in_a_token(tmp_path: Path) -> None:
    written(tmp_path)
    read = ModelTokenizer(tmp_path)
    text = "<|im_start|>hello hello\n\n hello<|im_end|>"
    assert "".join(spelt(read.cut(text))) == text
    assert read.is_special("<|im_end|>") and not read.is_special("hello")


def test_a_text_is_cut_once(tmp_path: Path) -> None:
    written(tmp_path)
    read, asked = ModelTokenizer(tmp_path), list[str]()
    inner = read._tokenizer

    class Counting:
        def encode(self, text: str, **options: Any) -> Any:
            asked.append(text)
            return inner.encode(text, **options)

    read._tokenizer = Counting()
    read.cut("<|im_start|>a<|im_end|>b")
    read.cut("<|im_start|>a<|im_end|>c")
    assert asked == ["<|im_start|>a", "<|im_end|>b", "<|im_end|>c"]


def test_a_folder_without_a_tokenizer_is_named(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no tokenizer"):
        ModelTokenizer(tmp_path)
