"""The plain English that the embedded user speaks and the embedded assistant understands.

Each thing that can be said has its two sides next to one another: a function that says it and one
that reads it. Values are said as JSON, so that what was said can be read without guessing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from json import JSONDecodeError, JSONDecoder
from random import Random
from typing import NamedTuple

import orjson

from toolmind.records import JSON
from toolmind.text.identifiers import spaced
from toolmind.text.stems import stem
from toolmind.text.words import words

_DECODER = JSONDecoder()
_STEP = re.compile(
    r"^(?:\d+[.)]|First,|To begin with,|Then,|After that,|Next,|Finally,|Lastly,)\s+", re.MULTILINE
)
_USES = ("Use", "Take", "Please use", "You can take", "Please take")
_EARLIER = (
    "the earlier result",
    "what came back earlier",
    "what you found before",
    "the result above",
)
_REFERENCE = re.compile(
    rf"(?:{'|'.join(_USES)}) the (?P<items>[^\".;]+?) from "
    rf"(?:{'|'.join(_EARLIER)}|(?:the result of )?\"(?P<of>[^\"]*)\")(?=[.;]|$)"
)
_QUESTIONS = (
    "Could you tell me {}?",
    "Can you give me {}?",
    "Before I go on, could you tell me {}?",
    "Sure. What should I use for {}?",
    "I need a little more for that: can you give me {}?",
    "What should I use for {}?",
)
_QUESTION = re.compile(
    r"(?:[Cc]ould you tell me|[Cc]an you give me|What should I use for) the (?P<labels>.+?)\?"
)
CONSENT = "(consent)"
"""What is asked for by a question for consent, in place of a label."""
_GO_AHEAD = "Shall I go ahead?"
_STATED = re.compile(r"(?: is| are|:|=)\s*(?=[\"\[{\-\dtfn])")
_LISTINGS = ("Details: {}.", "Here are the details: {}.", "These are the values: {}.")
_SETTINGS = ("Use {}.", "Please use {}.")
_DETAILS = re.compile(
    r"[.?](?:\s+(?:The |Details:|Here are the details:|These are the values:|Use |Take |"
    r"Please use |Please take |You can take ).*)?$",
    re.DOTALL,
)
_SENTENCE = re.compile(r"(?:(?<=[^\W\d_]{2})|(?<=[)\]\"'`\s\d]))[.!?](?:\s|$)|\n")
_STOP_WORDS = frozenset(
    (
        "a an the of to for in on at by with from and or is are be it its this that these those"
        " please could you can i me my we us our need want would like do does use as into your"
        " given specified then first finally after next also help when all any thanks great good"
        " hi hello there d"
    ).split()
)
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


_IS = "is "
"""What a boolean's name begins with and is not said twice: ``is public``, public is true."""


class Reference(NamedTuple):
    """A value to be taken from an earlier result: `of` quotes the wish that the result answers."""

    take: str
    put: str
    of: str


# --- facts: "the city is "Paris"" -------------------------------------------------------------


def say_value(value: JSON) -> str:
    """Return a value as it is said: JSON."""
    return orjson.dumps(value).decode()


def say_facts(known: dict[str, JSON], rng: Random) -> str:
    """Return a sentence that states the facts, by label; empty for none."""
    if not known:
        return ""
    # A clause with an article comes first: "show deleted is true" would begin like a wish.
    ordered = sorted(known.items(), key=lambda fact: isinstance(fact[1], bool))
    way = rng.random()
    if way < 0.5 and not isinstance(ordered[0][1], bool):
        said = join_and([say_fact(name, value) for name, value in ordered])
        return f"{said[0].upper()}{said[1:]}."
    if way > 0.8:
        settings = join_and([f"{name} = {say_value(value)}" for name, value in known.items()])
        return rng.choice(_SETTINGS).format(settings)
    pairs = [f"{name}: {say_value(value)}" for name, value in known.items()]
    if len(pairs) > 2 and way > 0.65:
        return "\n".join(("Details:", *(f"- {pair}" for pair in pairs)))
    return rng.choice(_LISTINGS).format("; ".join(pairs))


def say_fact(name: str, value: JSON) -> str:
    """Return a clause that states one fact."""
    if isinstance(value, bool):
        return f"{name.removeprefix(_IS)} is {say_value(value)}"
    verb = "are" if isinstance(value, list | dict) and name.endswith("s") else "is"
    return f"the {name} {verb} {say_value(value)}"


def read_facts(text: str, labels: Sequence[str]) -> dict[str, JSON]:
    """Return the facts stated in the text about any of the labels; the last statement counts."""
    return dict(_read_facts(text, tuple(labels)))


@lru_cache(maxsize=4096)
def _read_facts(text: str, labels: tuple[str, ...]) -> dict[str, JSON]:
    spoken = {name.lower().removeprefix(_IS): name for name in labels}
    spoken |= {name.lower(): name for name in labels}
    longest = max((name.count(" ") + 1 for name in labels), default=0)
    known: dict[str, JSON] = {}
    begin = position = 0
    while match := _STATED.search(text, position):
        words = text[begin : match.start()].lower().split()[-longest:] if longest else []
        try:
            value, begin = _DECODER.raw_decode(text, match.end())
        except JSONDecodeError:
            position = match.end()  # what follows is a label's own word: "is translated: true"
            continue
        position = begin
        endings = (" ".join(words[start:]) for start in range(len(words)))
        if name := next((ending for ending in endings if ending in spoken), None):
            known[spoken[name]] = value
    return known


# --- references: "Use the order id as the id from the earlier result" -------------------------


def say_references(references: Sequence[Reference], rng: Random) -> str:
    """Return sentences that say which earlier values to use, one for each result."""
    by_origin: dict[str, list[str]] = {}
    for take, put, of in references:
        by_origin.setdefault(of, []).append(
            f"the {take}" + (f" as the {put}" if put != take else "")
        )
    said = []
    for of, items in by_origin.items():
        quoted = rng.choice((f'"{of}"', f'the result of "{of}"'))
        origin = quoted if of else rng.choice(_EARLIER)
        said.append(f"{rng.choice(_USES)} {join_and(items)} from {origin}.")
    return " ".join(said)


@lru_cache(maxsize=4096)
def read_references(text: str) -> tuple[tuple[Reference, ...], str]:
    """Return the references in the text, and the text without them."""
    found: list[Reference] = []
    for match in _REFERENCE.finditer(text):
        for item in re.split(r"(?:, | and )the ", match["items"]):
            take, _, put = item.partition(" as the ")
            found.append(Reference(take, put or take, match["of"] or ""))
    return tuple(found), _REFERENCE.sub("", text) if found else text


# --- questions: "Could you tell me the city?" -------------------------------------------------


def say_question(labels: Sequence[str]) -> str:
    """Return a question for the values of the labels."""
    asked = join_and([f"the {name}" for name in labels])
    return Random(asked).choice(_QUESTIONS).format(asked)


def say_confirmation(goal: str) -> str:
    """Return a question for the consent to something."""
    return f"I am about to do this: {goal}. {_GO_AHEAD}"


@lru_cache(maxsize=4096)
def read_question(text: str) -> tuple[str, ...]:
    """Return the labels that a question asks for, or `CONSENT`; none where nothing is asked."""
    if text.endswith(_GO_AHEAD):
        return (CONSENT,)
    match = _QUESTION.search(text)
    return tuple(re.split(r"(?:, | and )the ", match["labels"])) if match else ()


# --- wishes ------------------------------------------------------------------------------------


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


# --- words -------------------------------------------------------------------------------------


def join_and(parts: Sequence[str]) -> str:
    """Return ``a, b and c``."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


@lru_cache(maxsize=16384)
def stems(text: str) -> frozenset[str]:
    """Return the content words of a text, without their endings."""
    return frozenset(stem(word) for word in words(spaced(text)) if word not in _STOP_WORDS)
