"""Steps at odds: what no person wants done to a thing after what was done to it before.

What a tool acts on, its thing, is named by the words of its name but its verbs; two tools act on
the same thing where these words and their domains are equal.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from toolmind.graph.features.parameter_text import VERBS
from toolmind.graph.graph import ToolGraph
from toolmind.text.terms import name_terms
from toolmind.tools.effects import ToolEffect, named_effect

Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]

_AFTER_DESTROYING, _DESTROYING = 0.1, 0.3
"""Weight of a step behind one that deletes or cancels something, and of one that does (ours)."""

_DESTROYING_WORDS = frozenset(("cancel", "trash"))
"""Verbs that do away with a thing, though it can be seen afterwards."""

_OPPOSITES = (
    "enable disable|start stop|start end|lock unlock|block unblock|attach detach|archive restore|"
    "associate disassociate|archive unarchive|trash untrash|tag untag|follow unfollow|add remove|"
    "subscribe unsubscribe|join leave|pause resume|pause unpause|activate deactivate|mute unmute|"
    "suspend unsuspend|suspend reactivate|suspend resume|open close|close reopen|approve reject|"
    "publish unpublish|accept decline|accept reject|like unlike|star unstar|pin unpin|link unlink|"
    "register deregister|increment decrement|grant revoke|share unshare|hide show|hide unhide|"
    "watch unwatch|save unsave|favorite unfavorite|connect disconnect|assign unassign|set unset|"
    "approve decline|cancel approve|cancel accept|cancel confirm|cancel decline|cancel reject"
)
"""Verbs that undo each other (ours)."""


_PREPOSITIONS = frozenset("with to from in on for".split())


class _Acting(NamedTuple):
    """A tool by its name."""

    domain: str
    words: frozenset[str]
    own: frozenset[str]
    """Words of the last part of its name."""
    thing: frozenset[str]
    does: ToolEffect

    @classmethod
    def of(cls, tool: str, domain: str) -> _Acting:
        parts = [name_terms(part) for part in tool.split(".")]
        does = named_effect(tool)
        near = {word for part in parts[-2:] for word in part}
        told = near - {does.word}
        field = name_terms(domain)
        thing = frozenset(told.difference(VERBS, field) or told.difference(VERBS) or told)
        words = frozenset(word for part in parts for word in part)
        return cls(domain, words, frozenset(parts[-1]), thing, does)

    @property
    def destroys(self) -> bool:
        return self.does.verb == "delete" or self.does.word in _DESTROYING_WORDS

    @property
    def needs(self) -> bool:
        """Whether it needs its thing to be there: what makes or lists such things does not."""
        return self.does.verb not in ("create", "list") and self.does.word != "restore"


@dataclass(frozen=True, eq=False)
class Things:
    """What the tools of a graph do, and to which things."""

    tools: tuple[_Acting, ...]

    @classmethod
    def of(cls, graph: ToolGraph) -> Things:
        """Read the names of a graph's tools."""
        return cls(tuple(map(_Acting.of, graph.tools, graph.domains)))

    def destroying_weights(self, src: Indices, dst: Indices) -> NDArray[np.float64]:
        """How readily each step is taken for what it destroys [steps]."""
        found = np.array([one.destroys for one in self.tools])
        return np.where(found[src], _AFTER_DESTROYING, 1.0) * np.where(found[dst], _DESTROYING, 1.0)

    def acts_again(self, src: Indices, dst: Indices) -> Mask:
        """Whether each step changes the thing that the one before made or changed [steps]."""
        places: dict[tuple[str, frozenset[str]], int] = {}
        things = np.array(
            [places.setdefault((one.domain, one.thing), len(places)) for one in self.tools]
        )
        writes = np.array([one.does.writes and bool(one.thing) for one in self.tools])
        found: Mask = writes[src] & writes[dst] & (things[src] == things[dst])
        return found

    def blocked_pairs(self) -> Indices:
        """List what cannot follow what, however far behind: tool × tools + tool, rising.

        After a deletion what needs the thing, or makes it again; after a thing was made or changed
        its deletion; after a change what undoes it, and the other way round.
        """
        found = {*self._needing(), *self._destroying(), *self._undoing()}
        return np.array(
            sorted(at * len(self.tools) + other for at, other in found if at != other),
            dtype=np.int64,
        )

    def _needing(self) -> set[tuple[int, int]]:
        """Pairs of a tool that deletes a thing, and one of the same domain that needs it."""
        by_word: dict[tuple[str, str], list[int]] = defaultdict(list)
        for at, one in enumerate(self.tools):
            for word in one.words:
                by_word[one.domain, word].append(at)
        found = set()
        for at, one in enumerate(self.tools):
            if not one.thing or one.does.verb != "delete":
                continue
            for place in min((by_word[one.domain, word] for word in one.thing), key=len):
                other = self.tools[place]
                if one.thing <= other.words and (other.needs or other.thing != one.thing):
                    found.add((at, place))
        return found

    def _destroying(self) -> set[tuple[int, int]]:
        """Pairs of a tool that makes or changes a thing, and one that does away with it.

        Then of one that does away with it, and one that makes it again.
        """
        made: dict[tuple[str, frozenset[str]], list[int]] = defaultdict(list)
        for at, one in enumerate(self.tools):
            if one.thing and one.does.verb in ("create", "update") and not one.destroys:
                made[one.domain, one.thing].append(at)
        found: set[tuple[int, int]] = set()
        for at, one in enumerate(self.tools):
            if one.destroys:
                others = made.get((one.domain, one.thing), ())
                found.update((before, at) for before in others)
                found.update((at, after) for after in others if not self.tools[after].needs)
        return found

    def _undoing(self) -> set[tuple[int, int]]:
        """Pairs of tools whose names are the same but for two verbs that undo each other."""
        by_rest: dict[tuple[str, frozenset[str], str], list[int]] = defaultdict(list)
        for at, one in enumerate(self.tools):
            for word in one.own & _OPPOSITE.keys():
                by_rest[one.domain, one.words - _PREPOSITIONS - {word}, word].append(at)
        return {
            (at, other)
            for (domain, rest, word), places in by_rest.items()
            for opposite in _OPPOSITE[word]
            for other in by_rest.get((domain, rest, opposite), ())
            for at in places
        }


_OPPOSITE: dict[str, set[str]] = defaultdict(set)
for _pair in _OPPOSITES.split("|"):
    _one, _other = _pair.split()
    _OPPOSITE[_one].add(_other)
    _OPPOSITE[_other].add(_one)
