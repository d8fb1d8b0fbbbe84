"""Offers that checks turned down: what a preference trainer learns to avoid.

While a dialogue is played, a turn that fails a check is offered anew; the offers that were not
taken stand with the turn, each with its faults (see `Origin`). They were replies to one context, so
that nothing but the turn differs.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from msgspec.structs import replace

from toolmind.formats.base import is_learnt
from toolmind.formats.chat import ChatRow, Reasoning, with_safe_ids
from toolmind.records import Message, Origin


def with_rejected(chat: ChatRow, reasoning: Reasoning) -> Iterator[ChatRow]:
    """Yield a row by turn once per offer turned down, that offer its turn's one alternative.

    A turn with faults of its own is no better by measure, and has none.
    """
    *context, turn = chat.messages
    origin = turn.origin or Origin()
    if origin.faults or not is_learnt(turn):
        return
    number = count(1)
    for offer in origin.alternatives:
        if offer.origin and offer.origin.faults:
            (*_, offer) = with_safe_ids((*context, offer), chat.kept.trajectory.id)
            if reasoning == "strip":
                offer = replace(offer, reasoning="")
            chosen = replace(turn, origin=replace(origin, alternatives=(offer,)))
            yield chat._replace(id=f"{chat.id}/{next(number)}", messages=(*context, chosen))


def rejected(chat: ChatRow) -> Message:
    """Return the offer that was turned down, of a row of `with_rejected`."""
    origin = chat.messages[-1].origin
    assert origin is not None
    return origin.alternatives[0]


def faults(message: Message) -> tuple[str, ...]:
    """Return what checks had against a message when it was offered."""
    return message.origin.faults if message.origin else ()
