"""The embedded user: states wishes and facts from its brief, answers questions, says stop."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from random import Random
from typing import Any

from toolmind.offline.player.blocks import Blocks
from toolmind.offline.player.language import (
    CONSENT,
    Reference,
    read_question,
    say_facts,
    say_references,
)
from toolmind.offline.player.wishes import (
    AT_THE_SAME_TIME,
    LATER_GREETINGS,
    say_greeting,
    say_steps,
    say_wish,
)
from toolmind.records import Message

_LIST_OPENINGS = (
    "I have a few things to do:",
    "Please help me with this:",
    "I need this done:",
    "Here is what I need:",
    "There are some things that I need from you:",
    "Could you do the following for me?",
    "This is what I want to get done:",
    "I'd like you to take care of the following:",
    "Here is my list:",
    "Could you go through these for me?",
    "I need your help with the following:",
    "Can you take care of these?",
    "Would you work through this for me?",
    "These are the things that I want done:",
    "I could use your help with a few things:",
)
_NOW_POSSIBLE = (
    "That has been seen to: it should work now. ",
    "Somebody has just switched this on for you. ",
    "I had it added, so please try again. ",
    "By now you should have what you need for it. ",
    "My colleague has set this up in the meantime. ",
)
_GOODBYE = "Thank you, that is all. ###STOP###"
_CONSENT = "Yes, please go ahead."
_UNKNOWN = (
    "I'm sorry, I don't know that.",
    "I don't have that, sorry.",
    "That I cannot tell you, I'm afraid.",
    "No idea, sorry.",
)


def speak(blocks: Blocks, messages: Sequence[Message]) -> str:
    """Return what the user says next, given its brief and the dialogue from its side."""
    brief = blocks["Brief"]
    mine = [m.content for m in messages[1:] if m.role == "assistant"]
    heard = messages[-1].content if mine else ""
    if question := read_question(heard):
        return _answer(question, brief)
    groups = _groups(brief)
    told = _groups_told(messages)
    if told >= len(groups):
        return _GOODBYE
    return _ask_for(groups[told], brief, told)


def word(notes: dict[str, Any]) -> str:
    """Return a message that says what its notes hold."""
    if notes["message"] == "answer":
        agrees = "yes" in notes["wanted"][0]
        return _CONSENT if agrees else Random(repr(notes)).choice(_UNKNOWN)
    wishes: list[dict[str, Any]] = [{"wish": wish, "you know": {}} for wish in notes["wanted"]]
    wishes[-1]["you know"] = notes.get("values", {})
    told = {"persona": notes.get("customer", ""), "intent": repr(notes), "wishes": []}
    return _ask_for(wishes, {**told, "all at once": True, "any order": False}, 0)


def _groups(brief: dict[str, Any]) -> list[list[dict[str, Any]]]:
    """Split the wishes into messages: one to three a message, where not told all at once.

    Those of which another value was told at first, and those that were not possible at first, come
    up once more, in the end.
    """
    revised = [wish for wish in brief["wishes"] if wish.get("says at first")]
    wishes = [_as_at_first(wish) for wish in brief["wishes"]]
    later = [wish for wish in brief["wishes"] if wish.get("possible later")]
    again = [each for each in (revised, later) if each]
    if brief["all at once"]:
        return [wishes, *again]
    rng = _rng(brief, "groups")
    groups = []
    position = 0
    while position < len(wishes):
        size = rng.choice((1, 1, 2, 2, 3))
        groups.append(wishes[position : position + size])
        position += size
    return [*groups, *again]


def _as_at_first(wish: dict[str, Any]) -> dict[str, Any]:
    """Return a wish with the values that are told before they are changed."""
    return {**wish, "you know": {**wish["you know"], **wish.get("says at first", {})}}


def _groups_told(messages: Sequence[Message]) -> int:
    """Count own messages that were not answers to a question."""
    return sum(
        message.role == "assistant" and not read_question(before.content)
        for before, message in pairwise(messages[1:])
    )


def _ask_for(wishes: list[dict[str, Any]], brief: dict[str, Any], told: int) -> str:
    if not wishes:  # what is wanted needs no tool
        return str(brief["intent"])
    rng = _rng(brief, f"ask {told}")
    greeting = rng.choice(LATER_GREETINGS) if told else say_greeting(_name(brief), rng)
    if told == len(_groups(brief)) - 1 and wishes[0].get("possible later"):
        greeting = rng.choice(_NOW_POSSIBLE)
    if len(wishes) == 1:
        wish = wishes[0]
        asked = say_wish(wish["wish"], greeting, rng)
        return " ".join(filter(None, [asked, _details(wish, rng)]))
    lines = [" ".join(filter(None, [f"{wish['wish']}.", _details(wish, rng)])) for wish in wishes]
    head = greeting if not greeting.endswith(", ") else ""
    text = f"{head}{rng.choice(_LIST_OPENINGS)}\n{say_steps(lines, rng)}"
    return f"{text}\n\n{rng.choice(AT_THE_SAME_TIME)}." if brief["any order"] else text


def _name(brief: dict[str, Any]) -> str:
    """Return the name with which a persona begins, as in ``Ada Moore, a clerk``."""
    name, comma, _ = str(brief["persona"]).partition(",")
    named = comma and name.istitle() and len(name.split()) < 4 and "." not in name
    return name if named else ""


def _details(wish: dict[str, Any], rng: Random) -> str:
    said = [say_facts(wish["you know"], rng)] if wish["you know"] else []
    taken = wish.get("from results", ())
    if references := [Reference(each["take"], each["as"], each.get("of", "")) for each in taken]:
        said.append(say_references(references, rng))
    return ("\n" if any("\n" in each for each in said) else " ").join(said)


def _answer(asked: Sequence[str], brief: dict[str, Any]) -> str:
    """Answer a question for labels: what the brief holds, and plainly what it does not."""
    if CONSENT in asked:
        return _CONSENT
    known: dict[str, Any] = {}
    for part in ("only when asked", "you know"):
        for wish in brief["wishes"]:
            for label, value in wish.get(part, {}).items():
                if label in asked:
                    known.setdefault(label, value)
    if not known:
        return _rng(brief, str(asked)).choice(_UNKNOWN)
    return say_facts(known, _rng(brief, str(asked)))


def _rng(brief: dict[str, Any], purpose: str) -> Random:
    return Random(f"{purpose}|{brief['persona']}|{brief['intent']}")
