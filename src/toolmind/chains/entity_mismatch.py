"""Entity mismatch: links that identify an entity of one kind to a tool about another kind.

`StartPhiDetectionJob` and `StopPhiDetectionJob` are about the same kind of job, and the job of
`StartMedicationJob` is another kind: its id fits by every word, and no one would stop the one with
the id of the other.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.features.parameter_text import VERBS
from toolmind.graph.graph import ToolGraph
from toolmind.schema import split
from toolmind.text.terms import name_terms

Indices = NDArray[np.int64]

_IDENTIFYING = frozenset(
    "id name arn key uri code number no value uuid ref reference handle".split()
)
"""Words of a parameter's name that identify; what is left is the entity it is of."""
_GENERIC = frozenset("batch all my detail info result property body item data v".split())
"""Words that make no other kind of entity; nor does a verb, but between others: an export job."""
_PREPOSITIONS = frozenset("for with by in of from to on at within".split())
"""Words of a tool's name behind which another entity is named: workers with a qualification."""
_NONE = -1


def mismatched(
    graph: ToolGraph, links: Indices, same_domain: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether each of the links passes what identifies one kind of entity to a tool about another.

    Such a link is no mismatch where no link of the same input comes from its own kind: then there
    is nothing better. A less specific kind (`EntitiesJob`, `PiiEntitiesJob`) is another one only
    where both the input and the output have links of just their own kind. `same_domain` says
    of each of the links whether its tools are of one domain.
    """
    known = _Entities.of(graph, links)
    source, target = graph.src[links], graph.dst[links]
    given, wanted = known.outputs[graph.src_output[links]], known.inputs[graph.dst_input[links]]
    head = known.heads[source]
    of_one = same_domain & (head == known.heads[target]) & (head != _NONE)
    place = np.flatnonzero(of_one & (given != _NONE) & (wanted != _NONE))
    entities = known.tools[source[place]], known.tools[target[place]]
    passes, alike, same = known.compare(*entities, given[place], wanted[place])
    taken = target[place].astype(np.int64) * len(graph.inputs) + graph.dst_input[links[place]]
    passed = source[place].astype(np.int64) * len(graph.outputs) + graph.src_output[links[place]]
    better = _isin(taken, taken[passes & alike])
    own = _isin(taken, taken[passes & same]) & _isin(passed, passed[passes & same])
    found = np.zeros(len(links), dtype=np.bool_)
    found[place[passes & ((~alike & better) | (alike & ~same & own))]] = True
    return found


def _isin(values: Indices, some: Indices) -> NDArray[np.bool_]:
    """Whether each value is one of some."""
    known = set(some.tolist())  # np.isin would import masked arrays: 15 ms of a run's start
    return np.fromiter((one in known for one in values.tolist()), np.bool_, len(values))


class _Entities(NamedTuple):
    """The entities that tools and parameters are about, by number."""

    words: list[tuple[str, ...]]
    """The words that name each entity."""
    heads: Indices
    """[tools] number of the last word of the tool's entity, `_NONE` where its name has none."""
    tools: Indices
    """[tools] place of the tool's entity in `words`."""
    outputs: Indices
    """[output paths] place of the entity that the value is known to identify, `_NONE` if there is
    none, or if none of the links takes it."""
    inputs: Indices

    @classmethod
    def of(cls, graph: ToolGraph, links: Indices) -> _Entities:
        numbers: dict[str, int] = {}
        places: dict[tuple[str, ...], int] = {}
        entities = [_entity_of_tool(tool) for tool in graph.tools]
        heads = [numbers.setdefault(one[-1], len(numbers)) if one else _NONE for one in entities]
        tools = [places.setdefault(one, len(places)) for one in entities]

        def identified(paths: tuple[str, ...], used: NDArray[np.int32]) -> Indices:
            found = np.full(len(paths), _NONE, dtype=np.int64)
            for at in np.flatnonzero(np.bincount(used)).tolist():
                if (entity := _entity_of_path(paths[at])) is not None:
                    found[at] = places.setdefault(entity, len(places))
            return found

        outputs = identified(graph.outputs, graph.src_output[links])
        inputs = identified(graph.inputs, graph.dst_input[links])
        return cls(list(places), np.array(heads), np.array(tools), outputs, inputs)

    def compare(
        self, source: Indices, target: Indices, given: Indices, wanted: Indices
    ) -> NDArray[np.bool_]:
        """Whether each link passes an identifier of the source's entity for one of the target's.

        Then whether the two may be of one kind, one of them less specific, and whether they surely
        are: equal, or one no more than its head (a job), or the value named after one of them
        [3, links].
        """
        count = len(self.words)
        tools, of_tools = np.unique(source * count + target, return_inverse=True)
        values, of_values = np.unique(given * count + wanted, return_inverse=True)
        cases, place = np.unique(of_tools * len(values) + of_values, return_inverse=True)
        found = np.zeros((3, len(cases)), dtype=np.bool_)
        for at, case in enumerate(cases.tolist()):
            one, other = (self.words[k] for k in divmod(int(tools[case // len(values)]), count))
            first, last = (self.words[k] for k in divmod(int(values[case % len(values)]), count))
            less, more = sorted((set(one), set(other)), key=len)
            alike = less <= more
            named = first == last and set(first) in (less - _IDENTIFYING, more - _IDENTIFYING)
            same = alike and (len(less) == 1 or less == more or named)
            found[:, at] = _identifies(first, one) and _identifies(last, other), alike, same
        return found[:, place]


def _identifies(value: tuple[str, ...], entity: tuple[str, ...]) -> bool:
    """Whether a value of that name identifies the entity: a bare id, or its own."""
    return not value or (entity[-1] in value and set(value) <= set(entity))


def _entity_of_tool(tool: str) -> tuple[str, ...]:
    """Name the entity that a tool is about by the last part of its id that names one."""
    for part in reversed(tool.split(".")):
        words = name_terms(part)
        preposition = (at for at, word in enumerate(words) if word in _PREPOSITIONS)
        if entity := _entity_words(words[: next(preposition, None)]):
            return entity
    return ()


def _entity_of_path(path: str) -> tuple[str, ...] | None:
    """Name the entity that the value at a path identifies; empty if it does not say."""
    *above, own = (step for step in split(path) if step != "[]")
    words = name_terms(own)
    if not words or words[-1] not in _IDENTIFYING:
        return None
    own_words = tuple(word for word in words if word not in _IDENTIFYING)
    return own_words or (_entity_words(name_terms(above[-1])) if above else ())


def _entity_words(words: tuple[str, ...]) -> tuple[str, ...]:
    left = [word for word in words if word not in _GENERIC and word.isalpha()]
    nouns = [at for at, word in enumerate(left) if word not in VERBS]
    return tuple(left[nouns[0] : nouns[-1] + 1]) if nouns else ()
