"""What is under loss when a chat template renders a dialogue, token by token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import orjson

from toolmind.formats.base import KeptPath, is_learnt, learnt_paths
from toolmind.formats.proof.proof import Mismatch, ProvenTurn, proven
from toolmind.formats.proof.rows import RenderedRow, template_messages
from toolmind.formats.proof.template import ChatTemplate, TemplateRefusal, load_template
from toolmind.models.client.wire import encode_tools
from toolmind.records import Decision, Tool
from toolmind.viewer.item import Item

Span = tuple[int, int]


@lru_cache(maxsize=4)
def _loaded(name: str) -> ChatTemplate:
    return load_template(name)


def tokens_under_loss(item: Item, name: str) -> dict[str, Any]:
    """Return each row of an item as a template renders it, in parts with and without loss.

    A row is a root-to-leaf path, rendered whole, as most trainers do it; what of it is not as it
    was meant stands in `mismatches` (see `formats.proof`). `by_token` says whether tokens are
    those of a tokenizer; else they are its template's markers, and single characters.

    Raises:
        ConfigError: what reads templates is not installed.
        DataError: there is no such template.
    """
    template = _loaded(name)
    rows = []
    if item.trajectory:
        for path in learnt_paths(item.trajectory, item.decision or Decision(keep=False)):
            tools = item.tools
            if item.scenario:
                tools = item.scenario.offered(tools, path.messages)
            rows.append(_row(template, path, tools))
    return {"template": name, "by_token": template.has_tokenizer, "rows": rows}


def _row(template: ChatTemplate, path: KeptPath, tools: Sequence[Tool]) -> dict[str, Any]:
    learnt = [at for at, message in enumerate(path.messages) if is_learnt(message)]
    row = RenderedRow(
        id=path.id,
        messages=template_messages(path.messages),
        tools=orjson.loads(encode_tools(tools)),
        learnt=learnt,
        whole=True,
    )
    try:
        tokens = template.encode(template.render(row.messages, row.tools))
    except TemplateRefusal as error:
        return {"id": path.id, "refused": str(error), "tokens": 0, "learnt": 0}
    spans: list[Span] = []
    wrong: list[Mismatch] = []
    for at in learnt:
        for found in _proven(template, row, at):
            if isinstance(found, Mismatch):
                wrong.append(found)
            elif (span := _span(found, tokens)) is not None:
                spans.append(span)
    return {
        "id": path.id,
        "tokens": len(tokens),
        "learnt": sum(end - start for start, end in spans),
        "parts": list(_parts(tokens, spans, template.has_tokenizer)),
        "mismatches": [
            {"kind": one.kind, "message": path.messages[one.message].id, "text": one.text}
            for one in wrong
        ],
    }


def _proven(template: ChatTemplate, row: RenderedRow, at: int) -> list[ProvenTurn | Mismatch]:
    try:
        return list(proven(template, row, at))
    except ValueError as error:  # arguments that are no JSON; checks mask them in a run
        return [Mismatch("arguments cannot be read", row.id, at, str(error))]


def _span(turn: ProvenTurn, tokens: Sequence[str]) -> Span | None:
    """Return where a turn stands in the whole; None where the whole says it otherwise."""
    start, end = turn.start, turn.start + len(turn.learnt)
    return (start, end) if list(tokens[start:end]) == turn.learnt else None


def _parts(tokens: Sequence[str], spans: Sequence[Span], apart: bool) -> Iterator[dict[str, Any]]:
    """Yield the row in parts; of those under loss the tokens, where they are kept `apart`."""
    at = 0
    for start, end in (*spans, (len(tokens), len(tokens))):
        if start > at:
            yield {"learnt": False, "tokens": start - at, "text": "".join(tokens[at:start])}
        if end > start:
            under = tokens[start:end]
            part = {"learnt": True, "tokens": end - start, "text": "".join(under)}
            yield {**part, "each": list(under)} if apart else part
        at = end
