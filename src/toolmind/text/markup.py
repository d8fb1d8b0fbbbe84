"""Markup in what a model wrote as its words: what no reader should see and no model learn.

Chat models are steered by marks: control tokens of their chat template, tags around thinking and
around calls. A server that does not take them out, or a model that writes them wrongly, leaves
them in the answer. Found here are marks of the known templates (ChatML, Llama, harmony, Gemma,
Mistral, DeepSeek, Kimi, GLM, MiniMax, Hermes, Qwen, Phi, Command-R and others of their forms),
calls in the forms that models write, turns of another speaker, unclosed thinking, bytes that are no
text, and repetition without end.

Talk about marks is no fault: what stands in quotation marks, in inline code or in a block of code
is left alone, unless it is a call of a tool that is shown.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import lru_cache
from typing import Literal, NamedTuple

Kind = Literal["call", "token", "turn", "thinking", "bytes", "repetition"]


class Markup(NamedTuple):
    """One thing found: its kind, and the piece of the text that shows it (up to 80 characters).

    `call`: a tool call left as text; `token`: a control token of a chat template; `turn`: the
    turn of another speaker; `thinking`: thinking without its end or amid the answer; `bytes`:
    control characters; `repetition`: the same words again and again.
    """

    kind: Kind
    found: str


def find_markup(text: str, names: Collection[str] = ()) -> list[Markup]:
    """Return what is found in a text, at most one of each kind; `names` are of the tools shown."""
    # What follows is cheap on plain prose, since it runs on every reply: a look for one character
    # or word goes before each search, and tools whose names are not there are not called.
    there = [name for name in _spelled(tuple(names)) if name in text]
    kept = _without_code(text, there)
    prose = _QUOTED.sub(_blank, kept) if "<" in kept or "[" in kept else kept
    searches: tuple[tuple[Kind, re.Match[str] | None], ...] = (
        ("call", _mark(_CALL_MARKS, prose) or next(_named_calls(kept, there), None)),
        ("token", _mark(_TOKENS, prose)),
        ("turn", _turn(prose)),
        ("thinking", _thinking(prose)),
        ("bytes", _BYTES.search(text)),
    )
    # What is left alone is blanked, so that places in the rest are places in the text.
    found = [Markup(kind, _shown(text, match)) for kind, match in searches if match]
    return found + find_repetition(text)


def find_repetition(text: str) -> list[Markup]:
    """Return the piece that a text repeats without end, if it does: all to be found in JSON."""
    unit = _repetition(text)
    return [Markup("repetition", unit.strip()[:80])] if unit else []


def _blank(match: re.Match[str]) -> str:
    return " " * len(match[0])


def _shown(text: str, match: re.Match[str]) -> str:
    return text[match.start() : match.end()].strip()[:80]


@lru_cache(maxsize=1024)
def _spelled(names: tuple[str, ...]) -> frozenset[str]:
    """Return names, also as Python can write them."""
    return frozenset(names) | {re.sub(r"\W", "_", name) for name in names}


_FENCE = re.compile(r"^[ \t]*```([^\n`]*)\n(.*?)(?:^[ \t]*```[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_QUOTED = re.compile(
    r"`[^`\n]+`|\"[^\"\n]{1,80}\"|“[^”\n]{1,80}”|„[^“”\n]{1,80}[“”]|«[^»\n]{1,80}»"
    r"|「[^」\n]{1,80}」|(?<!\w)'[^'\n]{1,80}'(?!\w)|‘[^’\n]{1,80}’"
)

_Marks = tuple[tuple[str, re.Pattern[str]], ...]
"""Patterns, each with what must be in the text for it to be found."""

_CALL_MARKS: _Marks = (
    (
        "<",
        re.compile(
            r"<(?:\|python_(?:tag|start)\|>|function=|parameter=|/?arg_(?:key|value)>"
            r"|/?(?:[\w-]{1,20}:)?(?:longcat_)?(?:tool_?calls?|function_calls?|tool_use|tool_code)"
            r"\b[^<>\n]*>|/?TOOL_?CALLS?>|\|?/?tool_calls?(?:_\w+)?\|?>|(?:\w{1,20}:)?invoke name="
            r"|start_function_call>|tools>\s*[\[{]|/?[｜|](?:tool▁call|DSML)"
            r"|\|(?:call|action_start|START_ACTION|constrain)\|>)"
        ),
    ),
    ("[TOOL_CALLS]", re.compile(r"\[TOOL_CALLS\].*")),
    ("[ARGS]", re.compile(r"\w\[ARGS\]\s*\{")),
    ("functools", re.compile(r"\bfunctools\s*\[\s*\{")),
    ("to=functions", re.compile(r"\bto=functions\.\w+")),
    ("✿FUNCTION✿", re.compile("✿FUNCTION✿.*")),
    ("```tool_", re.compile(r"^[ \t]*```tool_(?:code|call)", re.MULTILINE)),
    ("Action Input:", re.compile(r"^Action:\s*[\w.-]+\s*\n+Action Input:", re.MULTILINE)),
    (
        "arguments",
        re.compile(
            r"\{\s*[\"']name[\"']\s*:\s*[\"'][\w.-]+[\"']\s*,\s*[\"']arguments[\"']\s*:\s*[\"']?\{"
        ),
    ),
)
"""How calls are written that need no tool's name to be known."""

_TOKENS: _Marks = (
    (
        "<",
        re.compile(
            r"<(?:\|[A-Za-z_/][\w▁/.-]*\|?>|\|\w{2,30}\|?\Z|[a-z_]{2,30}\|>|\|\"\|>|/?｜[^\s<>]{0,60}"
            r"|(?:start|end)_of_(?:turn|image|text|utterance)>|(?:bos|eos|pad|unk|sop|eop)>"
            r"|(?:BOS|EOS|PAD|UNK)_TOKEN>|SPECIAL_\d+>|end_function_call>"
            r"|/?start_function_response>|</?SYS>>|0x[0-9A-F]{2}>"
            r"|/?(?:tool|function)_(?:response|result|output)s?>)"
        ),
    ),
    # In HTML these strike a text out: they are tokens at the ends only.
    ("<s>", re.compile(r"\A\s*<s>")),
    ("</s>", re.compile(r"\A(?:(?!<s>).)*</s>\s*\Z", re.DOTALL)),
    (
        "[",
        re.compile(
            r"\[(?:/?(?:INST|TOOL_RESULTS|AVAILABLE_TOOLS|SYSTEM_PROMPT)\]|gMASK\]|\|[a-z]+\|\]|e~\[)"
        ),
    ),
    ("]~", re.compile(r"\]~!?b[\]\[]")),
    ("Ġ", re.compile("(?:Ġ[a-z]+){2}")),
    ("✿", re.compile("✿(?:ARGS|RESULT|RETURN)✿")),
)
"""Control tokens."""

_TURN = re.compile(
    r"\A\s*(?:assistant|Assistant|ASSISTANT)[ \t]*(?::|\n)"
    r"|\A\s*(?:analysis|commentary)[A-Z]|assistant(?:final|analysis|commentary)(?![a-z])"
    r"|\n\nHuman[ \t]*:[ \t]*\S.*"
    r"|^### ?(?:Instruction|Response|Human|Assistant)[ \t]*:"
    r"|^(?:user|human|User|Human|USER|HUMAN)[ \t]*:[^\n]*\n+"
    r"(?:[^\n]+\n+){0,8}?(?:assistant|Assistant|ASSISTANT|AI)[ \t]*:"
    r"|[.!?…。！？)][ \t]*\n\s*(?:user|human|User|USER)[ \t]*\n+"
    r"(?!(?:user|assistant|system|tool)[ \t]*$)[^\n]*\S"
    r"|[.!?…。！？)][ \t]*\n\n\s*(?:User|USER|user)[ \t]*:[ \t]*"
    r"\S+[ \t]\S+[ \t][^\n:]*[.!?][ \t]*(?:\n|\Z)"
    r"|[.!?…。！？)][ \t]*\n\s*(?:assistant|ASSISTANT)[ \t]*(?::|\n+)[ \t]*"
    r"(?!(?:user|system|tool)[ \t]*$)\S",
    re.MULTILINE,
)
"""Role headers without their tokens: a pair of them, or one right after a finished sentence."""

_TURN_WORDS = ("user", "human", "assistant", "analysis", "commentary", "###")

_THINK = r"(?:think|thinking|thought|thoughts|reasoning|seed:think|scratch_?pad|antThinking)"
_OPENED = re.compile(rf"(?i:<{_THINK}>)|\[THINK\]|◁think▷")
_CLOSED = re.compile(rf"(?i:</{_THINK}>)|\[/THINK\]|◁/think▷")
_WHOLE = re.compile(r"\A\s*<think>.*?</think>", re.DOTALL)

_BYTES = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffd\ufffe\uffff].{0,20}")

_JSON_CALL = re.compile(
    r"[\"'](?:name|tool|tool_name|function|function_name|action|recipient_name)[\"']\s*:\s*"
    r"[\"']([^\"'\s]{1,128})[\"']"
)
_ARGUMENTS = re.compile(
    r"[\"'](?:arguments|parameters|params|args|kwargs|input|tool_input|action_input)[\"']\s*:"
    r"(?!\s*\{\s*[\"'](?:type[\"']\s*:\s*[\"']object|properties|\$ref))"
)
_WHOLE_CALL = re.compile(
    r"\A\s*\[?\s*\{\s*(?:[\"'](?:tool|tool_name|function|function_name)[\"']\s*:\s*"
    r"[\"']([^\"'\s]{1,128})[\"']|[\"']([^\"'\s]{1,128})[\"']\s*:\s*\{)"
)
"""All of a text is ``{"tool": "name", …`` or ``{"name": {…``."""
_LINE_CALL = re.compile(
    r"^[ \t]*(?:[-*•] +|\d+[.)] +)?(?:\[\s*|print\(\s*|await )?(?:\w+\.)??([\w.-]{1,128})"
    r"(?:\(\s*(?:\*\*|\)|[\"'{\[\d]|\w+\s*=(?!=))|[ \t]*:?[ \t]*\n?\s*\{\s*[\"'}])",
    re.MULTILINE,
)
"""``name(key=…``, ``[name(…``, ``name {"key": …`` at the beginning of a line."""
_SAID_CALL = re.compile(
    r"(?:^\[(?:tool|function|call|calling|called)(?:[ _](?:tool|function|call))?[: ]"
    r"|\bcall:|>>>|\bfunctions\.|^Action:|^[ \t]*<)[ \t]*([\w.-]{1,128})",
    re.MULTILINE | re.IGNORECASE,
)


def _mark(marks: _Marks, text: str) -> re.Match[str] | None:
    found = (pattern.search(text) for needed, pattern in marks if needed in text)
    return next(filter(None, found), None)


def _turn(text: str) -> re.Match[str] | None:
    lowered = text.lower()
    worded = any(word in lowered for word in _TURN_WORDS)
    return _TURN.search(text) if worded else None


def _without_code(text: str, names: Collection[str]) -> str:
    """Return the text without blocks of code, but for those that are nothing but a call."""
    if "```" not in text:
        return text

    def kept(block: re.Match[str]) -> str:
        language, code = block[1].strip().lower(), block[2].strip()
        if language.startswith("tool_"):
            return block[0]
        if code.startswith(("{", "[", "<tool", "<function")):
            called = _is_call(code, names)
        else:
            lines = [line for line in code.splitlines() if line.strip()]
            called = bool(lines) and all(any(_of_lines(line, names)) for line in lines)
        if not called:
            return _blank(block)
        before, after = block.start(2) - block.start(), block.end() - block.end(2)
        return f"{' ' * (before - 1)}\n{block[2]}{' ' * after}"

    return _FENCE.sub(kept, text)


def _is_call(code: str, names: Collection[str]) -> bool:
    """Tell whether a block of JSON or XML is a call, not a list in which one may stand."""
    return bool(_mark(_CALL_MARKS, code)) or any(_named_calls(code, names))


def _named_calls(text: str, names: Collection[str]) -> Iterator[re.Match[str]]:
    """Yield where a tool that is shown is called."""
    if not names:
        return
    if "{" in text:
        yield from _of_json(text, names)
    yield from _of_lines(text, names)


def _of_json(text: str, names: Collection[str]) -> Iterator[re.Match[str]]:
    for match in _JSON_CALL.finditer(text):
        if _is_shown(match[1], names):
            # The arguments may stand before or after the name; of other objects they are farther.
            beside = text[max(0, match.start() - 200) : match.end() + 200]
            if _ARGUMENTS.search(beside):
                yield match
    whole = _WHOLE_CALL.match(text)
    if whole and _is_shown(whole[1] or whole[2], names):
        yield whole


def _of_lines(text: str, names: Collection[str]) -> Iterator[re.Match[str]]:
    for pattern in (_LINE_CALL, _SAID_CALL):
        for match in pattern.finditer(text):
            if _is_shown(match[1], names):
                yield match


def _is_shown(name: str, names: Collection[str]) -> bool:
    """Tell whether a name is a shown tool's, also behind the prefix that some templates give it."""
    return name.rpartition("functions.")[2].rpartition("default_api.")[2] in names


def _thinking(text: str) -> re.Match[str] | None:
    """Return the tag of thinking that does not stand, whole and as ``<think>``, at the beginning.

    That form is how much data has it; its end alone tells that its beginning is lost.
    """
    if not ("<" in text or "[" in text or "◁" in text):
        return None
    rest = _WHOLE.sub(_blank, text, count=1)
    return _OPENED.search(rest) or _CLOSED.search(rest)


_STEP, _SEED, _LONGEST_UNIT, _LOOKED_AT = 60, 24, 600, 8000


def _repetition(text: str) -> str | None:
    """Return words that come 12 times running, or a sentence that comes five times (ours).

    Rules, dots and zeros may be repeated: it takes a letter, and 160 characters together. Looked
    at are the last 8,000 characters: what does not end is there.
    """
    text = text[-_LOOKED_AT:]
    for at in range(0, len(text) - _SEED, _STEP):
        seed = text[at : at + _SEED]
        again = text.find(seed, at + 1, at + _SEED + _LONGEST_UNIT)
        if again > 0 and (unit := text[at:again]) and re.search(r"[^\W\d_]", unit):
            times = _running(text, at, unit)
            if times >= (12 if len(unit) <= 60 else 5) and times * len(unit) >= 160:
                return unit
    return None


def _running(text: str, at: int, unit: str) -> int:
    """Return how often a unit stands in a row, on both sides of a place where it does."""
    size, times, after, before = len(unit), 0, at, at - len(unit)
    while text.startswith(unit, after):
        after, times = after + size, times + 1
    while before >= 0 and text.startswith(unit, before):
        before, times = before - size, times + 1
    return times
