"""How one turn comes about: offered, held against the checks, and offered again where it fails.

What was wrong is told in the request for the next offer and nowhere else: the dialogue holds the
turn that was taken, and its origin the offers that were not.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Protocol

from msgspec.structs import replace

from toolmind.models.ask_again import CORRECTION, UNSAID, listed
from toolmind.records import Message, Origin


@dataclass(frozen=True)
class Objection:
    """What is wrong with a turn: `code` is counted, `explanation` is told to who offered it."""

    code: str
    explanation: str


@dataclass(frozen=True)
class Offer:
    """A turn that was offered, and all that is wrong with it."""

    message: Message
    objections: Sequence[Objection] = ()


class TurnGate(Protocol):
    """What looks at the turns of one dialogue as they are played."""

    def see(self, message: Message) -> None:
        """Take in a message that the dialogue now holds."""

    async def objections(self, turn: Message) -> Sequence[Objection]:
        """Return what is wrong with a turn that would come next. Nothing is taken in."""


class OpenGate:
    """Lets every turn pass."""

    def see(self, message: Message) -> None:
        """Take no notice."""

    async def objections(self, turn: Message) -> Sequence[Objection]:
        """Find nothing."""
        return ()


class Speaker(Protocol):
    """A role that takes turns."""

    async def offer(
        self, messages: Sequence[Message], told: Sequence[Message] = (), sample: int = 0
    ) -> Message:
        """Return what the role would say next; `told` is how a refused offer is answered.

        `sample` tells apart offers for the same dialogue.

        Raises:
            ModelError, ReplyError: the model gave no usable reply.
        """

    def objections(self, turn: Message, messages: Sequence[Message]) -> Sequence[Objection]:
        """Return what the role's own rules say against a turn that would come next."""


@dataclass(frozen=True)
class Patience:
    """How often turns are offered: `best_of` at once, then up to `retries` while they fail.

    Of turns whose only faults are those of a call, a share of `leave_recoveries` stays as it is:
    the world answers, and what follows shows how one recovers.
    """

    retries: int = 0
    best_of: int = 1
    leave_recoveries: float = 0.0
    seed: int = 0


async def play_turn(
    speaker: Speaker, messages: Sequence[Message], gate: TurnGate, patience: Patience
) -> Message:
    """Return the next turn: the first offer without a fault, else that with the fewest.

    Raises:
        ModelError, ReplyError: the role's model gave no usable reply.
    """
    if patience.best_of == 1:
        message = await speaker.offer(messages)
        faults = [*speaker.objections(message, messages), *await gate.objections(message)]
        if not faults:  # mostly so: every object and await less counts
            return message
        offers = [Offer(message, faults)]
    else:
        samples = range(patience.best_of)
        offers = await asyncio.gather(*(_offered(speaker, messages, gate, n) for n in samples))
    best = min(offers, key=_faults)
    for sample in range(patience.best_of, patience.best_of + patience.retries):
        if not best.objections or _is_left(best, messages, patience):
            break
        again = await _offered(speaker, messages, gate, sample, _told(best))
        offers = [*offers, again]
        if _alike(again.message, best.message):
            break  # it knows no better
        best = min(best, again, key=_faults)
    return _noted(best, offers)


async def _offered(
    speaker: Speaker,
    messages: Sequence[Message],
    gate: TurnGate,
    sample: int,
    told: Sequence[Message] = (),
) -> Offer:
    message = await speaker.offer(messages, told, sample)
    own = speaker.objections(message, messages)
    return Offer(message, [*own, *await gate.objections(message)])


def _faults(offer: Offer) -> int:
    return len(offer.objections)


def _is_left(offer: Offer, messages: Sequence[Message], patience: Patience) -> bool:
    if not (offer.message.tool_calls and patience.leave_recoveries):
        return False
    chance = Random(f"{patience.seed}|{len(messages)}").random()
    return chance < patience.leave_recoveries


def _told(refused: Offer) -> tuple[Message, ...]:
    """Return the messages that tell a model what was wrong with its offer.

    A call must be answered by a tool, words by a user: many endpoints refuse all else.
    """
    message = replace(refused.message, origin=None, reasoning="")
    why = f"{CORRECTION}{listed([objection.explanation for objection in refused.objections])}"
    end = "Nobody has seen it. Reply again in its place, and do not speak of this."
    if message.tool_calls:
        answer = f"{why}\nNothing was called. {end}"
        return (
            message,
            *(Message(role="tool", content=answer, tool_call_id=c.id) for c in message.tool_calls),
        )
    said = Message(role="assistant", content=message.content.strip() or UNSAID)
    return (said, Message(role="user", content=f"{why}\n{end}"))


def _alike(left: Message, right: Message) -> bool:
    return left.content == right.content and _calls(left) == _calls(right)


def _calls(message: Message) -> list[tuple[str, str]]:
    return [(call.name, call.arguments) for call in message.tool_calls]


def _noted(best: Offer, offers: Sequence[Offer]) -> Message:
    """Return the turn that is taken, with its faults and the other offers in its origin."""
    others: list[Offer] = []
    for offer in sorted(offers, key=_faults):
        known = [best, *others]
        if not any(_alike(offer.message, one.message) for one in known):
            others.append(offer)
    alternatives = tuple(_with_faults(offer) for offer in others)
    message = _with_faults(best)
    return replace(message, origin=replace(message.origin or Origin(), alternatives=alternatives))


def _with_faults(offer: Offer) -> Message:
    origin = offer.message.origin or Origin()
    faults = tuple(dict.fromkeys(objection.code for objection in offer.objections))
    return replace(offer.message, origin=replace(origin, faults=faults))
