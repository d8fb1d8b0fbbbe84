"""Make a labelled set of links that code shows: `f(g(x))`, or `y = g(x)` and later `f(y)`.

    python research/link_scorer/python_code_links.py OUT STUBS FOLDER...

STUBS is the folder `stdlib` of typeshed (mypy has it), FOLDERs hold Python packages whose source is
read: the standard library and those of `mined_packages.txt`. Functions are those with a docstring,
of the standard library those of `STDLIB` and the methods of str.

A link: the value that one function returns was given to a parameter of another, as it is, turned
into another type (`str(y)`, `float(y)`), or put into a text (`f"{y}"`). Negatives: other parameters
of the same two functions. An output is named as its docstring names it, else as those who call the
function most often name it. Takes some four minutes.
"""

from __future__ import annotations

import argparse
import ast
import importlib
import inspect
import io
import json
import random
import sys
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from python_docstrings import Described, described

STDLIB = """
math cmath statistics fractions decimal random itertools functools operator string re textwrap
difflib unicodedata datetime calendar time zoneinfo os.path posixpath pathlib shutil glob fnmatch
urllib.parse json csv base64 binascii hashlib hmac secrets zlib gzip bz2 html quopri colorsys
bisect heapq collections copy pprint reprlib struct locale gettext shlex email.utils ipaddress
uuid tempfile subprocess logging warnings sys os platform socket plistlib ast
""".split()
BUILTINS = """
abs all any ascii bin chr divmod format hash hex len max min oct ord pow print repr reversed round
sorted sum
""".split()
SAME = frozenset(
    "str float int list tuple set frozenset complex np.array np.asarray np.float64 np.int64 "
    "np.atleast_1d np.ravel np.squeeze Decimal Fraction bytes bytearray".split()
)
"""Calls that change no more than the type of a value."""
OPERATORS = {
    ast.Add: "add",
    ast.Sub: "sub",
    ast.Mult: "mul",
    ast.Div: "truediv",
    ast.FloorDiv: "floordiv",
    ast.Mod: "mod",
    ast.Pow: "pow",
}
EACH = 6
"""Links kept of one output, and of one parameter."""
MOST = 1500
"""Links kept of one package."""
WRITE = "io.TextIOBase.write"
"""Taken to be what any `write` is."""
_LARGEST = 200_000
"""Bytes of a file that is read; larger ones are tables."""
_UNNAMED = frozenset("out output ret res result results value x y a b c d r s t tmp rv _".split())
Row = dict[str, Any]
Source = tuple[str, int]
"""A function and which of its values."""


@dataclass
class Found:
    """What code shows."""

    flows: Counter[tuple[Source, tuple[str, str]]] = field(default_factory=Counter)
    named: defaultdict[Source, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))


class Known:
    """Functions by the names that code calls them."""

    def __init__(self) -> None:
        self.rows: dict[str, Described] = {}
        self._short: defaultdict[tuple[str, str], list[str]] = defaultdict(list)

    def add(self, name: str, row: Described) -> None:
        """Add a function by its full name, unless it is known."""
        if name not in self.rows:
            self.rows[name] = row
            self._short[name.split(".")[0], name.split(".")[-1]].append(name)

    def find(self, dotted: str) -> str | None:
        """Find the function of a dotted name, which may be one that a package passes on."""
        if dotted in self.rows:
            return dotted
        near = self._short.get((dotted.split(".")[0], dotted.split(".")[-1]), ())
        return near[0] if len(near) == 1 else None


class Reader(ast.NodeVisitor):
    """Follows values through one file."""

    def __init__(self, module: str, known: Known, found: Found) -> None:
        self._module, self._known, self._found = module, known, found
        self._aliases = {"np": "numpy", "pd": "pandas", "plt": "matplotlib.pyplot"}
        self._values: dict[str, Source] = {}

    def visit_Import(self, node: ast.Import) -> None:
        """Note what a module is called here."""
        for one in node.names:
            self._aliases[one.asname or one.name.split(".")[0]] = (
                one.name if one.asname else one.name.split(".")[0]
            )

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        """Note what a function is called here."""
        base = node.module or ""
        if node.level:
            base = ".".join([*self._module.split(".")[: -node.level], *filter(None, [base])])
        for one in node.names:
            self._aliases[one.asname or one.name] = f"{base}.{one.name}"

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        """Read a function with values of its own."""
        before, self._values = self._values, {}
        self.generic_visit(node)
        self._values = before

    def visit_Assign(self, node: ast.Assign) -> None:
        """Remember whose value a name holds."""
        self.visit(node.value)
        for target in node.targets:
            if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Call):
                whole = self._source(node.value)
                for at, one in enumerate(target.elts):
                    if isinstance(one, ast.Name):
                        self._hold(one.id, (whole[0], at) if whole else None)
            elif isinstance(target, ast.Name):
                self._hold(target.id, self._source(node.value))

    def _hold(self, name: str, source: Source | None) -> None:
        self._values.pop(name, None)
        if source:
            self._values[name] = source
            self._found.named[source][name] += 1

    def visit_Call(self, node: ast.Call) -> None:
        """Note which values are given to which parameters."""
        self.generic_visit(node)
        called = self._called(node)
        if not called:
            return
        taken = list(self._known.rows[called].inputs)
        if called.startswith("str.") and isinstance(node.func, ast.Attribute):
            self._note(node.func.value, called, "string")
            taken.remove("string")
        for name, one in zip(taken, node.args, strict=False):
            self._note(one, called, name)
        for keyword in node.keywords:
            if keyword.arg in taken:
                self._note(keyword.value, called, keyword.arg)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """Read an operator as the function that does the same."""
        self.generic_visit(node)
        called = f"operator.{OPERATORS.get(type(node.op), '')}"
        if called in self._known.rows and not isinstance(node.left, ast.Constant):
            first, second = list(self._known.rows[called].inputs)[:2]
            self._note(node.left, called, first)
            self._note(node.right, called, second)

    def _note(self, value: ast.expr, called: str, name: str) -> None:
        parts: Iterable[ast.expr] = [value]
        if isinstance(value, ast.JoinedStr):
            parts = [one.value for one in value.values if isinstance(one, ast.FormattedValue)]
        elif isinstance(value, ast.BinOp) and isinstance(value.left, ast.Constant):
            right = value.right
            parts = right.elts if isinstance(right, ast.Tuple) else [right]
            parts = parts if isinstance(value.left.value, str) else []
        for one in parts:
            source = self._source(one)
            if source and source[0] != called:
                self._found.flows[source, (called, name)] += 1

    def _source(self, value: ast.expr) -> Source | None:
        """Whose value an expression is."""
        if isinstance(value, ast.Name):
            return self._values.get(value.id)
        if isinstance(value, ast.Call):
            if value.args and _dotted(value.func) in SAME:
                return self._source(value.args[0])
            called = self._called(value)
            return (called, 0) if called else None
        if isinstance(value, ast.BinOp):
            called = f"operator.{OPERATORS.get(type(value.op), '')}"
            return (called, 0) if called in self._known.rows else None
        return None

    def _called(self, node: ast.Call) -> str | None:
        name = _dotted(node.func)
        if isinstance(node.func, ast.Attribute):
            of = name.split(".")[-2:-1] or [""]
            if "log" in of[0].lower() and f"logging.{node.func.attr}" in self._known.rows:
                return f"logging.{node.func.attr}"
            if node.func.attr == "write":
                return WRITE
            held = self._source(node.func.value)
            text = isinstance(node.func.value, ast.Constant | ast.JoinedStr) or (
                held and self._known.rows[held[0]].output_type(held[1]) == "string"
            )
            if text and f"str.{node.func.attr}" in self._known.rows:
                return f"str.{node.func.attr}"
        if not name:
            return None
        first, _, rest = name.partition(".")
        if first in self._aliases:
            base = self._aliases[first]
            return self._known.find(f"{base}.{rest}" if rest else base)
        if rest:
            return None
        return self._known.find(f"{self._module}.{name}") or (
            f"builtins.{name}" if f"builtins.{name}" in self._known.rows else None
        )


def _dotted(node: ast.expr) -> str:
    if isinstance(node, ast.Attribute):
        base = _dotted(node.value)
        return f"{base}.{node.attr}" if base else ""
    return node.id if isinstance(node, ast.Name) else ""


def stubs(folder: Path, known: Known) -> None:
    """Read the standard library's functions: types from its stubs, words from its docstrings."""
    known.add(WRITE, _write(folder))
    for module in [*STDLIB, "builtins"]:
        path = folder / f"{module.replace('.', '/')}.pyi"
        path = path if path.exists() else folder / module.replace(".", "/") / "__init__.pyi"
        if not path.exists():
            continue
        live = importlib.import_module(module)
        for node in _definitions(ast.parse(path.read_text()).body):
            if isinstance(node, ast.FunctionDef):
                if module != "builtins" or node.name in BUILTINS:
                    text = inspect.getdoc(getattr(live, node.name, None))
                    known.add(f"{module}.{node.name}", described(node, text or ""))
            elif module == "builtins" and node.name == "str":
                for one in _definitions(node.body):
                    if isinstance(one, ast.FunctionDef) and one.name[0] != "_":
                        text = inspect.getdoc(getattr(str, one.name, None)) or ""
                        known.add(f"str.{one.name}", described(one, text, own="string"))


def _write(folder: Path) -> Described:
    """Read how a text is written into a file."""
    for node in ast.walk(ast.parse((folder / "_io.pyi").read_text())):
        if isinstance(node, ast.ClassDef) and node.name == "_TextIOBase":
            for one in node.body:
                if isinstance(one, ast.FunctionDef) and one.name == "write":
                    return described(one, inspect.getdoc(io.TextIOBase.write) or "")
    raise LookupError(f"{folder}: typeshed's stubs have no _TextIOBase.write")


def _definitions(body: list[ast.stmt]) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    for node in body:
        if isinstance(node, ast.If):
            yield from _definitions(node.body)
            yield from _definitions(node.orelse)
        elif isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node


def sources(folder: Path, package: str) -> Iterator[tuple[str, ast.Module]]:
    """Modules of a package, or a module that stands alone."""
    for path in [*folder.glob(f"{package}.py"), *sorted((folder / package).rglob("*.py"))]:
        parts = path.relative_to(folder).with_suffix("").parts
        if "site-packages" in parts or parts[0] in ("lib2to3", "idlelib", "turtledemo"):
            continue
        if path.stat().st_size > _LARGEST:
            continue
        try:
            tree = ast.parse(path.read_text())
        except (SyntaxError, UnicodeDecodeError):
            continue
        yield ".".join(parts).removesuffix(".__init__"), tree


def examples(tree: ast.Module) -> Iterator[ast.Module]:
    """Examples in docstrings, each as a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module):
            text = ast.get_docstring(node) or ""
            lines = [
                line.lstrip()[4:]
                for line in text.split("\n")
                if line.lstrip().startswith((">>> ", "... "))
            ]
            try:
                yield ast.parse("\n".join(lines))
            except SyntaxError:
                continue


def public(module: str, name: str) -> bool:
    """Whether a function is one that others call."""
    parts = module.split(".")
    tests = any(part.startswith(("test", "conftest")) for part in parts)
    return not tests and not name.startswith(("_", "test", "assert", "deprecate"))


def mined(folder: Path, known: Known, found: Found) -> None:
    """Read the packages of one folder: their functions, then what goes into what."""
    for package in sorted({path.stem for path in folder.iterdir() if path.name[0] != "_"}):
        _mined(list(sources(folder, package)), known, found)


def _mined(modules: list[tuple[str, ast.Module]], known: Known, found: Found) -> None:
    for module, tree in modules:
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and public(module, node.name):
                text = ast.get_docstring(node)
                if text:
                    known.add(f"{module}.{node.name}", described(node, text))
    for module, tree in modules:
        Reader(module, known, found).visit(tree)
        for one in examples(tree):
            Reader(module, known, found).visit(one)


def output(source: Source, known: Known, found: Found) -> tuple[str, Row]:
    """Name and schema of one of the values that a function returns."""
    name, at = source
    row = known.rows[name]
    said = row.outputs[at] if at < len(row.outputs) else None
    if said and said.name and said.name.lower() not in _UNNAMED and len(said.name) > 2:
        return said.name, said.schema
    given = [
        one
        for one, _ in found.named[source].most_common(3)
        if len(one) > 2 and one.lower() not in _UNNAMED
    ]
    return (given or ["result"])[0], said.schema if said else {"type": "", "description": ""}


def labelled(known: Known, found: Found) -> tuple[list[Row], list[Row], list[Row]]:
    """Functions, links and negatives."""
    random.seed(0)
    pairs = sorted(found.flows)
    random.shuffle(pairs)
    of: Counter[Any] = Counter()
    kept: list[tuple[Source, tuple[str, str]]] = []
    for pair in pairs:
        source, target = pair
        if target[0].split(".")[-1].startswith(("assert", "test")):
            continue
        packages = {name.split(".")[0] for name, _ in pair}
        if max(of[source], of[target]) < EACH and all(of[one] < MOST for one in packages):
            of.update([source, target, *packages])
            kept.append(pair)
    rows: dict[str, Row] = {}
    names: dict[Source, str] = {}
    for (name, at), (target_name, _) in kept:
        for one in (name, target_name):
            rows.setdefault(one, _row(one, known.rows[one]))
        fields = rows[name]["returns"]["properties"]
        if (name, at) not in names:
            called, schema = output((name, at), known, found)
            while called in fields:
                called += "_2"
            fields[called] = schema
            names[name, at] = called
    links = [_link(names, source, target) for source, target in kept]
    others = []
    for source, (target, _) in kept:
        free = [
            one
            for one in rows[target]["parameters"]["properties"]
            if (source, (target, one)) not in found.flows
        ]
        others += [(source, (target, one)) for one in random.sample(free, min(4, len(free)))]
    negatives = [_link(names, source, target) for source, target in sorted(set(others))]
    return list(rows.values()), links, negatives


def _row(name: str, row: Described) -> Row:
    return {
        "id": name,
        "name": name.split(".")[-1],
        "domain": ".".join(name.split(".")[:2]),
        "description": row.summary,
        "parameters": {"type": "object", "properties": row.inputs},
        "returns": {"type": "object", "properties": {}},
    }


def _link(names: dict[Source, str], source: Source, target: tuple[str, str]) -> Row:
    return {
        "src": source[0],
        "src_output": names[source],
        "dst": target[0],
        "dst_input": target[1],
    }


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("stubs", type=Path)
    parser.add_argument("folders", type=Path, nargs="+")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(20_000)
    known, found = Known(), Found()
    stubs(options.stubs, known)
    for folder in options.folders:
        mined(folder, known, found)
        print(folder, len(known.rows), "functions,", len(found.flows), "flows", flush=True)
    options.out.mkdir(parents=True, exist_ok=True)
    parts = labelled(known, found)
    for name, made in zip(("functions", "links", "negatives"), parts, strict=True):
        text = "".join(json.dumps(row) + "\n" for row in made)
        (options.out / f"{name}.jsonl").write_text(text)
    print(*map(len, parts))


if __name__ == "__main__":
    main()
