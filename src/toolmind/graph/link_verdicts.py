"""How a model is asked about links between tools, and what is made of its answers.

Whole graphs (`validate`) and the links of single chains (`validate_lazily`) are judged by it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

import orjson

from toolmind.errors import ItemError
from toolmind.graph.verdict_file import LinkedPair, Pair, PairVerdict
from toolmind.models.ask_again import refuse
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.models.structured import ask_json
from toolmind.prompts import Prompt
from toolmind.records import JSON, Message, Schema, Tool
from toolmind.schema import leaves
from toolmind.schema.outline import outline
from toolmind.text.cut import cut
from toolmind.tools.lean import lean_text

BATCH = 12
"""Pairs of one source that go into one request (ours)."""

_LONGEST = 200
"""Characters of a function's description, and half of it of a field's (ours)."""

_OTHERS = 6
"""Fields without a link that are named (ours)."""

_TELLING = ("type", "enum", "format", "pattern")
"""What a field's schema says of its form, beside its description."""

_SCORE = {"type": "integer", "minimum": 0, "maximum": 9}

REPLY_SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "verdicts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "target": {"type": "string"},
                    "transitivity": {"type": "array", "items": _SCORE},
                    "coherence": _SCORE,
                    "reason": {"type": "string"},
                },
                "required": ["target", "transitivity", "coherence", "reason"],
                "additionalProperties": False,
            },
        }
    },
    "required": ["verdicts"],
    "additionalProperties": False,
}
"""The form of a model's answer."""


def key_of(prompt: Prompt, src: str, dst: str, links: Sequence[tuple[str, str]]) -> str:
    """Return a hash of all that is asked about a pair."""
    return hashlib.sha256(orjson.dumps([prompt.digest, src, dst, links])).hexdigest()[:24]


def batches(pairs: Sequence[Pair], most: int = BATCH) -> Iterator[Sequence[Pair]]:
    """Split pairs, sorted by source, into parts of one source."""
    start = 0
    for at in range(1, len(pairs) + 1):
        if at == len(pairs) or pairs[at].src != pairs[start].src or at - start == most:
            yield pairs[start:at]
            start = at


def request_about(
    pairs: Sequence[LinkedPair], tools: Mapping[str, Tool], prompt: Prompt
) -> ChatRequest:
    """Return the request for verdicts on pairs of one source."""
    given = {output for pair in pairs for output, _ in pair.links}
    source = tools[pairs[0].src]
    text = prompt.render(
        source=_text(_about(source) | _fields("outputs", source.returns or {}, given)),
        targets=_text([_target(pair, tools[pair.dst]) for pair in pairs]),
    )
    return ChatRequest(
        messages=(Message(role="system", content=text),),
        sampling=Sampling(temperature=0.0),
        response_schema=REPLY_SCHEMA,
    )


async def judge(
    pairs: Sequence[LinkedPair], tools: Mapping[str, Tool], model: ChatModel, prompt: Prompt
) -> list[PairVerdict]:
    """Return a verdict on each pair; where the model gives none, one that says why it failed."""
    request = request_about(pairs, tools, prompt)
    names = [tools[pair.dst].name for pair in pairs]
    try:
        verdicts = await ask_json(model, request, lambda value: _checked(value, pairs, names))
    except ItemError as error:
        verdicts = [{"failed": error.code}] * len(pairs)
    return [
        PairVerdict(key=one.key, src=one.src, dst=one.dst, links=one.links, **answer)
        for one, answer in zip(pairs, verdicts, strict=True)
    ]


def _checked(
    value: JSON, pairs: Sequence[LinkedPair], names: Sequence[str]
) -> list[dict[str, Any]]:
    """Return the verdicts of a reply, valid under the schema, without their targets."""
    verdicts = value["verdicts"]
    if len(verdicts) != len(names):
        raise ValueError(f"`verdicts` must be a list of {len(names)} entries, one for each target")
    refuse(
        [
            f"the targets must be in the order given: entry {place} is of {name!r}"
            for place, (answer, name) in enumerate(zip(verdicts, names, strict=True), start=1)
            if answer["target"] != name
        ]
    )
    refuse(
        [
            f"`transitivity` of {name!r} must be a list of {len(pair.links)} scores, one for each"
            f" of its `links`: it has {len(answer['transitivity'])}"
            for answer, pair, name in zip(verdicts, pairs, names, strict=True)
            if len(answer["transitivity"]) != len(pair.links)
        ]
    )
    return [
        {
            "transitivity": tuple(map(int, answer["transitivity"])),  # 7.0 is valid, too
            "coherence": int(answer["coherence"]),
            "reason": answer.get("reason", ""),
        }
        for answer in verdicts
    ]


def _target(pair: LinkedPair, tool: Tool) -> dict[str, Any]:
    taken = {put for _, put in pair.links}
    return _about(tool) | _fields("inputs", tool.parameters, taken) | {"links": pair.links}


def _about(tool: Tool) -> dict[str, Any]:
    return {"name": tool.name, "description": cut(lean_text(tool.description), _LONGEST)}


def _fields(called: str, schema: Schema, linked: Collection[str]) -> dict[str, Any]:
    """Return the linked fields in brief, as far as they are declared, and some others by name.

    What the other fields are tells what the function is about; their schemas would not.
    """
    shown: dict[str, Any] = {}
    others: list[str] = []
    for leaf in leaves(schema):
        if leaf.path in linked or leaf.path.removesuffix("[]") in linked:
            declared = {key: leaf.schema[key] for key in _TELLING if key in leaf.schema}
            declared["description"] = cut(leaf.description, _LONGEST // 2)
            shown[leaf.path] = outline(declared)
        else:
            others.append(leaf.path)
    return {called: shown} | ({"others": others[:_OTHERS]} if others else {})


def _text(value: Any) -> str:
    return orjson.dumps(value).decode()
