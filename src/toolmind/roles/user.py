"""The simulated user: reveals its intent, answers questions, and says when it is done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import orjson

from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.prompts import Prompt
from toolmind.records import Link, Message, Scenario, Schema, Step, Tool
from toolmind.records.clock import situated
from toolmind.roles.stop import stops
from toolmind.roles.turns import Objection
from toolmind.roles.wishes import due_tools, unsaid, untried
from toolmind.schema import cached_per_schema, leaves, split
from toolmind.schema.slots import distinct_labels, slots
from toolmind.text.identifiers import label

_PARTS = frozenset(
    (
        "any order",
        "constraints",
        "does not know",
        "from results",
        "in words",
        "means",
        "not asked for",
        "only when asked",
        "possible later",
        "put at first as",
        "says at first",
        "you know",
    )
)
"""Parts that not every brief has."""

_DANGLING = frozenset(
    "a an the of to for in on at by with from and or as its that which your using".split()
)
_QUOTED = 8
"""Words of an earlier wish that a user quotes at least to say which result is meant (ours)."""


class User:
    """A chat model that plays the person of one scenario. It never sees tools or calls."""

    def __init__(
        self, model: ChatModel, prompt: Prompt, scenario: Scenario, tools: Mapping[str, Tool]
    ) -> None:
        self._model = model
        self._scenario = scenario
        self._tools = tools
        self._reminded = False
        self.model_name = model.name
        told = brief(scenario, tools)
        self._prompt, self._brief = prompt.without(_absent(told)), orjson.dumps(told).decode()

    @property
    def _instructions(self) -> Message:
        """What the model is told first; written as it is sent: it is most of what a user holds."""
        return Message(role="system", content=self._prompt.render(brief=self._brief))

    async def offer(
        self, messages: Sequence[Message], told: Sequence[Message] = (), sample: int = 0
    ) -> Message:
        """Return what the user says next, without blank space around it; see `stops`.

        Raises:
            ModelError, ReplyError: the model gave no usable reply.
        """
        seen = _from_the_other_side(messages)
        request = ChatRequest(
            messages=(self._instructions, _OPENING, *seen, *told),
            sampling=Sampling(seed=self._scenario.seed + sample),
            sample=sample,
        )
        reply = (await self._model.chat(request)).signed()
        return Message(
            role="user",
            content=reply.content.strip(),
            adds_tools=due_tools(self._scenario, self._tools, messages),
            origin=reply.origin,
        )

    def objections(self, turn: Message, messages: Sequence[Message]) -> list[Objection]:
        """Return why the user must not end the dialogue here, or has said nothing.

        That a wish was not met is told once: a user who ends all the same has been refused it.
        """
        if not stops(turn.content):
            return [] if turn.content else [Objection("user.empty", "your message is empty")]
        if not any(message.role == "user" for message in messages):
            return [Objection("user.stopped_first", "you end before you have asked for anything")]
        if left := unsaid(self._scenario, self._tools, messages):
            text = f"you end, though you have not spoken of this: {_goals(left)}"
            return [Objection("user.gave_up", text)]
        if due_tools(self._scenario, self._tools, messages):
            later = [step for step in self._scenario.steps if step.tool in self._scenario.later]
            text = f"you end, though this has become possible by now: {_goals(later)}. Ask again"
            return [Objection("user.gave_up", text)]
        if not self._reminded and (left := untried(self._scenario, self._tools, messages)):
            self._reminded = True
            text = (
                f"you end, though nothing was done about this: {_goals(left)}."
                " If you were told that it cannot be done or is so already, end again; else ask"
            )
            return [Objection("user.not_done", text)]
        return []


def _goals(steps: Sequence[Step]) -> str:
    return "; ".join(step.goal for step in steps)


def brief(scenario: Scenario, tools: Mapping[str, Tool]) -> dict[str, object]:
    """Return what the user knows: facts by the words a person would use, never by paths.

    What a scenario does not tell is left out.
    """
    told: dict[str, object] = {
        "persona": scenario.persona,
        "background": scenario.background,
        "style": scenario.style,
        "language": "" if scenario.language == "en" else scenario.language,
        "intent": scenario.intent,
        "constraints": scenario.constraints,
        "does not know": scenario.unknown,
    }
    optional = {"background", "style", "language", "constraints", "does not know"}
    return {
        **{key: value for key, value in told.items() if value or key not in optional},
        **situated(scenario.clock),
        "all at once": scenario.manner != "gradually",
        "any order": scenario.manner == "at the same time",
        "wishes": [_wish(step, scenario, tools) for step in scenario.steps],
    }


def _absent(told: Mapping[str, Any]) -> frozenset[str]:
    """Return the parts that a brief can have and that this one has not."""
    there = {name for part in (told, *told["wishes"]) for name, value in part.items() if value}
    return _PARTS - there


def _wish(step: Step, scenario: Scenario, tools: Mapping[str, Tool]) -> dict[str, object]:
    labels = {path: slot.label for path, slot in slots(tools[step.tool].parameters).items()}
    parts = {
        "you know": {p: v for p, v in step.known.items() if p not in step.withheld},
        "only when asked": {p: step.known[p] for p in step.withheld},
        "in words": step.spoken,
        "says at first": step.first_told,
        "means": step.references,
    }
    named = {part: {labels.get(p, p): v for p, v in told.items()} for part, told in parts.items()}
    wish: dict[str, object] = {"wish": step.goal, "you know": named.pop("you know")}
    if step.implied:
        wish["not asked for"] = True
    if step.vague:
        wish["put at first as"] = step.vague
    if step.tool in scenario.later:
        wish["possible later"] = True
    wish |= {part: told for part, told in named.items() if told}
    if step.links:
        wish["from results"] = [
            _reference(link, labels[link.dst_input], scenario, tools) for link in step.links
        ]
    return wish


def _reference(
    link: Link, put: str, scenario: Scenario, tools: Mapping[str, Tool]
) -> dict[str, str]:
    """Return how a person would refer to an earlier value; `of` only where it would be unclear."""
    steps = scenario.steps
    take = _result_labels(tools[steps[link.src].tool].returns or {})[link.src_output]
    reference = {"take": take, "as": put}
    if any(_could_give(tools[step.tool], take) for step in steps[link.src + 1 : link.dst]):
        reference["of"] = _quoted(link.src, [step.goal for step in steps])
    return reference


def _could_give(tool: Tool, take: str) -> bool:
    """Say whether a result of the tool may hold a value that could be meant by these words.

    A tool that declares no result may answer anything: that it worked, and with what it was given.
    """
    if tool.returns:
        return _among(take, _endings(tool.returns))
    return take in ("status", "id") or _among(take, _endings(tool.parameters))


def _among(words: str, lines: str) -> bool:
    return f"\n{words}\n" in lines


@cached_per_schema(size=4096)
def _endings(schema: Schema) -> str:
    """Return the words of every ending of every path of a schema, a line each.

    (A set of them would take four times the memory.)
    """
    paths = ([label(step) for step in split(leaf.path) if step != "[]"] for leaf in leaves(schema))
    endings = {" ".join(filter(None, p[at:])) for p in paths for at in range(len(p))}
    return "\n".join(["", *sorted(endings), ""])


def _quoted(step: int, goals: Sequence[str]) -> str:
    """Return the first words of a step's goal, as many as tell it from the other goals."""
    others = [goal for goal in goals if goal != goals[step]]
    words = goals[step].split()
    for count in range(_QUOTED, len(words)):
        quote = " ".join(words[:count])
        if words[count - 1].lower() in _DANGLING:
            continue  # nobody ends a quote on "with an"
        if not any(" ".join(other.split()).startswith(quote) for other in others):
            return quote
    return " ".join(words)


@cached_per_schema(size=4096)
def _result_labels(returns: Schema) -> dict[str, str]:
    return distinct_labels([leaf.path for leaf in leaves(returns)])


_OPENING = Message(
    role="user",
    content="(The conversation begins. You are the person of the brief, and write to the assistant"
    " first: tell it what you want it to do for you.)",
)
"""Small models that are told only to speak first greet the person as the assistant would."""


def _from_the_other_side(messages: Sequence[Message]) -> Iterator[Message]:
    """Yield what the user model sees of a dialogue: it is the assistant, we are the user."""
    for message in messages:
        if message.role == "user":
            yield Message(role="assistant", content=message.content)
        elif message.role == "assistant" and message.content:
            yield Message(role="user", content=message.content)
