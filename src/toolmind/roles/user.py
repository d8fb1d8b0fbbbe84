"""The simulated user: reveals its intent, answers questions, and says when it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import orjson

from toolmind.facts import distinct_labels, facts
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.prompts import Prompt
from toolmind.roles.clock import spoken
from toolmind.schema import by_identity, leaves
from toolmind.trajectory import Link, Scenario, Step
from toolmind.types import Message, Record, Schema, Tool

STOP = "###STOP###"
"""What ends a dialogue (paper §3.2)."""

MANNERS = {"parallel": "at the same time", "multi_turn": "gradually"}
"""Scenario kind → how the user talks; all other kinds say everything at once."""

_QUOTED = 8
"""Words of an earlier wish that a user quotes to say which result is meant (ours)."""


class Utterance(Record, frozen=True):
    """What the user said. `stop`: the dialogue is over, and the message is not part of it."""

    message: Message
    stop: bool


class User:
    """A chat model that plays the person of one scenario. It never sees tools or calls."""

    def __init__(
        self, model: ChatModel, prompt: Prompt, scenario: Scenario, tools: Mapping[str, Tool]
    ) -> None:
        self._model = model
        self._sampling = Sampling(seed=scenario.seed)
        self.model_name = model.name
        text = prompt.render(
            clock=spoken(scenario.clock),
            brief=orjson.dumps(brief(scenario, tools), option=orjson.OPT_INDENT_2).decode(),
        )
        self._instructions = Message(role="system", content=text)

    async def speak(self, messages: Sequence[Message]) -> Utterance:
        """Return what the user says next.

        Raises:
            ModelError, ReplyError: the model gave no usable reply.
        """
        request = ChatRequest(
            messages=(self._instructions, *_from_the_other_side(messages)),
            sampling=self._sampling,
        )
        reply = await self._model.chat(request)
        said = reply.message.content.strip()
        return Utterance(
            message=Message(role="user", content=said.replace(STOP, "").strip()),
            stop=STOP in said,
        )


def brief(scenario: Scenario, tools: Mapping[str, Tool]) -> dict[str, object]:
    """Return what the user knows: facts by the words a person would use, never by paths."""
    return {
        "persona": scenario.persona,
        "intent": scenario.intent,
        "manner": MANNERS.get(scenario.kind, "at once"),
        "wishes": [_wish(step, scenario, tools) for step in scenario.steps],
    }


def _wish(step: Step, scenario: Scenario, tools: Mapping[str, Tool]) -> dict[str, object]:
    labels = {path: fact.label for path, fact in facts(tools[step.tool].parameters).items()}
    told = {labels[p]: v for p, v in step.known.items() if p not in step.withheld}
    asked = {labels[p]: step.known[p] for p in step.withheld}
    wish: dict[str, object] = {"wish": step.goal, "you know": told}
    if asked:
        wish["only when asked"] = asked
    if step.links:
        wish["from results"] = [
            _reference(link, labels[link.dst_input], scenario, tools) for link in step.links
        ]
    return wish


def _reference(
    link: Link, put: str, scenario: Scenario, tools: Mapping[str, Tool]
) -> dict[str, str]:
    """Return how a person would refer to an earlier value; `of` only where it would be unclear."""
    take = _result_labels(tools[scenario.steps[link.src].tool].returns or {})[link.src_output]
    reference = {"take": take, "as": put}
    between = scenario.steps[link.src + 1 : link.dst]
    if any(take in _result_labels(tools[s.tool].returns or {}).values() for s in between):
        reference["of"] = " ".join(scenario.steps[link.src].goal.split()[:_QUOTED])
    return reference


@by_identity(size=4096)
def _result_labels(returns: Schema) -> dict[str, str]:
    return distinct_labels([leaf.path for leaf in leaves(returns)])


def _from_the_other_side(messages: Sequence[Message]) -> tuple[Message, ...]:
    """Return the dialogue as the user model sees it: it is the assistant, we are the user."""
    seen = [Message(role="user", content="(The conversation begins. You speak first.)")]
    for message in messages:
        if message.role == "user":
            seen.append(Message(role="assistant", content=message.content))
        elif message.role == "assistant" and message.content:
            seen.append(Message(role="user", content=message.content))
    return tuple(seen)
