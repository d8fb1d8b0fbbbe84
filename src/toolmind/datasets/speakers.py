"""Dialogues told by speakers, as OpenAI's messages.

In ShareGPT's form, and in forms after it, a message is a `from` and a `value` (or a role and a
content), and calls and their results are speakers of their own: ``function_call`` and
``observation``, ``tool_call`` and ``tool_response``. They have no ids: a result belongs to the call
at its place.
"""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Iterator
from itertools import groupby, zip_longest
from typing import Any

import msgspec

from toolmind.datasets.dialogue import RowError
from toolmind.records import JSON

_ROLES = {
    "human": "user",
    "gpt": "assistant",
    "chatgpt": "assistant",
    "model": "assistant",
    "bot": "assistant",
}
_CALLS = frozenset(("function_call", "tool_call", "function-call", "tool_calls"))
_RESULTS = frozenset(("observation", "tool_response", "function_response", "tool_result"))
_RESULT_ROLES = frozenset(("tool", "function", "ipython"))
"""Speakers of results where they stand in `from`, or after calls by speakers; as roles elsewhere
they are OpenAI's, and have ids."""
_SPEAKER = ("role", "from", "content", "value")
_BEFORE_CALLS = re.compile(r"(.*?)<tool_call>\s*(.*)\s*</tool_call>\s*", re.DOTALL)
"""What LLaMA-Factory writes where a turn has more than its calls."""
_BETWEEN_RESULTS = "\n</tool_response>\n<tool_response>\n"
"""What it puts between the results of calls made at once."""


def chat_items(items: Iterable[Any]) -> list[dict[str, Any]]:
    """Return messages in OpenAI's form, or near it: those that are so already as they stand.

    Calls in a row are made at once, by the assistant message before them where there is one. A
    single result of several calls that is a list of as many values is each call's own.

    Raises:
        RowError: a message is no object, or what should be a call is none; says which.
    """
    chat: list[dict[str, Any]] = []
    awaited: list[str] = []
    for kind, group in groupby(enumerate(items), key=lambda pair: _kind(*pair)):
        found = list(group)
        if kind == "calls":
            awaited = _add_calls(chat, found)
        elif kind == "results" or (kind == "unlinked" and awaited):
            chat += _results([item for _, item in found], awaited)
            awaited = []
        else:
            chat += [_message(item) for _, item in found]
            awaited = []
    return chat


def _kind(at: int, item: Any) -> str:
    if not isinstance(item, dict):
        raise RowError(f"message {at} is a {type(item).__name__}, not an object")
    speaker = _speaker(item)
    if speaker in _CALLS:
        return "calls"
    if speaker in _RESULTS or (speaker in _RESULT_ROLES and "role" not in item):
        return "results"
    linked = item.get("tool_call_id") or speaker not in _RESULT_ROLES
    return "message" if linked else "unlinked"


def _speaker(item: dict[str, Any]) -> str:
    return str(item.get("role") or item.get("from") or "").lower()


def _message(item: dict[str, Any]) -> dict[str, Any]:
    if "from" not in item or item.get("role"):
        return item
    speaker = _speaker(item)
    return {**_rest(item), "role": _ROLES.get(speaker, speaker), "content": _said(item)}


def _said(item: dict[str, Any]) -> JSON:
    return item["content"] if item.get("content") is not None else item.get("value")


def _rest(item: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in item.items() if key not in _SPEAKER}


def _add_calls(chat: list[dict[str, Any]], items: list[tuple[int, dict[str, Any]]]) -> list[str]:
    """Add a message that makes the calls, or add them to the last one; return their ids."""
    calls: list[dict[str, Any]] = []
    before = ""
    for at, item in items:
        value = _said(item)
        if isinstance(value, str) and (both := _BEFORE_CALLS.fullmatch(value)):
            before, value = before + both[1], both[2]
        for call in _calls(at, value):
            own = call.get("id") or f"call-{len(chat)}-{len(calls)}"
            calls.append({"id": own, "type": "function", "function": call})
    spoken = chat[-1] if chat and chat[-1].get("role") == "assistant" else None
    if spoken is not None and not spoken.get("tool_calls") and not before:
        chat.pop()
    else:
        spoken = {"role": "assistant", "content": before}
    chat.append({**spoken, **_rest(items[-1][1]), "tool_calls": calls})
    return [str(call["id"]) for call in calls]


def _calls(at: int, value: JSON) -> Iterator[dict[str, Any]]:
    parsed = literal(value) if isinstance(value, str) else value
    for call in parsed if isinstance(parsed, list) else [parsed]:
        named = call.get("function", call) if isinstance(call, dict) else None
        if not isinstance(named, dict) or not isinstance(named.get("name"), str):
            raise RowError(f"message {at} should be a call, and is {str(value)[:80]!r}")
        arguments = named.get("arguments", named.get("parameters"))
        if isinstance(value, str) and not isinstance(arguments, str):
            arguments = msgspec.json.encode(arguments).decode()  # in the row they are text
        yield {"id": call.get("id"), "name": named["name"], "arguments": arguments}


def literal(text: str) -> JSON:
    """Return the value of a text that is JSON, or Python's word for it; of another, None.

    Whole numbers keep their digits, however many.
    """
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, ValueError, RecursionError):
        pass
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # unknown escapes, as in '\\d'
            return ast.literal_eval(text.strip())
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        return None


def _listed_results(value: JSON) -> JSON:
    if not isinstance(value, str):
        return value
    return value.split(_BETWEEN_RESULTS) if _BETWEEN_RESULTS in value else literal(value)


def _results(items: list[dict[str, Any]], awaited: list[str]) -> Iterator[dict[str, Any]]:
    texts = [_said(item) for item in items]
    if len(texts) == 1 < len(awaited):
        values = _listed_results(texts[0])
        if isinstance(values, list) and len(values) == len(awaited):
            texts, items = values, items * len(awaited)
    for item, text, call_id in zip_longest(items, texts, awaited[: len(items)]):
        answers = item.get("tool_call_id") or call_id
        yield {**_rest(item), "role": "tool", "content": text, "tool_call_id": answers}
