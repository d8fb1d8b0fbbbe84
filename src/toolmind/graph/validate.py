"""Validation: a model judges each pair of linked tools (paper §3.1).

Asked for are, from 0 to 9, how far the fields carry over and how coherent the intents are that the
pair serves. Verdicts go to a file as they come, so that a stopped validation goes on where it was.
A pair that could not be judged is kept as such: it has not passed, and is asked again next time.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import IO, Any

import msgspec
import numpy as np
import orjson
from numpy.typing import NDArray

from toolmind.errors import BudgetExceeded, ItemError, RunError
from toolmind.graph.graph import FAILED, NOT_ASKED, ToolGraph
from toolmind.models.ask_again import refuse
from toolmind.models.base import ChatModel, ChatRequest, Sampling
from toolmind.models.structured import ask_json
from toolmind.prompts import Prompt, load_prompt
from toolmind.records import JSON, Message, Record, Schema, Tool

BATCH = 8
"""Pairs of one source that go into one request (ours)."""

_MOST_LINKS = 6
"""Links of one pair that are shown, the best ones."""

REPLY_SCHEMA: Schema = {
    "type": "object",
    "properties": {
        "verdicts": {
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "target": {"type": "string"},
                    "transitivity": {"type": "integer", "minimum": 0, "maximum": 9},
                    "coherence": {"type": "integer", "minimum": 0, "maximum": 9},
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


class PairVerdict(Record, frozen=True):
    """What a model says of one pair of tools; `failed` is the code of why it says nothing.

    `key` is a hash of all that was asked, so that a changed link or prompt is asked anew.
    """

    key: str
    src: str
    dst: str
    transitivity: int = FAILED
    coherence: int = FAILED
    reason: str = ""
    failed: str = ""


async def validate_graph(
    graph: ToolGraph,
    tools: Mapping[str, Tool],
    model: ChatModel,
    store: Path,
    *,
    prompt: Prompt | None = None,
    wanted: NDArray[np.bool_] | None = None,
    batch: int = BATCH,
    in_flight: int = 16,
    judged: Callable[[int, int], object] = lambda done, total: None,
) -> ToolGraph:
    """Have every pair of linked tools judged; the verdicts stand beside the links' scores.

    `wanted` [links] names the links that matter: pairs without one are not asked about. `batch`
    pairs of one source go into one request. What `store` holds already is not asked again.
    `judged` is told how many pairs have a verdict and how many are to have one: at the beginning,
    and each time that some were judged.

    Raises:
        BudgetExceeded: the budget is spent; what was judged until then is in `store`.
        RunError: there is no room for a verdict; those before it are there.
    """
    prompt = prompt or load_prompt("validate_edge")
    pairs = list(_pairs(graph, prompt, wanted))
    known = {one.key: one for one in _read(store) if not one.failed}
    owed = [pair for pair in pairs if pair.key not in known]
    done = len(pairs) - len(owed)
    judged(done, len(pairs))
    with _appending(store) as file:
        gate = asyncio.Semaphore(in_flight)
        spent: list[BudgetExceeded] = []

        async def judge(part: Sequence[_Pair]) -> None:
            nonlocal done
            async with gate:
                # The embedded model never waits: let others have their turn.
                await asyncio.sleep(0)
                if spent:
                    return
                try:
                    verdicts = await _judge(part, tools, model, prompt)
                except BudgetExceeded as error:
                    spent.append(error)  # what others wait for is paid for: let it come
                    return
                file.write(msgspec.json.Encoder().encode_lines(verdicts))
                file.flush()
                known.update((verdict.key, verdict) for verdict in verdicts)
                done += len(part)
                judged(done, len(pairs))

        try:
            async with asyncio.TaskGroup() as group:
                for part in _batches(owed, batch):
                    group.create_task(judge(part))
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        if spent:
            raise spent[0]
    return _with_verdicts(graph, pairs, known)


def count_pairs(graph: ToolGraph, wanted: NDArray[np.bool_]) -> int:
    """Return how many pairs of tools have a link that is wanted."""
    ends = np.column_stack([graph.src[wanted], graph.dst[wanted]])
    return len(np.unique(ends, axis=0))


def requests(
    graph: ToolGraph, tools: Mapping[str, Tool], prompt: Prompt, wanted: NDArray[np.bool_]
) -> Iterator[tuple[ChatRequest, int]]:
    """Yield what a validation would ask, each time with the number of pairs asked about."""
    for part in _batches(list(_pairs(graph, prompt, wanted)), BATCH):
        yield _request(part, tools, prompt), len(part)


class _Pair(Record, frozen=True):
    key: str
    src: str
    dst: str
    first: int
    last: int
    links: tuple[tuple[str, str], ...]


@contextmanager
def _appending(store: Path) -> Iterator[IO[bytes]]:
    """Open the store for more lines; one torn by a kill is ended, so that the next stands alone."""
    try:
        with store.open("ab") as file:
            file.write(b"\n" if store.stat().st_size else b"")
            yield file
    except OSError as error:
        raise RunError(
            f"{store}: cannot be written: {error.strerror}. What was judged before is kept: make"
            " room and run the same command again"
        ) from None


def _pairs(graph: ToolGraph, prompt: Prompt, wanted: NDArray[np.bool_] | None) -> Iterator[_Pair]:
    """Yield the joined pairs of tools, those with a link that is wanted."""
    bounds = np.flatnonzero(
        np.r_[True, (graph.src[1:] != graph.src[:-1]) | (graph.dst[1:] != graph.dst[:-1])]
    )
    if not graph.n_links:
        return
    for first, last in zip(bounds, np.r_[bounds[1:], graph.n_links], strict=True):
        if wanted is not None and not wanted[first:last].any():
            continue
        src, dst = graph.tools[graph.src[first]], graph.tools[graph.dst[first]]
        links = tuple(
            (graph.outputs[graph.src_output[at]], graph.inputs[graph.dst_input[at]])
            for at in range(first, min(last, first + _MOST_LINKS))
        )
        asked = orjson.dumps([prompt.digest, src, dst, links])
        key = hashlib.sha256(asked).hexdigest()[:24]
        yield _Pair(key=key, src=src, dst=dst, first=int(first), last=int(last), links=links)


def _batches(pairs: Sequence[_Pair], most: int) -> Iterator[Sequence[_Pair]]:
    """Split pairs, sorted by source, into parts of one source."""
    start = 0
    for at in range(1, len(pairs) + 1):
        if at == len(pairs) or pairs[at].src != pairs[start].src or at - start == most:
            yield pairs[start:at]
            start = at


def _request(pairs: Sequence[_Pair], tools: Mapping[str, Tool], prompt: Prompt) -> ChatRequest:
    targets = [_shown(tools[pair.dst], "parameters") | {"links": pair.links} for pair in pairs]
    text = prompt.render(
        source=_pretty(_shown(tools[pairs[0].src], "returns")), targets=_pretty(targets)
    )
    return ChatRequest(
        messages=(Message(role="system", content=text),),
        sampling=Sampling(temperature=0.0),
        response_schema=REPLY_SCHEMA,
    )


async def _judge(
    pairs: Sequence[_Pair], tools: Mapping[str, Tool], model: ChatModel, prompt: Prompt
) -> list[PairVerdict]:
    request = _request(pairs, tools, prompt)
    names = [tools[pair.dst].name for pair in pairs]
    try:
        verdicts = await ask_json(model, request, lambda value: _checked(value, names))
    except ItemError as error:
        verdicts = [{"failed": error.code}] * len(pairs)
    return [
        PairVerdict(key=one.key, src=one.src, dst=one.dst, **answer)
        for one, answer in zip(pairs, verdicts, strict=True)
    ]


def _checked(value: JSON, names: Sequence[str]) -> list[dict[str, Any]]:
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
    return [
        {
            "transitivity": int(answer["transitivity"]),  # 7.0 is valid, too
            "coherence": int(answer["coherence"]),
            "reason": answer.get("reason", ""),
        }
        for answer in verdicts
    ]


def _shown(tool: Tool, part: str) -> dict[str, Any]:
    return {"name": tool.name, "description": tool.description, part: getattr(tool, part)}


def _with_verdicts(
    graph: ToolGraph, pairs: Sequence[_Pair], known: Mapping[str, PairVerdict]
) -> ToolGraph:
    transitivity = np.full(graph.n_links, NOT_ASKED, dtype=np.int8)
    coherence = np.full(graph.n_links, NOT_ASKED, dtype=np.int8)
    for pair in pairs:
        transitivity[pair.first : pair.last] = known[pair.key].transitivity
        coherence[pair.first : pair.last] = known[pair.key].coherence
    return replace(graph, transitivity=transitivity, coherence=coherence)


def _read(store: Path) -> Iterator[PairVerdict]:
    if not store.exists():
        return
    decoder = msgspec.json.Decoder(PairVerdict)
    with store.open("rb") as file:
        for line in file:
            try:
                yield decoder.decode(line)
            except msgspec.DecodeError:
                continue  # a torn line, or an empty one: its pairs are owed


def _pretty(value: Any) -> str:
    return orjson.dumps(value, option=orjson.OPT_INDENT_2).decode()
