"""Faults of conduct: turns that are well formed, and the wrong thing to do."""

from __future__ import annotations

from random import Random

from msgspec.structs import replace

from toolmind.checks.faults.base import CallFault, Good, Group, Planted, put, shuffled
from toolmind.records import ToolCall

_LEAKS = (
    "<|im_end|>",
    "</tool_call>",
    "\nUser: Thanks, go on.",
    "<|start_header_id|>user",
    "[/INST]",
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
