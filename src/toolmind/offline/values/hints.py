"""What a description says about a value's form: listed values, examples, templates, dates."""

from __future__ import annotations

import re
from functools import lru_cache

_SET_OUT = r"(?: (?:the following|values|one of|either|of|are|is|as))*\s*[:\-—(]?\s*(.+)"
_CLOSED = re.compile(
    r"(?:\bone of|\b(?:possible|valid|allowed|accepted|supported|available|permitted|acceptable)"
    r"(?: \w+){0,3}?(?: are| is| include|:)|\b(?:values|options|choices|enum)(?::| are| include))"
    + _SET_OUT,
    re.IGNORECASE | re.DOTALL,
)
_MAYBE_CLOSED = re.compile(
    r"(?:\bmust be(?: set to)?|\bcan be(?: set to)?|\bcould be|\beither)" + _SET_OUT,
    re.IGNORECASE | re.DOTALL,
)
_OPEN = re.compile(
    r"(?:\be\.? ?g\.?[,:]?|\bfor example[,:]?|\bfor instance[,:]?|\bsuch as|"
    r"\bexamples?(?: \w+){0,2}:|\blike)\s+(.+)",
    re.IGNORECASE | re.DOTALL,
)
_QUOTED = re.compile(
    r"`([^`\n]{1,120})`|\"([^\"\n]{1,120})\"|(?<![\w])'([^'\n]{1,120})'(?!\w)|“([^”\n]{1,120})”"
)
_ONE = re.compile(r"\W{0,4}[`'\"](?P<v>[\w./+-]+)[`'\"]")
"""The first value of a list that is cut short."""

_PLACEHOLDER = re.compile(r"-[a-z]+[A-Z]")
"""What stands for a part of a value: ``user-emailAddress``."""

_TEMPLATE = re.compile(
    r"(?:[\w.\-]+/)*\{[\w.\-=*]+\}(?:/(?:\{[\w.\-=*]+\}|[\w.\-]+))*|(?:[a-zA-Z]+/)+\*(?:/[\w*]+)*"
)
_HOLE = re.compile(r"\{[\w.\-]+\}|<[\w .\-]+>")
"""What an example leaves to be filled in: ``space = spaces/{space}``."""

_NOT_VALUES = re.compile(
    r"[\[\]{}<>]|"
    r"\b(see|characters?|bytes|digits|long|length|maximum|minimum|empty|null|unique|string|values?|fields?|"
    r"letters?|numbers?|optional|required|default|case[- ]sensitive)\b",
    re.IGNORECASE,
)
_WORDY = re.compile(
    r"\b(the|is|are|was|that|which|this|you|will|not|to be|if|when|of the|must|should)\b",
    re.IGNORECASE,
)


@lru_cache(maxsize=512)
def listed(description: str) -> tuple[str, ...]:
    """Return the closed list of values that a description gives (``one of: a, b, c``)."""
    for lead, longest in ((_CLOSED, 5), (_MAYBE_CLOSED, 2)):
        match = lead.search(description)
        found = _values(match.group(1)) if match else ()
        values = tuple(value for value in found if not _PLACEHOLDER.search(value))
        if len(values) > 1 and all(len(value.split()) <= longest for value in values):
            return values
        if match and lead is _CLOSED and (first := _ONE.match(match.group(1))):
            return (first["v"],)
    return ()


@lru_cache(maxsize=512)
def examples(description: str) -> tuple[str, ...]:
    """Return the examples that a description gives (``e.g., DNA, fingerprints``)."""
    match = _OPEN.search(description)
    return tuple(one for one in _values(match.group(1)) if not _HOLE.search(one)) if match else ()


@lru_cache(maxsize=512)
def template(description: str) -> str:
    """Return the resource name format of a description: ``projects/{project}/jobs/{job}``."""
    if "/" not in description:
        return ""
    found = [m.group() for m in _TEMPLATE.finditer(description) if "/" in m.group()]
    return max(found, key=len) if found else ""


def _values(text: str) -> tuple[str, ...]:
    """Split a listing at its own end: a closing bracket or the end of the sentence."""
    end = re.search(r"[)\]]|(?<=[\w'\"`])\.(?:\s|$)|;|\n\n|…", text)
    text = text[: end.start()] if end else text
    quoted = [next(part for part in match if part) for match in _QUOTED.findall(text)]
    if quoted:
        plain = (value.strip(" `") for value in quoted)
        return tuple(dict.fromkeys(value for value in plain if value))
    parts = re.split(r"\s*,\s*(?:and |or |etc\.?)?|\s+or\s+|\s+and\s+|\s*\|\s*|\s*/\s+", text)
    kept = [part.strip(" .:'\"`*-") for part in parts]
    kept = [part for part in kept if part and part.lower() not in ("etc", "and", "or", "more")]
    if any(_NOT_VALUES.search(part) for part in kept):
        return ()
    if any(len(part) > 40 or len(part.split()) > 5 or _WORDY.search(part) for part in kept):
        return ()
    return tuple(dict.fromkeys(kept))
