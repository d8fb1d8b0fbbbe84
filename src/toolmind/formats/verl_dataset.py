"""A data set for verl that learns just the turns that are marked; it stands on its own.

Written beside the rows by ToolMind's format `verl`; it needs verl and torch, and not ToolMind.
"""

from __future__ import annotations

import json
from typing import Any

import torch
from verl.utils.dataset.multiturn_sft_dataset import (  # type: ignore[import-not-found]
    MultiTurnSFTDataset,
)


class ToolMindDataset(MultiTurnSFTDataset):  # type: ignore[misc]
    """Rows whose `messages` and `tools` are JSON text, with `train` on what the assistant says."""

    def __getitem__(self, item: int) -> dict[str, Any]:
        row = self.dataframe.iloc[item]
        messages = json.loads(row[self.messages_key])
        tools = json.loads(row[self.tools_key]) or None
        ids, mask = masked_tokens(
            self.tokenizer, messages, tools, dict(self.apply_chat_template_kwargs)
        )
        if len(ids) > self.max_length:
            if self.truncation == "error":
                raise ValueError(f"row {item}: {len(ids)} tokens, more than {self.max_length}")
            kept = (
                slice(-self.max_length, None)
                if self.truncation == "left"
                else slice(self.max_length)
            )
            ids, mask = ids[kept], mask[kept]
        pad = 0 if self.pad_mode == "no_padding" else self.max_length - len(ids)
        filler = self.tokenizer.pad_token_id or 0
        found = {
            "input_ids": torch.tensor(ids + [filler] * pad),
            "loss_mask": torch.tensor(mask + [0] * pad),
            "position_ids": torch.tensor([*range(len(ids)), *[0] * pad]),
        }
        if self.pad_mode != "no_padding":
            found["attention_mask"] = torch.tensor([1] * len(ids) + [0] * pad)
        return found


def masked_tokens(
    tokenizer: Any, messages: list[Any], tools: Any, options: dict[str, Any]
) -> tuple[list[int], list[int]]:
    """Return the tokens of a dialogue and which of them are learnt.

    Raises:
        ValueError: the template renders a turn in the whole otherwise than as the last one, so
            that no mask can be right: export with a row per turn.
    """
    for message in messages:
        for call in message.get("tool_calls") or ():
            call["function"]["arguments"] = json.loads(call["function"]["arguments"])

    def render(end: int, reply: bool = False, **told: Any) -> str:
        text = tokenizer.apply_chat_template(
            messages[:end],
            tools=tools,
            add_generation_prompt=reply,
            tokenize=False,
            **{**options, **told},
        )
        return str(text)

    whole = render(len(messages))
    spans = []
    for at, message in enumerate(messages):
        if message["role"] == "assistant" and message["train"]:
            begin, text = len(render(at, reply=True)), render(at + 1)
            if not message.get("reasoning_content"):
                # Many templates put an empty block of reasoning here, which is not to be learnt.
                silent = render(at, reply=True, enable_thinking=False)
                begin = max(begin, len(silent)) if text.startswith(silent) else begin
            if not whole.startswith(text.rstrip()) or not whole.startswith(text[:begin]):
                raise ValueError(f"message {at}: the chat template rewrites it later on")
            spans.append((begin, len(text)))
    encoded = tokenizer(whole, add_special_tokens=False, return_offsets_mapping=True)
    mask = [
        int(any(begin <= start and end <= stop for begin, stop in spans))
        for start, end in encoded["offset_mapping"]
    ]
    return list(encoded["input_ids"]), mask
