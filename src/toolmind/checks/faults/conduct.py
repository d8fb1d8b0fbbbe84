"""Faults of conduct: turns that are well formed, and the wrong thing to do."""

from __future__ import annotations

import re
from random import Random

from msgspec.structs import replace

from toolmind.checks.faults.base import CallFault, Good, Group, Planted, put, shuffled, without
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

    name = "repeated_call"
    group: Group = "structure"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Make one call of a turn once more, right after its result."""
        for at, call in shuffled(good.calls(), rng):
            results = good.results(at)
            if len(results) != 1 or good.messages[results[0]].status != "ok":
                continue
            again = replace(call, id=f"{call.id}-again")
            answer = replace(good.messages[results[0]], tool_call_id=again.id)
            turn = replace(good.messages[at], tool_calls=(again,), content="")
            end = results.stop
            made = (*good.messages[:end], turn, answer, *good.messages[end:])
            return Planted(made, end)
        return None


class LeakedTemplate:
    """An answer with the marks of a chat template, or with the user's next words."""

    name = "leaked_template"
    group: Group = "structure"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Add such marks to an answer."""
        places = list(good.answers())
        if not places:
            return None
        at = rng.choice(places)
        text = good.messages[at].content + rng.choice(_LEAKS)
        return put(good, at, replace(good.messages[at], content=text))


class LanguageSwitch:
    """An answer in a language that the user does not speak."""

    name = "language_switch"
    group: Group = "conduct"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Give an answer in another script than all that the user says."""
        said = "".join(m.content for m in good.messages if m.role == "user")
        places = list(good.answers())
        if not places or not said.isascii():
            return None
        at = rng.choice(places)
        return put(good, at, replace(good.messages[at], content=rng.choice(_ELSEWHERE)))


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


class ContradictingResult:
    """The same look-up again, which tells one of the things otherwise."""

    name = "contradicting_result"
    group: Group = "environment"

    def plant(self, good: Good, rng: Random) -> Planted | None:
        """Make a look-up once more, right after its result, with another fact."""
        for at, call in shuffled(good.calls(), rng):
            results = good.results(at)
            if len(results) != 1 or good.messages[results[0]].status != "ok":
                continue
            answer = good.messages[results[0]]
            facts = [value for _, value in facts_in(answer.content, call)]
            texts = [value for value in facts if isinstance(value, str) and len(value) > 3]
            if not texts or named_effect(call.name).may_write:
                continue
            told = rng.choice(texts)
            other = answer.content.replace(f'"{told}"', f'"{told[::-1].title()}"')
            again = replace(call, id=f"{call.id}-again")
            turn = replace(good.messages[at], tool_calls=(again,), content="")
            made = replace(answer, tool_call_id=again.id, content=other)
            end = results.stop
            return Planted((*good.messages[:end], turn, made, *good.messages[end:]), end)
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
