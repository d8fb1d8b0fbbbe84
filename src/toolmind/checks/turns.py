"""Turns held against the checks while they are played, so that one that fails is played again.

A check that can judge a turn from what came before it has a method `watch`; what it returns follows
one dialogue, so that each turn costs that turn alone, however long the dialogue is. The checks look
at the whole dialogue again when it is over: what is found here decides nothing but who tries again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol, TypeGuard

from msgspec.structs import replace

from toolmind.checks.base import Check, CheckContext, Finding, run_checks
from toolmind.checks.policy import reason
from toolmind.errors import run_ending
from toolmind.records import Message, Scenario, Tool, Trajectory
from toolmind.roles.turns import Objection


class TurnWatch(Protocol):
    """One check's eye on one dialogue that is being played.

    `of_calls`: only turns that make calls can be at fault, so that others need not be shown.
    """

    of_calls: bool

    def see(self, message: Message) -> None:
        """Take in a message that the dialogue now holds."""

    def faults(self, turn: Message) -> Iterable[Finding]:
        """Yield what is wrong with a turn that would come next. Nothing is taken in."""


class WatchingCheck(Protocol):
    """A check that can judge a turn as it is played."""

    name: Any

    def watch(self, scenario: Scenario, tools: Mapping[str, Tool]) -> TurnWatch | None:
        """Return what follows a dialogue, or None where there is nothing to look for."""


class EachTurn:
    """A watch that needs to know nothing but the turn."""

    def __init__(
        self, faults: Callable[[Message], Iterable[Finding]], *, of_calls: bool = True
    ) -> None:
        self.faults = faults
        self.of_calls = of_calls

    def see(self, message: Message) -> None:
        """Take no notice."""


class TurnChecks:
    """The gate of one dialogue: those of the checks that can judge a turn as it is played.

    `judges` are asked of an assistant's turn that the checks let pass.
    """

    def __init__(
        self,
        checks: Iterable[object],
        scenario: Scenario,
        tools: Mapping[str, Tool],
        judges: Sequence[Check] = (),
    ) -> None:
        watches = (
            (check.name, check.watch(scenario, tools)) for check in checks if _watches(check)
        )
        self._watches = [(name, watch) for name, watch in watches if watch is not None]
        self._of_words = [one for one in self._watches if not one[1].of_calls]
        self._seeing = [watch for _, watch in self._watches if not isinstance(watch, EachTurn)]
        self._judges = judges
        self._scenario, self._tools = scenario, tools
        self._messages: list[Message] = []

    def see(self, message: Message) -> None:
        """Take in a message that the dialogue now holds."""
        self._messages.append(message)
        for watch in self._seeing:
            watch.see(message)

    async def objections(self, turn: Message) -> Sequence[Objection]:
        """Return what the checks find wrong with a turn that would come next, else the judges."""
        watches = self._watches if turn.tool_calls else self._of_words
        found = [
            Objection(f"{name}.{fault.code}", fault.explanation)
            for name, watch in watches
            for fault in _faults(watch, turn)
        ]
        if found or not self._judges or turn.role != "assistant":
            return found
        return await self._judged(turn)

    async def _judged(self, turn: Message) -> list[Objection]:
        """Return what the judges say against a turn; one that gives no answer says nothing.

        It is shown all that stands before the turn, whose own turns it need not judge again.
        """
        turn = replace(turn, id=f"m{len(self._messages)}")
        played = Trajectory(
            id=self._scenario.id,
            index=self._scenario.index,
            scenario=self._scenario.id,
            messages=(*self._messages, turn),
            ended="stop",
        )
        before = frozenset(m.id for m in self._messages if m.role == "assistant")
        context = CheckContext(played, self._scenario, self._tools, before)
        return [
            Objection(reason(verdict), verdict.explanation)
            for verdict in await run_checks(self._judges, context)
            if verdict.outcome == "fail" and verdict.turn == turn.id
        ]


def _watches(check: object) -> TypeGuard[WatchingCheck]:
    return hasattr(check, "watch")  # (a protocol's `isinstance` takes ten times as long)


def _faults(watch: TurnWatch, turn: Message) -> list[Finding]:
    """Return what a watch finds; one that fails finds nothing.

    The turn is not let off: the check fails again when the dialogue is over, and that is recorded.
    """
    try:
        return [fault for fault in watch.faults(turn) if not fault.unsure]
    except Exception as error:
        if ending := run_ending(error):
            raise ending from None
        return []
