"""Wishes in plain English, as the embedded user says them and the embedded assistant reads them.

Facts, references and questions: `language`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from random import Random

from toolmind.offline.player.language import stems

_STEP = re.compile(
    r"^(?:\d+[.)]|First,|To begin with,|Then,|After that,|Next,|Finally,|Lastly,)\s+", re.MULTILINE
)
_DETAILS = re.compile(
    r"[.?](?:\s+(?:The |Details:|Here are the details:|These are the values:|Use |Take |"
    r"Please use |Please take |You can take ).*)?$",
    re.DOTALL,
)
_SENTENCE = re.compile(r"(?:(?<=[^\W\d_]{2})|(?<=[)\]\"'`\s\d]))[.!?](?:\s|$)|\n")
_GREETINGS = ("Hi there", "Hello", "Good day", "Hi", "Hello there", "Hey", "Greetings", "Hi again")
_LEADS = (
    "I am on my way and can only type short messages",
    "I hope you can help me with something",
    "Something came up that I would like to settle today",
    "My colleague told me that you can help",
    "I have put this off for too long",
    "There is something that I cannot do by myself",
    "We are a little late with this",
    "I was asked to get this done",
    "This should not take long",
    "I am new to this, so please bear with me",
    "A customer is waiting for this",
    "I am sorry to bother you with this",
    "I could not find anybody else to ask",
    "We talked about this at work",
    "It would be good to have this out of the way",
    "I am preparing something for tomorrow",
    "My desk is full, so I need a hand",
    "I have a moment before my next meeting",
    "Thanks for taking the time",
    "I would rather do this now than later",
    "Maybe you can save me some work",
    "I have been meaning to do this",
    "I am trying to keep things in order",
    "Not sure where to begin, but here it goes",
)
_INTRODUCTIONS = ("Hello, {} here", "Hi, this is {}", "My name is {}", "{} here", "This is {}")
LATER_GREETINGS = (
    "Thanks. ",
    "Great. ",
    "Good. Next, ",
    "Perfect. ",
    "Thank you. ",
    "OK. ",
    "Got it. ",
    "That helps. ",
    "Good to know. ",
    "Fine. After that, ",
    *("",) * 8,
)
_OPENINGS = (
    "Could you {}?",
    "Please {}.",
    "I need you to {}.",
    "I'd like to {}.",
    "Can you {}?",
    "Would you please {}?",
    "I want to {}.",
    "I have to {}.",
    "I need to {}.",
    "Could you please {}?",
    "I would like you to {}.",
    "Can you help me {}?",
    "I want you to {}.",
    "My task is to {}.",
    "Would you {}?",
    "Let's {}.",
)


def _any_of(texts: Sequence[str]) -> str:
    """Return a pattern of the texts, the longest first: one may begin like another."""
    return "|".join(re.escape(each) for each in sorted(texts, key=len, reverse=True))


_BEGINNING = re.compile(
    r"^(?:{}|(?:[^.?!\n]{{1,60}}[.!] ){{1,2}}?)?(?:{})".format(
        _any_of([each for each in LATER_GREETINGS if each]),
        _any_of([each.partition("{")[0] for each in _OPENINGS]),
    ),
    re.IGNORECASE,
)
VERBS = frozenset(
    "get list search find query browse create add make insert register schedule reserve send upload"
    " submit start open generate publish purchase buy import clone copy allocate launch put invite"
    " record update modify set edit patch change rename move enable disable assign replace attach"
    " detach approve reject confirm complete close archive restore cancel resume pause stop apply"
    " configure adjust extend renew transfer tag untag associate disassociate mark delete remove"
    " destroy purge terminate unsubscribe drop clear deregister retrieve fetch describe read show"
    " check calculate compute convert translate analyze analyse validate verify compare estimate"
    " predict count download export track detect extract summarize lookup test return provide use"
    " request run initiate perform report batch subscribe evaluate play turn end allow execute"
    " watch display store resend control assess save revert forward bulk define grant accept"
    " simulate process join solve optimize stream release rate reclaim comment decline reassign"
    " increment unlock classify moderate append wait inspect merge determine train deliver refresh"
    " resolve look reset suspend activate deactivate identify select measure design manage monitor"
    " lock plan file draw take escalate collect correct hire book order begin post write draft"
    " view issue".split()
)
"""Verbs in base form that tools are named for, and with which their descriptions begin."""
AT_THE_SAME_TIME = (
    "These can be done at the same time",
    "You can do all of these at once",
    "The order does not matter, so do them together",
    "They do not depend on one another, so please do them in parallel",
)
"""What a message of several wishes may end with, as a paragraph of its own."""


def say_steps(wishes: Sequence[str], rng: Random) -> str:
    """Return several wishes as a list, one a line, that `read_steps` splits again."""
    if rng.random() < 0.5:
        large = (f"{wish[:1].upper()}{wish[1:]}" for wish in wishes)
        return "\n".join(f"{number}. {wish}" for number, wish in enumerate(large, 1))
    ways = ("Then,", "After that,", "Next,")
    between = [ways[number % len(ways)] for number in range(len(wishes) - 2)]
    first, last = rng.choice(("First,", "To begin with,")), rng.choice(("Finally,", "Lastly,"))
    markers = (first, *between, last)
    return "\n".join(f"{marker} {wish}" for marker, wish in zip(markers, wishes, strict=True))


def read_steps(text: str) -> list[str]:
    """Return the separate wishes of a message; a message with no list is one wish."""
    steps = _STEP.split(text)
    return [step.strip() for step in steps[1:]] if len(steps) > 1 else [text]


def say_greeting(person: str, rng: Random) -> str:
    """Return how a dialogue is begun by a person of this name, or by one who gives none."""
    way = rng.random()
    if way < 0.1:
        return ""
    if person and way < 0.5:
        return f"{rng.choice(_INTRODUCTIONS).format(person)}. "
    return f"{rng.choice(_GREETINGS)}{rng.choice('.!')} {rng.choice(_LEADS)}. "


def say_wish(wish: str, greeting: str, rng: Random) -> str:
    """Return a wish as somebody says it who asks for one thing."""
    opening = rng.choice(_OPENINGS).format(wish)
    if greeting.endswith(", ") and not opening.startswith("I"):
        opening = opening[0].lower() + opening[1:]
    return f"{greeting}{opening}"


def read_goal(wish: str) -> str:
    """Return the part of a wish that says what is wanted, without its details."""
    wanted = _DETAILS.sub("", _without_ending(wish).strip()).strip()
    return _BEGINNING.sub("", wanted).rstrip(" .?")  # what references left behind too


def is_at_once(text: str) -> bool:
    """Tell whether a message says that its wishes may be met at the same time."""
    return _without_ending(text) is not text


def _without_ending(text: str) -> str:
    """Return a message without the paragraph that says that its wishes may be met at once."""
    before, _, last = text.rpartition("\n\n")
    return before if last.rstrip(".") in AT_THE_SAME_TIME else text


def distinction(wish: str, name: str) -> str:
    """Return the words of a tool's name that a wish does not have: what it is about, not the verb.

    All words of the name, where none is left.
    """
    known = stems(wish)
    words = [word for word in name.split() if word not in VERBS and not stems(word) <= known]
    return " ".join(words) or name


def first_sentence(text: str) -> str:
    """Return the first sentence of a description, without its end mark."""
    return _SENTENCE.split(text.strip(), maxsplit=1)[0].strip()
