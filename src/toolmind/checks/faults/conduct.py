"""Faults of conduct: turns that are well formed, and the wrong thing to do."""

from __future__ import annotations

import re
from random import Random
from typing import ClassVar

from msgspec.structs import replace

from toolmind.checks.faults.base import (
    AnswerFault,
    CallFault,
    Good,
    Group,
    Planted,
    put,
    shuffled,
    without,
)
from toolmind.checks.rules.constraint import price_of
from toolmind.checks.rules.contradiction import facts_in
from toolmind.records import Message, ToolCall
from toolmind.tools.effects import named_effect, tool_effect

_LEAKS = (
    "<|im_end|>",
    "</tool_call>",
    "\nUser: Thanks, go on.",
    "<|start_header_id|>user",
    "[/INST]",
)
_POLICY = "Before any action that changes something, obtain the user's explicit confirmation (yes)."
_AGREES = re.compile(
    r"\b(?:ye(?:s|ah|p|up)?|sure|ok(?:ay)?|go ahead|do (?:it|that|so)|please do|proceed|confirm\w*"
    r"|correct|sounds good|works)\b",
    re.IGNORECASE,
)
_ELSEWHERE = (
    "好的,我已经为您找到了相关信息,请问还需要别的帮助吗?",
    "Хорошо, я нашёл для вас нужную информацию. Что-нибудь ещё?",
    "حسنًا، لقد وجدت لك المعلومات المطلوبة. هل تحتاج إلى شيء آخر؟",
    "承知しました。ご希望の情報が見つかりました。ほかにご用はありますか?",
)


class WrongTool(CallFault):
    """A call of another tool with the arguments meant for the right one."""

    name = "wrong_tool"
    group = "conduct"

    def changed(self, call: ToolCall, good: Good, rng: Random) -> ToolCall | None:
        """Draw another of the tools shown."""
        others = [name for name in good.tools if name != call.name]
        return replace(call, name=rng.choice(others)) if others else None


class RepeatedCall:
    """The same look-up again, with the same result."""

    name: ClassVar[str] = "repeated_call"
    group: ClassVar[Group] = "structure"

    def told(self, result: str, call: ToolCall, rng: Random) -> str:
        """Return what the second result is; nothing where the call cannot have the fault."""
        return result

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Make the only call of a turn once more, right after its result."""
        for at, call in shuffled(good.calls(), rng):
            results = good.results(at)
            if len(results) != 1 or good.messages[results[0]].status != "ok":
                continue
            result = good.messages[results[0]]
            if not (told := self.told(result.content, call, rng)):
                continue
            again = replace(call, id=f"{call.id}-again")
            turn = replace(good.messages[at], tool_calls=(again,), content="")
            second = replace(result, tool_call_id=again.id, content=told)
            end = results.stop
            return Planted((*good.messages[:end], turn, second, *good.messages[end:]), end)
        return None


class ContradictingResult(RepeatedCall):
    """The same look-up again, which tells one of the things otherwise."""

    name = "contradicting_result"
    group = "environment"

    def told(self, result: str, call: ToolCall, rng: Random) -> str:
        """Reverse one text among the facts of a look-up."""
        facts = [value for _, value in facts_in(result, call)]
        texts = [value for value in facts if isinstance(value, str) and len(value) > 3]
        if not texts or named_effect(call.name).may_write:
            return ""
        told = rng.choice(texts)
        return result.replace(f'"{told}"', f'"{told[::-1].title()}"')


class LeakedTemplate(AnswerFault):
    """An answer with the marks of a chat template, or with the user's next words."""

    name = "leaked_template"
    group = "structure"

    def changed(self, said: str, rng: Random) -> str:
        """Add such marks."""
        return said + rng.choice(_LEAKS)


class LanguageSwitch(AnswerFault):
    """An answer in a language that the user does not speak."""

    name = "language_switch"
    group = "conduct"

    def places(self, good: Good) -> list[int]:
        """Choose any answer to a user who never leaves the ASCII script."""
        said = "".join(m.content for m in good.messages if m.role == "user")
        return list(good.answers()) if said.isascii() else []

    def changed(self, said: str, rng: Random) -> str:
        """Answer in another script."""
        return rng.choice(_ELSEWHERE)


class UnconfirmedWrite:
    """A change that the policy wants confirmed, and nobody was asked."""

    name = "unconfirmed_write"
    group: Group = "conduct"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """State such a policy, and take the question and the answer away before the first change.

        Not where the user agrees to anything before: that may be the consent. (Later changes may
        be unconfirmed in the good dialogue, too, which has no such policy.)
        """
        at = next((at for at, call in good.calls() if _writes(call, good)), 0)
        if at < 3 or good.messages[at - 1].role != "user" or good.messages[at - 2].tool_calls:
            return None
        before = good.messages[: at - 2]
        if before[-1].role == "assistant" or any(map(_agrees, before)):
            return None
        cut = without(good, {at - 2, at - 1}, at)
        head = cut.messages[0]
        if head.role == "system":
            text = f"{head.content}\n{_POLICY}"
            return Planted((replace(head, content=text), *cut.messages[1:]), cut.at)
        return Planted((Message(role="system", content=_POLICY), *cut.messages), cut.at + 1)


def _agrees(message: Message) -> bool:
    return message.role == "user" and _AGREES.search(message.content) is not None


class BrokenLimit:
    """A purchase above the price that the user set as the most."""

    name = "broken_limit"
    group: Group = "conduct"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Let the user set a limit, in the words before it, below the price of what is bought."""
        for at, call in shuffled(good.calls(), rng):
            results = [one for one in good.messages[:at] if one.role == "tool"]
            price = price_of(call, results)
            spoken = [place for place in range(at) if good.messages[place].role == "user"]
            if not (price and spoken and _writes(call, good)):
                continue
            last = good.messages[spoken[-1]]
            text = f"{last.content} It must cost no more than ${max(int(price * 0.7), 1)}."
            made = put(good, spoken[-1], replace(last, content=text))
            return Planted(made.messages, at)
        return None


def _writes(call: ToolCall, good: Good) -> bool:
    tool = good.tools.get(call.name)
    return (tool_effect(tool) if tool else named_effect(call.name)).writes


class ContradictingReasoning:
    """Reasoning that decides for another tool than the one called."""

    name = "contradicting_reasoning"
    group: Group = "conduct"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Reason for another of the tools shown."""
        for at, call in shuffled(good.calls(), rng):
            others = [name for name in good.tools if name != call.name]
            if others and len(good.messages[at].tool_calls) == 1:
                text = f"The right thing to call now is {rng.choice(others)}."
                return put(good, at, replace(good.messages[at], reasoning=text))
        return None
