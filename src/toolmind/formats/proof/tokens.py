"""Rows as tokens with their labels: what a template renders, under loss just the learnt turns."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from toolmind.formats.proof.piece import Ids, numbered, spelt
from toolmind.formats.proof.proof import Mismatch, ProvenTurn, proven
from toolmind.formats.proof.rows import RenderedRow
from toolmind.formats.proof.template import ChatTemplate

IGNORED = -100
"""The label of a token without loss, as PyTorch's cross entropy has it."""


class TokenRow(NamedTuple):
    """The tokens of a row by number, and as many labels: the same number, or `IGNORED`.

    `weights` are as many, too: how much each token weighs in the loss, 0 where it has none. They
    are NumPy arrays of int32, int32 and float64.
    """

    input_ids: Ids
    labels: Ids
    weights: Any


def token_row(template: ChatTemplate, row: RenderedRow) -> TokenRow | Mismatch:
    """Return a row as tokens; where a turn is not proven (see `prove`), what is wrong with it.

    `template` is one with a tokenizer; the row has a learnt turn, of a row by turn the last.
    """
    turns: list[ProvenTurn] = []
    for at in row.learnt:
        for found in proven(template, row, at):
            if isinstance(found, Mismatch):
                return found
            turns.append(found)
    pieces = template.cut(turns[-1].row)
    # Of a row for one turn they are those of the proof itself, which cut the same text.
    tokens = spelt(pieces) if row.whole else None
    ids = numbered(pieces)
    labels, weights = np.full(len(ids), IGNORED, np.int32), np.zeros(len(ids))
    told = row.weights or [1.0] * len(turns)
    for at, turn, weight in zip(row.learnt, turns, told, strict=True):
        start, end = turn.start, turn.start + len(turn.learnt)
        if tokens is not None and tokens[start:end] != turn.learnt:
            return Mismatch("history is rewritten", row.id, at, "other tokens in the whole")
        labels[start:end] = ids[start:end]
        weights[start:end] = weight
    return TokenRow(ids, labels, weights)
