"""Dialogues and counts as HTML, as a notebook shows them: text alone, whatever stands in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from toolmind.records.message import Message

_LONG = 2000
"""Characters of a text from which on it is folded (ours)."""
_NAMED = "text-align:left;vertical-align:top;white-space:nowrap"
_TEXT = "text-align:left;white-space:pre-wrap;overflow-wrap:anywhere"
_MASKED = "opacity:.55"


def dialogue_html(title: str, messages: Sequence[Message]) -> str:
    """Return a table with a row for each message: calls and reasoning apart, masked turns paler."""
    rows = "".join(map(_row, messages))
    return f"<table><caption>{escape(title)}</caption><tbody>{rows}</tbody></table>"


def counts_html(title: str, counts: Mapping[str, object]) -> str:
    """Return a table of names and values."""
    rows = "".join(
        f'<tr><th scope="row" style="{_NAMED}">{escape(name)}</th>'
        f'<td style="{_TEXT}">{escape(str(value))}</td></tr>'
        for name, value in counts.items()
    )
    return f"<table><caption>{escape(title)}</caption><tbody>{rows}</tbody></table>"


def _row(message: Message) -> str:
    learnt = message.train or message.role != "assistant"
    role = message.role if learnt else f"{message.role}, masked"
    answers = f" of {message.tool_call_id}" if message.tool_call_id else ""
    status = f" ({message.status})" if message.status else ""
    style = "" if learnt else f' style="{_MASKED}"'
    return (
        f'<tr{style}><th scope="row" style="{_NAMED}">{escape(message.id)} '
        f'{escape(role + answers + status)}</th><td style="{_TEXT}">'
        f"{''.join(_parts(message))}</td></tr>"
    )


def _parts(message: Message) -> Iterator[str]:
    if message.reasoning:
        yield _folded("reasoning", message.reasoning)
    if message.content:
        yield _long(message.content)
    for call in message.tool_calls:
        yield f"<div><code>{escape(f'{call.id} = {call.name}({call.arguments})')}</code></div>"


def _long(text: str) -> str:
    if len(text) <= _LONG:
        return escape(text)
    return escape(text[:_LONG]) + _folded(f"{len(text) - _LONG:,} more characters", text[_LONG:])


def _folded(name: str, text: str) -> str:
    return f"<details><summary>{name}</summary>{escape(text)}</details>"
