"""From tools to the function graph."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from toolmind.config import GraphConfig
from toolmind.errors import DataError
from toolmind.graph.graph import ToolGraph
from toolmind.graph.parameters import Parameter, input_parameters, output_parameters
from toolmind.graph.words import name_words, text_words
from toolmind.types import Tool

EVIDENCE = ("same_words", "description", "same_domain", "required")
_GENERIC_WORDS = """
id name status type state value key description title date time code text data result url message
content kind label body response item arn uri count number version
"""
_GENERIC = frozenset(_GENERIC_WORDS.split())
_VALUES = frozenset(("string", "integer", "number", ""))
_NOT_FROM_TOOLS = frozenset(
    ("token", "page", "limit", "offset", "filter", "sort", "size", "mask", "callback")
)
_VERB_WORDS = """
get list find search create update delete put patch add remove set describe insert batch fetch
check book reserve start stop
"""
_VERBS = frozenset(_VERB_WORDS.split())
_DEFAULT_THRESHOLD = 0.55


class _Found(NamedTuple):
    score: float
    output: int
    input: int
    evidence: tuple[float, ...]


def build_graph(tools: Sequence[Tool], config: GraphConfig | None = None) -> ToolGraph:
    """Link outputs to the inputs that can take their values.

    Raises:
        DataError: there is no tool at all.
    """
    if not tools:
        raise DataError("there are no tools to link", remedy="Give a pool with at least one tool.")
    config = config or GraphConfig()
    threshold = _DEFAULT_THRESHOLD if config.threshold is None else config.threshold
    outputs = [p for p in output_parameters(tools, config.max_depth) if _is_value(p)]
    inputs = [p for p in input_parameters(tools, config.max_depth) if _is_taken(p)]
    rows = [row for row in _links(tools, outputs, inputs, config.top_k) if row.score >= threshold]
    rows.sort(key=lambda row: (outputs[row.output].tool, inputs[row.input].tool, -row.score))
    sources = [outputs[row.output] for row in rows]
    targets = [inputs[row.input] for row in rows]
    output_paths, src_output = _intern([one.path for one in sources])
    input_paths, dst_input = _intern([one.path for one in targets])
    return ToolGraph(
        tools=tuple(tool.id for tool in tools),
        domains=tuple(tool.domain for tool in tools),
        outputs=output_paths,
        inputs=input_paths,
        src=np.array([one.tool for one in sources], dtype=np.int32),
        dst=np.array([one.tool for one in targets], dtype=np.int32),
        src_output=src_output,
        dst_input=dst_input,
        score=np.array([row.score for row in rows], dtype=np.float32),
        required=np.array([one.required for one in targets], dtype=np.bool_),
        evidence_names=EVIDENCE,
        evidence=np.array([row.evidence for row in rows], dtype=np.float16).reshape(
            -1, len(EVIDENCE)
        ),
        threshold=threshold,
        scorer=config.scorer,
    )


def _links(
    tools: Sequence[Tool], outputs: list[Parameter], inputs: list[Parameter], top_k: int
) -> Iterator[_Found]:
    takers: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for j, parameter in enumerate(inputs):
        takers[_meaning(parameter, tools[parameter.tool])].append(j)
    for i, output in enumerate(outputs):
        found: list[_Found] = []
        domain = tools[output.tool].domain
        words = frozenset(text_words(output.description))
        meaning = _meaning(output, tools[output.tool])
        candidates = takers.get(meaning, ()) if len(meaning) > 1 else ()
        near = [j for j in candidates if tools[inputs[j].tool].domain == domain]
        for j in (near or candidates)[: 10 * top_k]:
            taker = inputs[j]
            if taker.tool == output.tool:
                continue
            other = frozenset(text_words(taker.description))
            alike = len(words & other) / max(1, len(words | other))
            same = float(tools[taker.tool].domain == domain)
            score = 0.4 + 0.25 * alike + 0.2 * same + 0.15 * taker.required
            found.append(_Found(score, i, j, (1.0, alike, same, float(taker.required))))
        found.sort(key=lambda one: (-one.score, one.input))
        yield from found[:top_k]


def _meaning(parameter: Parameter, tool: Tool) -> tuple[str, ...]:
    """Words of the parameter, led by the thing it belongs to where its own name is generic."""
    words = name_words(parameter.name)
    if all(word in _GENERIC for word in words):
        owner = name_words(parameter.parent) or name_words(tool.name)
        owner = tuple(word for word in owner if word not in _VERBS)
        words = owner[-2:] + words
    return tuple(sorted(set(words)))


def _is_value(parameter: Parameter) -> bool:
    return parameter.type in _VALUES and not parameter.enum and _is_named(parameter)


def _is_taken(parameter: Parameter) -> bool:
    return _is_value(parameter) and not _NOT_FROM_TOOLS & set(name_words(parameter.name))


def _is_named(parameter: Parameter) -> bool:
    return bool(name_words(parameter.name))


def _intern(paths: list[str]) -> tuple[tuple[str, ...], np.ndarray[tuple[int], np.dtype[np.int32]]]:
    places: dict[str, int] = {}
    index = [places.setdefault(path, len(places)) for path in paths]
    return tuple(places), np.array(index, dtype=np.int32)
