"""What a Python function's signature and docstring say of its parameters and of what it returns."""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]
_MOST = 300
_TYPES = (
    (r"bool", "boolean"),
    (r"array|list|sequence|iterable|tuple|iterator|series", "array"),
    (r"\bstr|string|anystr|bytes|buffer|path", "string"),
    (r"float|number|scalar|real|decimal|complex", "number"),
    (r"\bint|integer|index", "integer"),
)
_SECTION = re.compile(r"^(\w[\w ]*)\n(?:-{3,}|={3,})[ ]*$", re.MULTILINE)
_GOOGLE = re.compile(r"^(Args|Arguments|Parameters|Returns?):\s*$", re.MULTILINE)
_REST = re.compile(r"^:(?:param|parameter|arg)\s+(?:(\S+)\s+)?(\w+):\s*", re.MULTILINE)


@dataclass
class Value:
    """A value that a function returns."""

    name: str
    schema: Row


@dataclass
class Described:
    """A function as it is described."""

    summary: str
    inputs: dict[str, Row]
    outputs: list[Value]

    def output_type(self, at: int) -> str:
        """JSON type of one of the values, empty if not known."""
        return str(self.outputs[at].schema["type"]) if at < len(self.outputs) else ""


def json_type(text: str) -> str:
    """JSON type that a type in words or an annotation speaks of, empty for any."""
    text = text.split("|")[0] if "None" not in text.split("|")[0] else text
    return next((kind for word, kind in _TYPES if re.search(word, text.lower())), "")


def described(node: ast.FunctionDef, text: str, own: str = "") -> Described:
    """Read a function; `own` names the value of a method's object."""
    text = _plain(text)
    sections = _sections(text)
    said = {one: (kind, words) for one, kind, words in sections.get("parameters", ())}
    arguments = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    defaults = _defaults(node)
    inputs: dict[str, Row] = {}
    for argument in arguments:
        name = argument.arg.lstrip("_")
        if name in ("self", "cls"):
            if own:
                inputs[own] = {"type": "string", "description": ""}
            continue
        kind, words = said.get(name, ("", ""))
        noted = ast.unparse(argument.annotation) if argument.annotation else ""
        inputs[name] = _schema(
            noted or kind or defaults.get(argument.arg, ""), words or _sentence(text, name)
        )
    if node.args.vararg and node.args.vararg.arg not in inputs:
        name = node.args.vararg.arg
        inputs[name] = _schema("", said.get(f"*{name}", ("", ""))[1])
    outputs = [Value(name, _schema(kind, words)) for name, kind, words in sections["returns"]]
    noted = ast.unparse(node.returns) if node.returns else ""
    if not outputs:
        outputs = [Value("", _schema(noted, _returned(text)))]
    elif noted and len(outputs) == 1:
        outputs[0].schema["type"] = json_type(noted)
    summary = " ".join(text.split("\n\n")[0].split())[:_MOST]
    return Described(summary, inputs, outputs)


def _defaults(node: ast.FunctionDef) -> dict[str, str]:
    """Types of the parameters' defaults."""
    places = [*node.args.posonlyargs, *node.args.args]
    given = list(zip(reversed(places), reversed(node.args.defaults), strict=False))
    given += list(zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True))
    return {
        one.arg: type(value.value).__name__
        for one, value in given
        if isinstance(value, ast.Constant) and value.value is not None
    }


def _schema(kind: str, words: str) -> Row:
    found = json_type(kind)
    made: Row = {"type": found, "description": " ".join(words.split())[:_MOST]}
    if found == "array":
        inner = json_type(re.sub(r"array|list|sequence|iterable|tuple|iterator|series", "", kind))
        numbers = re.search(r"array", kind.lower()) and not inner
        made["items"] = {"type": "number" if numbers else inner}
    return made


def _plain(text: str) -> str:
    """Take the marks of reStructuredText out."""
    text = re.sub(r":\w+:`~?([^`]*)`", r"\1", text)
    return text.replace("`", "").replace("**", "").expandtabs()


def _sections(text: str) -> dict[str, list[tuple[str, str, str]]]:
    """Parameters and values: name, type, description."""
    found: dict[str, list[tuple[str, str, str]]] = {"returns": []}
    marks = list(_SECTION.finditer(text))
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        name = mark.group(1).strip().lower()
        if name in ("parameters", "returns", "other parameters"):
            key = "returns" if name == "returns" else "parameters"
            found.setdefault(key, []).extend(_entries(text[mark.end() : end], key))
    if not marks:
        found["parameters"] = [
            (name, kind or "", _until_blank(text[one.end() :]))
            for one in _REST.finditer(text)
            for kind, name in [one.groups()]
        ]
        if told := re.search(r"^:returns?:\s*", text, re.MULTILINE):
            found["returns"] = [("", "", _until_blank(text[told.end() :]))]
        _google(text, found)
    return found


def _until_blank(text: str) -> str:
    return re.split(r"\n\s*\n|\n\s*:", text)[0]


def _entries(text: str, key: str) -> list[tuple[str, str, str]]:
    """Entries as numpy's docstrings have them."""
    made: list[tuple[str, str, str]] = []
    for part in re.split(r"\n(?=\S)", text.strip("\n")):
        head, _, words = part.partition("\n")
        name, colon, kind = head.partition(" : ")
        if not colon and key == "returns":
            name, kind = "", head
        words = words.strip().split("\n\n")[0]
        made += [(one.strip(" []()*"), kind, words) for one in name.split(",")]
    return made


def _google(text: str, found: dict[str, list[tuple[str, str, str]]]) -> None:
    marks = list(_GOOGLE.finditer(text))
    for at, mark in enumerate(marks):
        end = marks[at + 1].start() if at + 1 < len(marks) else len(text)
        block = re.split(r"\n(?=\S)", text[mark.end() : end])[0]
        if mark.group(1).startswith("Return"):
            found["returns"] = [("", "", block.strip().split("\n\n")[0])]
            continue
        for entry in re.finditer(
            r"^ {2,8}\*{0,2}(\w+)\s*(?:\(([^)]*)\))?:\s*(.*(?:\n {6,}.*)*)", block, re.MULTILINE
        ):
            name, kind, words = entry.groups()
            found.setdefault("parameters", []).append((name, kind or "", words))


def _sentence(text: str, name: str) -> str:
    """First sentence that speaks of a parameter, if its name is a word worth looking for."""
    if name in ("a", "A", "I"):
        return ""
    prose = text.split("\n\n>>>")[0]
    for one in re.split(r"(?<=[.;])\s+", prose)[:12]:
        if re.search(rf"\b{re.escape(name)}\b", one) and ">>>" not in one:
            return one
    return ""


def _returned(text: str) -> str:
    """Sentence that says what is returned."""
    for one in re.split(r"(?<=[.;])\s+|\n\n", text)[:12]:
        if found := re.match(r"\s*Returns?\s+(.*)", one, re.DOTALL):
            return found.group(1)
    return ""
