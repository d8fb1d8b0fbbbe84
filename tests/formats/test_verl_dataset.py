"""The mask of a dialogue by a tokenizer's template; the class itself needs verl."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType
from typing import Any

import pytest


class Tokenizer:
    """Every character is a token; a turn that was thought about is rewritten when it is past.

    With `thinks`, a turn without reasoning gets an empty block of it.
    """

    def __init__(self, forgets: bool = False, thinks: bool = False) -> None:
        self.forgets, self.thinks = forgets, thinks

    def apply_chat_template(
        self,
        messages: list[Any],
        add_generation_prompt: bool,
        enable_thinking: bool = True,
        **_: Any,
    ) -> str:
        text = ""
        for at, message in enumerate(messages):
            said = message["content"]
            if self.forgets and at < len(messages) - 1:
                said = said.upper()
            block = self.thinks and message["role"] == "assistant"
            thought = f"<{message.get('reasoning_content', '')}>" if block else ""
            text += f"[{message['role'][0]}]{thought}{said}."
        empty = "<>" if self.thinks and not enable_thinking else ""
        return text + (f"[a]{empty}" if add_generation_prompt else "")

    def __call__(self, text: str, **_: Any) -> dict[str, Any]:
        offsets = [(at, at + 1) for at in range(len(text))]
        return {"input_ids": [ord(one) for one in text], "offset_mapping": offsets}


@pytest.fixture
def module(monkeypatch: pytest.MonkeyPatch) -> Any:
    torch, data = ModuleType("torch"), ModuleType("verl.utils.dataset.multiturn_sft_dataset")
    data.MultiTurnSFTDataset = object  # type: ignore[attr-defined]
    for name, one in {"torch": torch, data.__name__: data}.items():
        monkeypatch.setitem(sys.modules, name, one)
    for name in ("verl", "verl.utils", "verl.utils.dataset"):
        monkeypatch.setitem(sys.modules, name, ModuleType(name))
    name = "toolmind.formats.verl_dataset"
    monkeypatch.delitem(sys.modules, name, raising=False)
    return importlib.import_module(name)


SAID = [
    {"role": "user", "content": "hi"},
    {"role": "assistant", "content": "no", "train": False},
    {"role": "user", "content": "so"},
    {"role": "assistant", "content": "yes", "train": True},
]


def test_learnt_are_the_marked_turns_and_what_stops_them(module: Any) -> None:
    ids, mask = module.masked_tokens(Tokenizer(), SAID, None, {})
    learnt = "".join(chr(one) for one, on in zip(ids, mask, strict=True) if on)
    assert learnt == "yes."


def test_an_empty_block_of_reasoning_is_not_learnt(module: Any) -> None:
    thought = {**SAID[1], "reasoning_content": "hm", "train": True}
    ids, mask = module.masked_tokens(
        Tokenizer(thinks=True), [SAID[0], thought, *SAID[2:]], None, {}
    )
    learnt = "".join(chr(one) for one, on in zip(ids, mask, strict=True) if on)
    assert learnt == "<hm>no.yes."


def test_a_template_that_rewrites_a_learnt_turn_is_refused(module: Any) -> None:
    both = [SAID[0], {**SAID[1], "train": True}, *SAID[2:]]
    with pytest.raises(ValueError, match="message 1: the chat template rewrites it"):
        module.masked_tokens(Tokenizer(forgets=True), both, None, {})
