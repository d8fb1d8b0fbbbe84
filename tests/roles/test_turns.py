"""How a turn is offered, refused and offered again."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from toolmind.models.ask_again import CORRECTION
from toolmind.records import Message, ToolCall
from toolmind.roles.turns import Objection, OpenGate, Patience, play_turn

ASKED = (Message(role="user", content="Do it."),)


def calling(*arguments: str, content: str = "") -> Message:
    calls = tuple(ToolCall(id=f"c{n}", name="act", arguments=a) for n, a in enumerate(arguments))
    return Message(role="assistant", content=content, tool_calls=calls)


def saying(text: str) -> Message:
    return Message(role="assistant", content=text)


class Offering:
    """Offers messages in turn and keeps what it was told."""

    def __init__(self, *offers: Message) -> None:
        self._offers = list(offers)
        self.told: list[Sequence[Message]] = []
        self.samples: list[int] = []

    async def offer(
        self, messages: Sequence[Message], told: Sequence[Message] = (), sample: int = 0
    ) -> Message:
        self.told.append(told)
        self.samples.append(sample)
        return self._offers.pop(0)

    def objections(self, turn: Message, messages: Sequence[Message]) -> Sequence[Objection]:
        return ()


class Strict(OpenGate):
    """Objects once for every "bad" of a turn."""

    async def objections(self, turn: Message) -> Sequence[Objection]:
        text = turn.content + "".join(call.arguments for call in turn.tool_calls)
        return [Objection(f"strict.bad{n}", f"bad {n}") for n in range(text.count("bad"))]


async def played(*offers: Message, **patience: float) -> tuple[Message, Offering]:
    speaker = Offering(*offers)
    settings = Patience(**patience)  # type: ignore[arg-type]
    return await play_turn(speaker, ASKED, Strict(), settings), speaker


def alternatives(message: Message) -> list[tuple[str, tuple[str, ...]]]:
    assert message.origin is not None
    return [(one.content, one.origin.faults) for one in message.origin.alternatives if one.origin]


async def test_a_turn_without_fault_is_taken_as_it_is() -> None:
    good = saying("good")
    message, speaker = await played(good, retries=2)
    assert message is good
    assert speaker.told == [()]


async def test_a_turn_that_fails_is_offered_again_and_kept_as_an_alternative() -> None:
    message, speaker = await played(saying("bad bad"), saying("good"), retries=2)
    assert message.content == "good"
    assert message.origin is not None and message.origin.faults == ()
    assert alternatives(message) == [("bad bad", ("strict.bad0", "strict.bad1"))]
    said, why = speaker.told[1]
    assert (said.role, said.content, why.role) == ("assistant", "bad bad", "user")
    assert why.content.startswith(CORRECTION) and "bad 0" in why.content and "bad 1" in why.content
    assert speaker.samples == [0, 1]


async def test_of_a_refused_call_each_is_answered_by_its_tool() -> None:
    _, speaker = await played(calling("bad", "{}"), saying("good"), retries=1)
    called, *answers = speaker.told[1]
    assert [call.arguments for call in called.tool_calls] == ["bad", "{}"]
    assert [(one.role, one.tool_call_id) for one in answers] == [("tool", "c0"), ("tool", "c1")]
    assert all("Nothing was called" in one.content for one in answers)


async def test_retries_are_bounded_and_the_least_bad_is_taken() -> None:
    offers = [saying("bad bad bad"), saying("bad"), saying("bad bad"), saying("good")]
    message, speaker = await played(*offers, retries=2)
    assert message.content == "bad"
    assert message.origin is not None and message.origin.faults == ("strict.bad0",)
    assert [text for text, _ in alternatives(message)] == ["bad bad", "bad bad bad"]
    assert len(speaker.told) == 3


async def test_who_offers_the_same_again_is_not_asked_a_third_time() -> None:
    message, speaker = await played(saying("bad"), saying("bad"), saying("good"), retries=5)
    assert message.content == "bad" and alternatives(message) == []
    assert len(speaker.told) == 2


async def test_without_retries_a_faulty_turn_stays() -> None:
    message, _ = await played(saying("bad"), retries=0)
    assert message.origin is not None and message.origin.faults == ("strict.bad0",)


async def test_of_several_at_once_the_checks_choose() -> None:
    offers = [saying("bad bad"), saying("good"), saying("also good")]
    message, speaker = await played(*offers, best_of=3, retries=2)
    assert message.content == "good"
    assert [text for text, _ in alternatives(message)] == ["also good", "bad bad"]
    assert sorted(speaker.samples) == [0, 1, 2]


@pytest.mark.parametrize(("share", "left"), [(1.0, True), (0.0, False)])
async def test_a_wrong_call_may_be_left_to_be_recovered_from(share: float, left: bool) -> None:
    message, _ = await played(calling("bad"), saying("good"), retries=1, leave_recoveries=share)
    assert bool(message.tool_calls) is left


async def test_wrong_words_are_never_left() -> None:
    message, _ = await played(saying("bad"), saying("good"), retries=1, leave_recoveries=1.0)
    assert message.content == "good"
