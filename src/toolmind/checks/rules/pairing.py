"""Every call is answered exactly once, linked by its id, with a structured status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from toolmind.checks.base import CheckContext, Finding, RuleCheck
from toolmind.records import Message


class Pairing(RuleCheck):
    """Calls and results that do not pair break the dialogue: trainers' templates reject it."""

    name = "pairing"
    scope = "trajectory"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per call or result that has no single partner."""
        yield from pairing_faults(context.trajectory.messages)


class ResultStatus(RuleCheck):
    """Every result says by its `status` whether the call succeeded.

    No word of the content is looked at: a result that speaks of an "error" may be a success.
    """

    name = "result_status"
    scope = "trajectory"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per result without a status."""
        for message in context.trajectory.messages:
            if message.role == "tool" and message.status is None:
                text = f"the result of call {message.tool_call_id!r} has no status"
                yield Finding("missing_status", text, evidence=(message.id,))


def pairing_faults(messages: Sequence[Message]) -> Iterator[Finding]:
    """Yield what is wrong with the links between calls and results.

    Results belong to the assistant message right before them, in any order. An id may be used
    once in a dialogue: trainers look calls up by it.
    """
    used = Counter(call.id for message in messages for call in message.tool_calls)
    for call_id, count in used.items():
        if not call_id:
            yield Finding("call_without_id", f"{count} calls have no id")
        elif count > 1:
            yield Finding("reused_id", f"call id {call_id!r} is used {count} times")
    caller: Message | None = None
    waiting: list[str] = []
    for message in messages:
        if message.role != "tool":
            yield from _unanswered(waiting, caller)
            caller, waiting = message, [call.id for call in message.tool_calls]
        elif message.tool_call_id in waiting:
            waiting.remove(message.tool_call_id)
        else:
            yield _unasked(message, caller)
    yield from _unanswered(waiting, caller)


def _unasked(result: Message, caller: Message | None) -> Finding:
    call_id = result.tool_call_id
    evidence = (caller.id, result.id) if caller else (result.id,)
    if caller and call_id in (call.id for call in caller.tool_calls):
        return Finding("answered_twice", f"call {call_id!r} has two results", evidence=evidence)
    text = f"a result for {call_id!r}, which the turn before it did not call"
    return Finding("orphan_result", text, evidence=evidence)


def _unanswered(waiting: Sequence[str], caller: Message | None) -> Iterator[Finding]:
    asked = [call.id for call in caller.tool_calls] if caller and waiting else []
    for call_id in sorted(waiting, key=asked.index):
        evidence = (caller.id,) if caller else ()
        yield Finding("unanswered", f"call {call_id!r} has no result", evidence=evidence)
