"""Kin and strangers: tools about the same kind of thing, and about another kind of it.

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
from toolmind.text.terms import name_terms

Indices = NDArray[np.int64]

_NAMING = frozenset("id name arn key uri code number no value uuid ref reference handle".split())
"""What a parameter's name says of itself; what is left is the thing it is of."""
_NO_KIND = frozenset("batch all my detail info result property body item data v".split())
"""Words that make a thing no other kind; nor does a verb, but between others: an export job."""
_BESIDE = frozenset("for with by in of from to on at within".split())
"""Words of a tool's name behind which another thing is named: workers with a qualification."""
_NONE = -1


def mismatched(
    graph: ToolGraph, links: Indices, same_domain: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Whether each of the links passes what one kind of thing is known by to a tool about another.

    Such a link is no stranger where no link of the same input comes from its own kind: then there
    is nothing better. A kind that is said less of (`EntitiesJob`, `PiiEntitiesJob`) is another one
    only where both the input and the output have links of just their own kind. `same_domain` says
    of each of the links whether its tools are of one domain.
    """
    known = _Things.of(graph, links)
    source, target = graph.src[links], graph.dst[links]
    given, wanted = known.outputs[graph.src_output[links]], known.inputs[graph.dst_input[links]]
    head = known.heads[source]
    of_one = same_domain & (head == known.heads[target]) & (head != _NONE)
    place = np.flatnonzero(of_one & (given != _NONE) & (wanted != _NONE))
    things = known.tools[source[place]], known.tools[target[place]]
    passes, alike, same = known.compared(*things, given[place], wanted[place])
    taken = target[place].astype(np.int64) * len(graph.inputs) + graph.dst_input[links[place]]
    passed = source[place].astype(np.int64) * len(graph.outputs) + graph.src_output[links[place]]
    better = _in(taken, taken[passes & alike])
    own = _in(taken, taken[passes & same]) & _in(passed, passed[passes & same])
    found = np.zeros(len(links), dtype=np.bool_)
    found[place[passes & ((~alike & better) | (alike & ~same & own))]] = True
    return found


def _in(values: Indices, some: Indices) -> NDArray[np.bool_]:
    """Whether each value is one of some."""
    known = set(some.tolist())  # np.isin would import masked arrays: 15 ms of a run's start
    return np.fromiter((one in known for one in values.tolist()), np.bool_, len(values))


class _Things(NamedTuple):
    """What tools and parameters are about, in numbers."""

    names: list[tuple[str, ...]]
    """Of all things, the words that name them."""
    heads: Indices
    """[tools] number of the last word of the tool's thing, `_NONE` where its name has none."""
    tools: Indices
    """[tools] place of the tool's thing in `names`."""
    outputs: Indices
    """[output paths] place of the thing that the value is known to name, `_NONE` if it does not, or
    if none of the links takes it."""
    inputs: Indices

    @classmethod
    def of(cls, graph: ToolGraph, links: Indices) -> _Things:
        numbers: dict[str, int] = {}
        places: dict[tuple[str, ...], int] = {}
        things = [_thing(tool) for tool in graph.tools]
        heads = [numbers.setdefault(one[-1], len(numbers)) if one else _NONE for one in things]
        tools = [places.setdefault(one, len(places)) for one in things]

        def named(paths: tuple[str, ...], used: NDArray[np.int32]) -> Indices:
            found = np.full(len(paths), _NONE, dtype=np.int64)
            for at in np.flatnonzero(np.bincount(used)).tolist():
                if (thing := _named(paths[at])) is not None:
                    found[at] = places.setdefault(thing, len(places))
            return found

        outputs = named(graph.outputs, graph.src_output[links])
        inputs = named(graph.inputs, graph.dst_input[links])
        return cls(list(places), np.array(heads), np.array(tools), outputs, inputs)

    def compared(
        self, source: Indices, target: Indices, given: Indices, wanted: Indices
    ) -> NDArray[np.bool_]:
        """Whether each link passes what names the source's thing for what names the target's.

        Then whether the two may be of one kind, one of them said less of, and whether they are
        surely: equal, or one said nothing of but its head (a job), or the value named after one
        of them [3, links].
        """
        count = len(self.names)
        tools, of_tools = np.unique(source * count + target, return_inverse=True)
        values, of_values = np.unique(given * count + wanted, return_inverse=True)
        cases, place = np.unique(of_tools * len(values) + of_values, return_inverse=True)
        found = np.zeros((3, len(cases)), dtype=np.bool_)
        for at, case in enumerate(cases.tolist()):
            one, other = (self.names[k] for k in divmod(int(tools[case // len(values)]), count))
            first, last = (self.names[k] for k in divmod(int(values[case % len(values)]), count))
            less, more = sorted((set(one), set(other)), key=len)
            alike = less <= more
            named = first == last and set(first) in (less - _NAMING, more - _NAMING)
            same = alike and (len(less) == 1 or less == more or named)
            found[:, at] = _names(first, one) and _names(last, other), alike, same
        return found[:, place]


def _names(value: tuple[str, ...], thing: tuple[str, ...]) -> bool:
    """Whether a value of that name is one by which the thing is known: a bare id, or its own."""
    return not value or (thing[-1] in value and set(value) <= set(thing))


def _thing(tool: str) -> tuple[str, ...]:
    """Name what a tool is about by the last part of its id that names a thing."""
    for part in reversed(tool.split(".")):
        words = name_terms(part)
        beside = (at for at, word in enumerate(words) if word in _BESIDE)
        if thing := _kind_words(words[: next(beside, None)]):
            return thing
    return ()


def _named(path: str) -> tuple[str, ...] | None:
    """Name the thing that the value at a path is the id or name of; empty if it does not say."""
    *above, own = path.split(".")
    words = name_terms(own)
    if not words or words[-1] not in _NAMING:
        return None
    own_words = tuple(word for word in words if word not in _NAMING)
    return own_words or (_kind_words(name_terms(above[-1])) if above else ())


def _kind_words(words: tuple[str, ...]) -> tuple[str, ...]:
    left = [word for word in words if word not in _NO_KIND and word.isalpha()]
    nouns = [at for at, word in enumerate(left) if word not in VERBS]
    return tuple(left[nouns[0] : nouns[-1] + 1]) if nouns else ()
