"""What a step takes from an earlier result is what that result holds.

Grounding asks whether a value was known to anybody; this check asks whether it is the right one:
an id of something else is known too.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from toolmind.checks.base import CheckContext, Finding, RuleCheck, once, read_arguments, read_json
from toolmind.checks.grounding.check import parse_clock
from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.values import invented
from toolmind.checks.rules.coverage import called_names, covered_steps, succeeded
from toolmind.checks.rules.meaning import same_value
from toolmind.records import JSON, Link, Message, ToolCall
from toolmind.schema import get_path, split
from toolmind.text.words import words
from toolmind.tools.effects import tool_effect

_WORDED = re.compile(r"[^\W\d_]{3}\D*")
"""A name or words, as no id is written."""


class Links(RuleCheck):
    """An argument that a link should feed, and that holds something else, is its turn's fault.

    Any successful call of the source's tool may be the source: a user who says "the id from
    before" does not number the calls. Where the results have nothing at the link's path, or the
    call leaves the argument out, there is nothing to compare. A link is a plan: what the user says
    after the result wins over it (another choice, a correction, the answer to a question). So does
    a name or a word that they said before ("and from there home to Phoenix"); an id or a number
    said before may be another thing's. Of a call that only reads it is ``other_look_up``.
    """

    name = "links"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per link whose value is another."""
        for _, message, call, link in linked_otherwise(context):
            source = called_names(context)[link.src]
            text = f"{call.name}: {link.dst_input} is not the {link.src_output} of {source}"
            reads = tool_effect(context.tools[call.name]).reads
            yield Finding(
                "other_look_up" if reads else "wrong_link", text, message.id, (message.id,)
            )


@once
def linked_otherwise(context: CheckContext) -> list[tuple[int, Message, ToolCall, Link]]:
    """Return the steps whose calls hold something else than a link gives, each with its link."""
    made, names = succeeded(context), called_names(context)
    found = []
    for number, position in covered_steps(context).items():
        message, call = made[position]
        for link in context.scenario.steps[number].links:
            source = names[link.src]
            contents = [context.results[c.id].content for _, c in made if c.name == source]
            if not _carries(call, link, contents) and not _told(context, message, call, link):
                found.append((number, message, call, link))
    return found


def _carries(call: ToolCall, link: Link, contents: Sequence[str]) -> bool:
    """Say whether the argument holds a value that one of the results gives, or cannot be told."""
    try:
        values = get_path(read_arguments(call), link.dst_input)
    except ValueError:  # `arguments` reports it
        return True
    taken = [leaf for value in values for leaf in _leaves(value)]
    given: list[JSON] = []
    for content in contents:
        try:
            found = get_path(read_json(content), link.src_output)
        except ValueError:
            continue
        given += [leaf for value in found for leaf in _leaves(value)]
    if not taken or not given:
        return True
    return any(same_value(left, right) or _holds(left, right) for left in taken for right in given)


def _holds(taken: JSON, given: JSON) -> bool:
    """Say whether an argument says more than the value that it takes: a place, then its address."""
    if not (isinstance(taken, str) and isinstance(given, str) and _WORDED.fullmatch(given)):
        return False
    return f" {' '.join(words(given))} " in f" {' '.join(words(taken))} "


def _told(context: CheckContext, turn: Message, call: ToolCall, link: Link) -> bool:
    """Say whether the user gave what the argument holds, after the link's source had answered."""
    source = called_names(context)[link.src]
    answered = {c.id for _, c in succeeded(context) if c.name == source}
    evidence, later = Evidence(parse_clock(context.scenario.clock)), False
    leaves = [
        leaf for value in get_path(read_arguments(call), link.dst_input) for leaf in _leaves(value)
    ]
    worded = all(isinstance(leaf, str) and _WORDED.fullmatch(leaf) for leaf in leaves)
    for message in context.trajectory.messages:
        if message.id == turn.id:
            break
        if message.role == "user" and (later or worded):
            evidence.add(message.content)
        later = later or message.tool_call_id in answered
    if not later:
        return False
    name = next(step for step in reversed(split(link.dst_input)) if step != "[]")
    return all(invented(leaf, {}, name, evidence) is None for leaf in leaves)


def _leaves(value: JSON) -> Iterator[JSON]:
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield value
