"""A tokenizer of bytes and of a template's markers; run where TRL is installed.

    python tokenizer.py TEMPLATE FOLDER

TRL ships the templates of many families and no tokenizer: with this one every trainer reads them.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import trl
from tokenizers import Tokenizer, decoders, models, pre_tokenizers
from transformers import PreTrainedTokenizerFast

MARKER = re.compile(r"<\|[^|<>\s]{1,40}\|>|<｜[^｜<>]{1,40}｜>|<\|[a-z_]{1,40}>|<[a-z_]{1,40}\|>")
STOPS = ("<|im_end|>", "<|eot_id|>", "<turn|>")
"""What ends a turn, and so what families' models have for the end of a sequence."""
FOLDER = Path(trl.__file__).parent / "chat_templates"


def tokenizer_for(template: str) -> Any:
    """Return the tokenizer, with the template of that name."""
    text = (FOLDER / f"{template}.jinja").read_text(encoding="utf-8")
    letters = sorted(pre_tokenizers.ByteLevel.alphabet())
    plain = Tokenizer(models.BPE(vocab={one: at for at, one in enumerate(letters)}, merges=[]))
    plain.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    plain.decoder = decoders.ByteLevel()
    plain.add_special_tokens(["<|pad|>", *sorted(set(MARKER.findall(text)))])
    end = next((one for one in STOPS if one in text), "<|pad|>")
    made = PreTrainedTokenizerFast(tokenizer_object=plain, pad_token="<|pad|>", eos_token=end)
    made.chat_template = text
    return made


if __name__ == "__main__":
    tokenizer_for(sys.argv[1]).save_pretrained(sys.argv[2])
