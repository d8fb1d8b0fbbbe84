"""What is under loss when a template renders a row, held against what was meant.

Of every turn that is learnt: the prompt is a token prefix of prompt and turn; what follows says the
turn whole (reasoning, text, names and arguments of calls) and ends with the token that stops it; no
empty think block is in it. Of a row that is rendered once for several turns, each turn besides is
rendered in the whole as it is alone: a template that rewrites history would mask it wrongly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import orjson

from toolmind.formats.proof.piece import tokens_after
from toolmind.formats.proof.rows import RenderedRow
from toolmind.formats.proof.template import ChatTemplate, TemplateRefusal
from toolmind.records import Record

_EMPTY_THINK = re.compile(r"<think>\s*</think>")
_THINK_OPENED = re.compile(r"<think>\s*$")


class ProvenTurn(NamedTuple):
    """A turn as it is rendered: how many tokens stand before it, and those under loss."""

    start: int
    learnt: list[str]
    row: str
    """The text of the whole row."""


class Mismatch(Record, frozen=True):
    """What is not as it was meant: of which kind, in which row and message, in what words."""

    kind: str
    row: str
    message: int
    text: str


class ProofReport(Record, frozen=True):
    """What a template makes of a file.

    `mismatches` are counted by kind; of each kind the first stands in `examples`.
    """

    template: str
    rows: int
    turns: int
    tokens: int
    learnt_tokens: int
    mismatches: dict[str, int] = {}
    examples: tuple[Mismatch, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing was found that is not as it was meant."""
        return not self.mismatches


def prove(template: ChatTemplate, rows: Iterable[RenderedRow]) -> ProofReport:
    """Render every row, and count what is not as it was meant."""
    counts, examples = Counter[str](), dict[str, Mismatch]()
    seen = turns = tokens = learnt = 0
    for row in rows:
        seen += 1
        for at in row.learnt:
            turns += 1
            for found in proven(template, row, at):
                if isinstance(found, ProvenTurn):
                    tokens += found.start + len(found.learnt)
                    learnt += len(found.learnt)
                else:
                    counts[found.kind] += 1
                    examples.setdefault(found.kind, found)
    return ProofReport(
        template=template.name,
        rows=seen,
        turns=turns,
        tokens=tokens,
        learnt_tokens=learnt,
        mismatches=dict(counts.most_common()),
        examples=tuple(examples.values()),
    )


def proven(template: ChatTemplate, row: RenderedRow, at: int) -> Iterator[ProvenTurn | Mismatch]:
    """Yield the tokens of one turn of a row, then what is not as it was meant."""
    try:
        said = row.messages[: at + 1]
        before = template.render(said[:-1], row.tools, reply=True, options=row.options)
        upto = template.render(said, row.tools, options=row.options)
        whole = template.render(row.messages, row.tools) if row.whole else upto
    except TemplateRefusal as error:
        yield Mismatch("refused", row.id, at, str(error))
        return
    prompt = template.cut(before)
    learnt = tokens_after(prompt, template.cut(upto))
    if learnt is None:
        yield Mismatch("prompt is no prefix", row.id, at, _difference(before, upto))
        return
    yield ProvenTurn(sum(map(len, prompt)), learnt, whole)
    for kind, text in turn_faults(template, row.messages[at], before, learnt):
        yield Mismatch(kind, row.id, at, text)
    if not whole.startswith(upto.rstrip()):
        yield Mismatch("history is rewritten", row.id, at, _difference(upto, whole))


def turn_faults(
    template: ChatTemplate, message: Any, before: str, learnt: Sequence[str]
) -> Iterator[tuple[str, str]]:
    """Yield (kind, words) for what is not as it should be in the tokens of a turn under loss."""
    text = "".join(learnt)
    for key in _keys(message):
        if f'\\"{key}\\"' in text and f'"{key}"' not in text:
            yield "encoded twice", f"the arguments, in {text!r:.200}"
    thought = str(message.get("reasoning_content") or "").strip()
    if not _is_in(thought, text):
        yield "reasoning is not rendered", f"{thought!r:.80} is not in {text!r:.200}"
    for part in _parts(message):
        if not _is_in(part, text):
            yield "not under loss", f"{part!r:.80} is not in {text!r:.200}"
    end = [token for token in learnt if token.strip()][-1:]
    if not end or not template.is_special(end[0]):
        yield "no stop token", f"the turn ends with {text[-60:]!r}"
    opened = bool(_THINK_OPENED.search(before)) and text.lstrip().startswith("</think>")
    if opened or _EMPTY_THINK.search(text):
        yield "empty think block", f"in {text!r:.120}"


def _parts(message: Any) -> Iterator[str]:
    """Yield what a turn says, each part in words that stand so in any template's text."""
    if isinstance(said := message.get("content"), str) and said.strip():
        yield said.strip()
    for call in message.get("tool_calls") or ():
        yield call["function"]["name"]
        arguments = call["function"]["arguments"]
        yield from _leaves(orjson.loads(arguments) if isinstance(arguments, str) else arguments)


def _keys(message: Any) -> Iterator[str]:
    for call in message.get("tool_calls") or ():
        arguments = call["function"]["arguments"]
        yield from orjson.loads(arguments) if isinstance(arguments, str) else arguments


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield key
            yield from _leaves(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(inner)
    elif isinstance(value, str) and value.strip():
        yield value.strip()


def _is_in(part: str, text: str) -> bool:
    """Say whether words stand in a text as they are or as JSON escapes them, once and no more."""
    return part in text or orjson.dumps(part).decode()[1:-1] in text


def _difference(first: str, second: str) -> str:
    at = next(
        (n for n, pair in enumerate(zip(first, second, strict=False)) if pair[0] != pair[1]),
        min(len(first), len(second)),
    )
    begin = max(0, at - 30)
    return f"{first[begin : at + 30]!r} against {second[begin : at + 30]!r}"
