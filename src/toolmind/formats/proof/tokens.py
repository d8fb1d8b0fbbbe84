"""Rows as tokens with their labels: what a template renders, under loss just the learnt turns."""

from __future__ import annotations

from typing import NamedTuple

from toolmind.formats.proof.proof import Mismatch, ProvenTurn, proven
from toolmind.formats.proof.rows import RenderedRow
from toolmind.formats.proof.template import ChatTemplate

IGNORED = -100
"""The label of a token without loss, as PyTorch's cross entropy has it."""


class TokenRow(NamedTuple):
    """The tokens of a row by number, and as many labels: the same number, or `IGNORED`."""

    input_ids: list[int]
    labels: list[int]


def token_row(template: ChatTemplate, row: RenderedRow) -> TokenRow | Mismatch:
    """Return a row as tokens; where a turn is not proven (see `prove`), what is wrong with it.

    `template` is one with a tokenizer.
    """
    turns: list[ProvenTurn] = []
    for at in row.learnt:
        for found in proven(template, row, at):
            if isinstance(found, Mismatch):
                return found
            turns.append(found)
    assert template.ids is not None
    text = template.render(row.messages, row.tools, options=row.options)
    tokens, ids = template.encode(text), template.ids(text)
    labels = [IGNORED] * len(ids)
    for at, turn in zip(row.learnt, turns, strict=True):
        start, end = len(turn.prompt), len(turn.prompt) + len(turn.learnt)
        if tokens[start:end] != turn.learnt:
            return Mismatch("history is rewritten", row.id, at, "other tokens in the whole")
        labels[start:end] = ids[start:end]
    return TokenRow(ids, labels)
