"""What a tool does, as a wish of a person: from its description, else from its name."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from toolmind.offline.player.language import stems
from toolmind.offline.player.markdown import prose
from toolmind.offline.player.wishes import VERBS, distinction, first_sentence
from toolmind.text.identifiers import label
from toolmind.tools.effects import named_effect

_CLAUSE = re.compile(r"(?<=.{60})(?:[,;:]| \(| such as | when | which | where | so that )")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
_SUBJECT = re.compile(
    r"^(?:the (?:\w+|`[^`]*`) (?:operation|action|api|method|function|command|endpoint) |"
    r"use this \w+ to |(?:an? |this )?(?:\w+ ){0,2}"
    r"(?:api|rpc|service|operation|action|tool|function|method|request|endpoint)"
    r" (?:that |to |which )|"
    r"(?:this|these) (?:api|operation|action|tool|function|method|call|endpoint)s? "
    r"(?=\w+s ))",
    re.IGNORECASE,
)
"""How a sentence begins that speaks of the tool before it says what the tool does."""

_LETS = re.compile(r"\b(?:lets|allows|enables) you\b", re.IGNORECASE)
_HELPS = re.compile(rf"^{_LETS.pattern} (?:to )?(?:programmatically )?", re.IGNORECASE)
_PLURAL = re.compile(
    r"\w+s (?:(?:from|of|to|in|for|on|that) .* )?(?:are|will|can|must|may|should) "
)
"""How a sentence begins whose first word is no verb: "Changes of these will be made"."""

_ASIDE = re.compile(
    r"(?:this|these|those|it|its|for|if|note|important|deprecated|warning|please|when|you|with|in|"
    r"the|a|an|as|is|has|was|does|we|us|end of support|service availability|currently|only|"
    r"requires?|required|optional|see|api|always|args|returns:|results?|given|permissions?|appl(?:y|ies)|"
    r"works?|offers?|supports?|returns? the following|\W)\b",
    re.IGNORECASE,
)
"""How a sentence begins that does not say what a tool does."""

_CAPITAL_VERB = re.compile(r"(?<=[\w)]) ([A-Z][a-z]+s) (?=[a-z])")

_FURTHER = re.compile(r"\b(and|or) (\w+[^su\W]s) (an?|the|their|its|all|them|it)\b")
"""A further verb within a sentence: "and returns the"."""

_UNFINISHED = re.compile(
    r"[\s,;:(]+(?:such as|including|like|for example|for instance|e\.g|namely|and|or|that|which)$",
    re.IGNORECASE,
)
"""How a sentence ends that a list would go on: "the metadata of a flow, such as"."""

_LONG = 120
"""Characters beyond which a wish is cut at a clause (ours)."""

_VAGUE = 2
"""Content words up to which a wish could mean any tool (ours)."""


@lru_cache(maxsize=8192)
def goal(name: str, description: str) -> str:
    """Return what a tool does as a wish: the first sentence that says so, verb in base form.

    Where no sentence begins with a verb, the tool's name is the wish.
    """
    parts = [part for each in _SENTENCES.split(prose(description)) for part in _run_in(each)]
    first, *further = [_without_subject(part, name) for part in parts]
    # Later sentences explain, but for one that begins with a verb: "Removes a compute resource".
    verbal = [
        said
        for said, part in zip(further, parts[1:], strict=True)
        if said.partition(" ")[0].endswith(("s", "ly")) or _LETS.search(part)
    ]
    verbal = [s for s in verbal if not _PLURAL.match(s)]
    verbal = [s for s in verbal if not VERBS.isdisjoint(_imperative(s).split(" ")[:2])]
    verbal = [s for s in verbal if _may_be_of(s, name)]
    candidates = [s for s in (first, *verbal) if _says_what_it_does(s, name)]
    sentence = candidates[0] if candidates else _called(name)
    if len(sentence) > _LONG:
        sentence = _CLAUSE.split(sentence, maxsplit=1)[0]
    sentence = _UNFINISHED.sub("", sentence.rstrip(".!?:,; "))
    wish = _imperative(sentence.replace('"', "'").replace(name, label(name)))
    return wish if len(stems(wish)) > _VAGUE else _precisely(wish, name)


def _run_in(sentence: str) -> list[str]:
    """Part an aside from the sentence that it runs into: "Works with: EC2 Deletes a policy"."""
    if not _ASIDE.match(sentence):
        return [sentence]
    for found in _CAPITAL_VERB.finditer(sentence):
        if _base_form(found[1].lower()) in VERBS:
            return [sentence[: found.start()], sentence[found.start(1) :]]
    return [sentence]


def _may_be_of(sentence: str, name: str) -> bool:
    """Say whether a later sentence may be of the tool, and not of another that it names."""
    own, told = named_effect(name), named_effect(_imperative(sentence).partition(" ")[0])
    known = "other" not in (own.verb, told.verb)
    return not known or (own.reads, own.destructive) == (told.reads, told.destructive)


def _without_subject(sentence: str, name: str) -> str:
    """Return a sentence without what only says that it speaks of the tool: "GetItem returns …"."""
    sentence = _SUBJECT.sub("", first_sentence(sentence), count=1)
    own, _, rest = sentence.partition(" ")
    if own.rstrip("s") == name.rstrip("s") and rest.partition(" ")[0].endswith("s"):
        sentence = rest
    return _HELPS.sub("", sentence)


def _says_what_it_does(sentence: str, name: str) -> bool:
    """Say whether a sentence begins with a verb."""
    if not sentence or _ASIDE.match(sentence):
        return False
    word, _, rest = sentence.lower().partition(" ")
    word = word.rstrip(",")
    known = word in VERBS or word == _called(name).split()[0] or word.endswith(("s", "ly"))
    return known or rest.startswith(("the ", "a ", "an ", "all ", "your "))


def _imperative(sentence: str) -> str:
    """Return a sentence with its verbs in base form: "Creates or updates the …" → create or update.

    The verbs are those that begin it, after an adverb too, and those that take an article after
    "and" or "or".
    """
    words = sentence.split(" ")
    for at, word in enumerate(words):
        verb = word.rstrip(",")
        words[at] = _base_form(verb) + word[len(verb) :]
        joined = word.endswith(",") or word.lower() in ("and", "or")
        joined = joined or (at + 1 < len(words) and words[at + 1].lower() in ("and", "or"))
        if not (joined or verb.endswith("ly")):
            break
    return _FURTHER.sub(lambda m: f"{m[1]} {_base_form(m[2])} {m[3]}", " ".join(words)).strip()


def _called(name: str) -> str:
    """Return a tool's name as a wish: from its verb on, or its verb before the rest."""
    words = label(name).split()
    at = next((at for at, word in enumerate(words) if word in VERBS), 0)
    return " ".join(words[at:] if at < len(words) - 1 else [words[at], *words[:at]])


def _precisely(wish: str, name: str) -> str:
    """Add what tells the tool from others: "update an existing resource" could be any."""
    words = label(name)
    return wish if stems(words) <= stems(wish) else f"{wish} ({distinction(wish, words)})"


def wishes_of(chain: list[dict[str, Any]]) -> list[str]:
    """Return a wish per step; different tools never get the same one."""
    wishes = [goal(step["tool"], step["description"]) for step in chain]
    goals = wishes
    for told_apart in (distinction, lambda _, words: words):
        tools_of: dict[str, set[str]] = {}
        for step, told in zip(chain, goals, strict=True):
            tools_of.setdefault(told, set()).add(step["tool"])
        goals = [
            f"{wish} ({told_apart(wish, label(step['tool']))})" if len(tools_of[told]) > 1 else told
            for step, wish, told in zip(chain, wishes, goals, strict=True)
        ]
    return goals


def _base_form(verb: str) -> str:
    word = verb if verb[1:] != verb[1:].lower() else verb.lower()
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if re.search(r"(?:ss|x|zz|ch|sh)es$", word):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
