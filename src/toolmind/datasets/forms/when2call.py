"""When2Call: when to call, when to ask, and when to say that no tool fits."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from toolmind.datasets.dialogue import Dialogue, RowError
from toolmind.datasets.forms.base import (
    RowForm,
    calls_in_field,
    chat_dialogue,
    listed,
    marked,
    tools_column,
)
from toolmind.datasets.forms.written_calls import tagged_calls
from toolmind.records import JSON

_TAG = "TOOLCALL"


class When2Call(RowForm):
    """`tools` is a list of JSON texts; the rest differs by split.

    To train on are `messages`, with a `chosen_response` beside a rejected one where it is by
    preference; a test has a `question`, `answers` of four kinds, and the right one's kind.
    """

    name = "when2call"
    hub = "nvidia/When2Call"
    licence = "CC-BY-4.0"

    def fits(self, row: dict[str, Any]) -> bool:
        """Say whether the tools are a list of JSON texts, and no message calls in a field."""
        tools, messages = row.get("tools"), row.get("messages")
        texts = isinstance(tools, list) and bool(tools) and all(map(_is_object_text, tools))
        return texts and not any(
            map(calls_in_field, messages if isinstance(messages, list) else ())
        )

    def tools(self, row: dict[str, Any]) -> Iterator[JSON]:
        """Yield the definitions under `tools`."""
        return tools_column(row)

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return the messages, then the response that was chosen; or a question, and its answer."""
        said = [turn for message in _messages(row) for turn in _turns(message)]
        return chat_dialogue(row, said, marked)


def _messages(row: dict[str, Any]) -> Iterator[JSON]:
    """Yield what was said, and what is the right thing to say.

    Raises:
        RowError: there is neither a message nor a question with an answer.
    """
    if row.get("messages") is not None:
        yield from listed(row, "messages")
        if row.get("chosen_response") is not None:
            yield row["chosen_response"]
        return
    question, answers, right = (row.get(name) for name in ("question", "answers", "correct_answer"))
    answer = answers.get(right) if isinstance(answers, dict) else None
    if not isinstance(question, str) or not isinstance(answer, str):
        raise RowError("no `messages`, and no `question` with its `correct_answer` in `answers`")
    yield from ({"role": "user", "content": question}, {"role": "assistant", "content": answer})


def _turns(message: JSON) -> Iterator[JSON]:
    """Yield a message, and the calls in its text as those of a speaker of calls."""
    text = message.get("content") if isinstance(message, dict) else None
    if not isinstance(text, str) or message.get("role") != "assistant":
        yield message
        return
    words, calls = tagged_calls(text, _TAG)
    if words or not calls:
        yield {**message, "content": words}
    if calls:
        yield {"from": "function_call", "value": calls}


def _is_object_text(value: JSON) -> bool:
    return isinstance(value, str) and value.lstrip().startswith("{")
