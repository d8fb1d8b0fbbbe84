"""The user means a thing by what it is: its id has to be looked up."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain, Link, Tool
from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.kinds.window_kind import WindowKind
from toolmind.scenarios.known_by import is_its_name, is_told_already
from toolmind.scenarios.wanted import wanted
from toolmind.schema.slots import slots
from toolmind.tools.effects import tool_effect


@dataclass(frozen=True)
class AmbiguousReference(WindowKind):
    """The user means a thing by what it is: its id has to be looked up."""

    name: ClassVar[str] = "ambiguous_reference"
    min_calls: int = 2
    """Ours."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.min_calls < 2:
            raise ValueError(
                f"min_calls {self.min_calls}: a look-up and what it is for are 2 calls"
            )

    def outline(self, chain: Chain, drawn: Drawn, rng: Random) -> Outline | None:
        """Have one of a list of things looked up for a later call."""
        found = _looked_up(chain, drawn)
        if not found:
            return None
        links = rng.choice(found)
        source, target = links[0].src, links[0].dst
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=wanted(chain, drawn, rng),
            implied=(source,),
            referred={target: tuple(link.dst_input for link in links)},
            demand=f"The user does not know the {links[0].dst_input} of step {target + 1} and says"
            f" which one is meant in words that fit several at first sight. It is to be looked up"
            f" by step {source + 1}, which the user does not ask for, and the right one chosen.",
        )


def _looked_up(chain: Chain, drawn: Drawn) -> list[list[Link]]:
    """Return the links from a list to a later step that serve that step alone, by these two.

    What the list was asked by is no find: the person knows it, or an earlier step found it. Who
    tells a thing's name to find it means no other.
    """
    found: list[list[Link]] = []
    for source, tool in enumerate(chain.tools):
        leaving = [link for link in chain.links if link.src == source]
        targets = {link.dst for link in leaving}
        lister = drawn.tools[tool]
        new = [link for link in leaving if not is_told_already(lister, link.src_output)]
        listed = any("[]" in link.src_output for link in new)
        fed = {link.dst_input for link in chain.links if link.dst == source}
        by_name = any(is_its_name(lister, path) and path not in fed for path in _required(lister))
        if listed and len(targets) == 1 and tool_effect(lister).reads and not by_name:
            found.append(new)
    return found


def _required(tool: Tool) -> list[str]:
    return [path for path, slot in slots(tool.parameters).items() if slot.required]
