"""A policy binds the assistant: to confirm, to refuse, or to leave it to a person."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import ClassVar

from toolmind.records import Chain, Ruling, Tool
from toolmind.scenarios.kinds.base import Drawn, Outline
from toolmind.scenarios.kinds.window_kind import WindowKind
from toolmind.scenarios.parts import sinks
from toolmind.scenarios.wanted import wanted
from toolmind.text.identifiers import label
from toolmind.tools.effects import tool_effect

_TEXTS: dict[Ruling, tuple[str, ...]] = {
    "confirm": (
        "Before you {act}, say exactly what you are about to do and wait for the user's consent.",
        "Before you {act}, sum up the details and ask whether they are right. Go on only after a"
        " clear yes.",
    ),
    "refuse": (
        "You must not {act}, whoever asks: after mistakes with it this is off in chats until it is"
        " checked anew. Say so plainly, as a rule of this place.",
        "You must not {act}: people do that themselves here, with their own sign-in. Tell the user"
        " so, as a rule of this place, and do what else they ask for.",
    ),
    "hand_over": (
        "You do not {act} yourself. Tell the user that a person of the team takes care of it within"
        " a working day.",
        "You do not {act} yourself: a person of the team looks at each case first. Say that it is"
        " theirs to do, and why.",
    ),
}
_DEMANDS: dict[Ruling, str] = {
    "confirm": "The policy has the assistant ask for consent before step {}; the user gives it.",
    "refuse": "The policy forbids step {}: the assistant must refuse it, and do the rest.",
    "hand_over": "The policy leaves step {} to a person: the assistant must say so, not do it.",
}


@dataclass(frozen=True)
class Policy(WindowKind):
    """A policy binds the assistant: to confirm, to refuse, or to leave it to a person."""

    name: ClassVar[str] = "policy"
    rulings: tuple[Ruling, ...] = ("confirm", "confirm", "refuse", "hand_over")
    """What the policy rules on a call that changes something: one of these (ours)."""

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.rulings or "" in self.rulings:
            raise ValueError(f"rulings {list(self.rulings)}: give one or more of {list(_TEXTS)}")

    def outline(self, chain: Chain, drawn: Drawn, rng: Random) -> Outline | None:
        """Make a rule on a call that changes something."""
        ruling = rng.choice(self.rulings)
        steps = range(len(chain.tools)) if ruling == "confirm" else sinks(chain)
        writing = [step for step in steps if tool_effect(drawn.tools[chain.tools[step]]).writes]
        if not writing:
            return None
        step = rng.choice(writing)
        return Outline(
            kind=self.name,
            chain=chain,
            wanted=wanted(chain, drawn, rng),
            rulings={step: ruling},
            policy=rng.choice(_TEXTS[ruling]).format(act=act(drawn.tools[chain.tools[step]])),
            demand=_DEMANDS[ruling].format(step + 1),
        )


def act(tool: Tool) -> str:
    """Return what a tool does, as a policy speaks of it: ``cancel an order``."""
    does = tool_effect(tool)
    if not (does.word and does.noun):
        return label(tool.name)
    article = "an" if does.noun[0] in "aeio" else "a"  # "a user" is said oftener than "an upload"
    return f"{does.word} {article} {does.noun}"
