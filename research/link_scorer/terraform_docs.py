"""Functions as the documentation of Terraform providers declares them.

A page documents a resource (`docs/resources`, `website/docs/r`) or a data source. Its arguments are
a function's inputs; its attributes, and its arguments again, are the outputs: what was made or
found has all of them. Nested blocks are nested objects.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

Row = dict[str, Any]

_FOLDERS = {"r": "create", "resources": "create", "d": "get", "data-sources": "get"}
_FIELD = re.compile(r"^(\s*)[*-]\s+`(?!true`|false`)([a-z_][a-z0-9_]*)`(\s*(?:[-–—(]|$).*)$")
_BLOCK = re.compile(
    r"^[^~!>-][^`]*`(?!true`|false`)([a-z]\w*)`[^`]*(?:block|support|export|contain|following|object)[^`]*$"
)
_TOLD = re.compile(r"^[\s–—:-]*(\((?:[^()]|\([^()]*\))*\))?[\s–—:-]*")
_MARKS = re.compile(r"^\s*\((Required|Optional|Output|Computed)[^)]*\)\s*((Required|Optional)\.)?")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_FENCE = re.compile(r"^\s*```")
_LONGEST = 400
"""Characters kept of a description."""
_DEEPEST = 3
"""Levels of nested blocks."""
_TYPES = (
    ("boolean", r"bool"),
    ("array", r"list|set of|array|attributes set"),
    ("object", r"map|block|attributes|object"),
    ("number", r"number|float"),
    ("integer", r"int"),
    ("string", r"string"),
)
_GUESSES = (
    ("boolean", r"(whether|should|is |does|if true|boolean|enables? or disables?)|.*defaults? (to|"
     r"value:) `(true|false)`"),
    ("array", r"(a |the )?(list|set|array|one or more)\b"),
    ("object", r"(a |an |the )?(map|mapping)\b|.*key.value pairs"),
    ("integer", r"(the )?(number|maximum number|minimum number) of|.*defaults to `\d+`"),
)  # fmt: skip


@dataclass
class Declared:
    """One field of a page."""

    description: str
    type: str
    required: bool = False


@dataclass
class Page:
    """A resource or data source."""

    name: str
    """As examples call it: `data.` stands before that of a data source."""
    provider: str
    topic: str
    description: str
    inputs: dict[str, dict[str, Declared]] = field(default_factory=dict)
    """Fields of each block; those of the page itself under the empty name."""
    outputs: dict[str, dict[str, Declared]] = field(default_factory=dict)
    examples: list[str] = field(default_factory=list)


def pages(folder: Path) -> Iterator[Page]:
    """Read the pages of a provider: all under the folders `r`, `d`, `resources`, `data-sources`."""
    provider = folder.name
    for path in sorted(folder.glob("**/docs/*/*.m*d*")):
        verb = _FOLDERS.get(path.parent.name)
        if verb and "cdktf" not in path.parts and path.is_file():
            page = _page(path.read_text(), provider, path.name.split(".")[0], verb)
            if page.inputs or page.outputs:
                yield page


def _page(text: str, provider: str, stem: str, verb: str) -> Page:
    front, _, body = text.removeprefix("---").partition("\n---")
    topic = re.search(r"^subcategory: *\"?([^\"\n]+)", front, re.M)
    short = stem.removeprefix(f"{provider}_")
    page = Page(
        name=f"{'data.' if verb == 'get' else ''}{provider}_{short}",
        provider=provider,
        topic=topic.group(1).strip() if topic else "",
        description=_first_paragraph(body),
    )
    _Reader(page).read(body)
    return page


def _first_paragraph(body: str) -> str:
    for part in re.split(r"\n\s*\n", body):
        if re.match(r"\s*[A-Z\[]", part):
            return _plain(part.split("\n#")[0])
    return ""


def _plain(text: str) -> str:
    text = re.sub(r"\s+", " ", _LINK.sub(r"\1", text)).strip()
    text = re.sub(r"\s*Structure is documented below\.?|Changing this forces a.*", "", text)
    return text.strip()[:_LONGEST]


class _Reader:
    """Reads a page line by line."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._fields: dict[str, dict[str, Declared]] | None = None
        self._block = ""
        self._required = False
        self._above: list[tuple[int, str]] = []
        """Indentation and name of the fields that a deeper one is nested in."""
        self._last: Declared | None = None

    def read(self, body: str) -> None:
        """Read all of it."""
        fenced: list[str] | None = None
        for line in body.split("\n"):
            if _FENCE.match(line):
                if fenced is not None:
                    self._page.examples.append("\n".join(fenced))
                fenced = [] if fenced is None else None
            elif fenced is not None:
                fenced.append(line)
            else:
                self._line(line)

    def _line(self, line: str) -> None:
        found = _FIELD.match(line)
        if line.startswith("#"):
            self._heading(line.lstrip("# ").strip())
        elif found and self._fields is not None:
            self._field(len(found[1].expandtabs(4)), found[2], found[3])
        elif line.strip() in ("Required:", "Optional:", "Read-Only:"):
            self._required = line.startswith("Required")
        elif line.strip() and self._last and not re.match(r"\s*[~!-]+>|\s*[*-] |---|<a", line):
            block = _BLOCK.search(line)
            if block and not line.startswith(" "):
                self._enter(block[1])
            else:
                self._more(line)
        elif block := _BLOCK.search(line):
            self._enter(block[1])
        elif not line.strip():
            self._last = None

    def _more(self, line: str) -> None:
        """Add a line to the last field's description; its marks may stand on that line."""
        assert self._last is not None
        marks = _MARKS.match(line) if not self._last.description else None
        if marks:
            self._last.required = marks[1] == "Required"
            line = line[marks.end() :]
        self._last.description = _plain(f"{self._last.description} {line}")

    def _heading(self, title: str) -> None:
        low = title.lower()
        nested = re.search(r"nested schema for `([\w.]+)`", low)
        if nested:
            self._enter(nested[1].split(".")[-1])
        elif "argument" in low or low in ("required", "optional", "schema"):
            self._fields, self._required = self._page.inputs, low == "required"
            self._enter("")
        elif "attribute" in low or low == "read-only":
            self._fields, self._required = self._page.outputs, False
            self._enter("")
        elif block := re.search(r"`([a-z]\w+)`", title):
            self._enter(block[1])
        elif re.match(r"timeouts|import|example|provider|note", low):
            self._fields = None

    def _enter(self, block: str) -> None:
        self._block, self._above, self._last = block, [], None

    def _field(self, indent: int, name: str, rest: str) -> None:
        while self._above and self._above[-1][0] >= indent:
            self._above.pop()
        block = self._above[-1][1] if self._above else self._block
        self._above.append((indent, name))
        told = _TOLD.match(rest)
        marks = ((told[1] if told else "") or "").lower()
        text = _plain(rest[told.end() :] if told else rest)
        required = self._required or marks.startswith("(required")
        self._last = Declared(text, _type(marks, text), required)
        assert self._fields is not None
        self._fields.setdefault(block, {}).setdefault(name, self._last)


def _type(marks: str, text: str) -> str:
    """Find the type that is declared, or the one that the description speaks of."""
    for name, pattern in _TYPES:
        if re.search(pattern, marks):
            return name
    for name, pattern in _GUESSES:
        if re.match(pattern, text, re.I):
            return name
    return "string"


def function(page: Page, domain: str) -> Row:
    """Write a page as a function."""
    given = {"": page.inputs.get("", {}) | page.outputs.get("", {})}
    for block in {*page.inputs, *page.outputs} - {""}:
        given[block] = page.inputs.get(block, {}) | page.outputs.get(block, {})
    verb = "get" if page.name.startswith("data.") else "create"
    short = page.name.removeprefix("data.").removeprefix(f"{page.provider}_")
    return {
        "id": page.name,
        "name": f"{verb}_{short}",
        "domain": domain,
        "description": page.description,
        "parameters": _schema(page.inputs, "", ()),
        "returns": _schema(given, "", ()),
    }


def _schema(blocks: dict[str, dict[str, Declared]], block: str, above: tuple[str, ...]) -> Row:
    properties = {
        name: _property(blocks, name, one, above) for name, one in blocks.get(block, {}).items()
    }
    required = [name for name, one in blocks.get(block, {}).items() if one.required]
    return {"type": "object", "properties": properties, "required": required}


def _property(
    blocks: dict[str, dict[str, Declared]], name: str, one: Declared, above: tuple[str, ...]
) -> Row:
    row: Row = {"type": one.type, "description": one.description}
    if blocks.get(name) and name not in above and len(above) < _DEEPEST:
        inner = _schema(blocks, name, (*above, name))
        several = one.type == "array" or bool(re.match(r"one or more|list", one.description, re.I))
        if not several:
            return inner | {"description": one.description}
        return row | {"type": "array", "items": inner}
    if one.type == "array":
        row["items"] = {"type": "string"}
    return row
