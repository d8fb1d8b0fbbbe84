"""What a step takes from an earlier result is what that result holds.

Grounding asks whether a value was known to anybody; this check asks whether it is the right one:
an id of something else is known too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from toolmind.checks.base import CheckContext, Finding, RuleCheck, read_json
from toolmind.checks.rules.coverage import called_names, covered_steps, same_value, succeeded
from toolmind.records import JSON, Link, ToolCall
from toolmind.schema import get_path


class Links(RuleCheck):
    """An argument that a link should feed, and that holds something else, is its turn's fault.

    Any successful call of the source's tool may be the source: a user who says "the id from
    before" does not number the calls. Where the results have nothing at the link's path, or the
    call leaves the argument out, there is nothing to compare.
    """

    name = "links"

    def findings(self, context: CheckContext) -> Iterator[Finding]:
        """Yield one finding per link whose value is another."""
        made, names = succeeded(context), called_names(context)
        for number, position in covered_steps(context).items():
            message, call = made[position]
            for link in context.scenario.steps[number].links:
                source = names[link.src]
                contents = [context.results[c.id].content for _, c in made if c.name == source]
                if not _carries(call, link, contents):
                    text = f"{call.name}: {link.dst_input} is not the {link.src_output} of {source}"
                    yield Finding("wrong_link", text, message.id, (message.id,))


def _carries(call: ToolCall, link: Link, contents: Sequence[str]) -> bool:
    """Say whether the argument holds a value that one of the results gives, or cannot be told."""
    try:
        values = get_path(call.parsed(), link.dst_input)
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
    return any(same_value(left, right) for left in taken for right in given)


def _leaves(value: JSON) -> Iterator[JSON]:
    if isinstance(value, list):
        for item in value:
            yield from _leaves(item)
    else:
        yield value
