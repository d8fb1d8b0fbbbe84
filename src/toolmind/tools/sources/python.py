"""Python functions: signatures, type hints and docstrings, both ways.

`module` or `path/to/file.py`, alone or with `:function`, `:Class` or `:Class.method`. Of a module,
the public functions and methods that it defines become tools. Type hints become schemas through
pydantic; docstrings (Google, NumPy, reST, Epydoc) give descriptions, and types where there are no
hints.

Reading a module runs it: import only code that you trust.
"""

from __future__ import annotations

import inspect
import sys
import typing
from collections.abc import AsyncGenerator, Callable
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Annotated, Any

import docstring_parser
from pydantic import PydanticUserError, TypeAdapter
from pydantic.fields import FieldInfo
from pydantic_core import to_jsonable_python

from toolmind.errors import DataError
from toolmind.files import require_file
from toolmind.records import Schema
from toolmind.tools.repair.types import parse_type, says_optional
from toolmind.tools.sources.base import RawTool, SetAside
from toolmind.tools.sources.python_members import members_of

_NOT_SAID = (inspect.Parameter.empty, inspect.Signature.empty)


class PythonSource:
    """Reads the functions, and the methods of the classes, of a module or file."""

    def __init__(self, place: str, *, licence: str = "") -> None:
        self.target = place
        self.licence = licence

    async def read(self) -> AsyncGenerator[RawTool | SetAside]:
        """Yield a tool per function, or why there is none."""
        location, _, wanted = self.target.partition(":")
        module = load_module(location)
        for member in members_of(module, wanted, self.target):
            try:
                value = function_schema(member.function)
            except (PydanticUserError, TypeError, ValueError, NameError, AttributeError) as error:
                why = f"{member.path}: {_why(error)}"
                yield SetAside(
                    file=self.target, name=member.path, code="no-signature", explanation=why
                )
                continue
            domain = module.__name__.rpartition(".")[2]
            known = {"name": member.name, "domain": domain, "source": f"python {location}"}
            code = getattr(member.function, "__code__", None)
            yield RawTool(
                value={**value, **known, "licence": self.licence},
                file=self.target,
                row=code.co_firstlineno if code else None,
                namespace=".".join(filter(None, (module.__name__, member.owner))),
            )


def function_schema(function: Callable[..., Any]) -> dict[str, Any]:
    """Return a function as a raw tool: name, description, parameters, returns.

    Raises:
        TypeError, ValueError: it has no signature, or takes parameters without a name.
        PydanticUserError: a type hint has no JSON form.
    """
    doc = docstring_parser.parse(inspect.getdoc(function) or "")
    described = {item.arg_name.lstrip("*"): item for item in doc.params}
    hints = typing.get_type_hints(function, include_extras=True)
    properties: Schema = {}
    required: list[str] = []
    for name, parameter in inspect.signature(function).parameters.items():
        if parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD):
            continue
        if parameter.kind is parameter.POSITIONAL_ONLY:
            raise TypeError(f"parameter {name!r} is positional-only; tools are called by name")
        item = described.get(name)
        text = (item.type_name or "") if item else ""
        hint, default = hint_and_default(hints.get(name, parameter.empty), parameter.default)
        schema = _schema(hint, text, "validation")
        if said := (item.description if item else None) or _annotated(hint):
            schema["description"] = " ".join(said.split())
        if default not in _NOT_SAID:
            _add_default(schema, default)
        elif not says_optional(text):
            required.append(name)
        properties[name] = schema
    parameters = {"type": "object", "properties": properties, "required": required}
    lines = [doc.short_description or "", doc.long_description or ""]
    result = {"name": getattr(function, "__name__", "function"), "parameters": parameters}
    result["description"] = "\n\n".join(line for line in lines if line)
    result["returns"] = _returns(hints.get("return", inspect.Signature.empty), doc)
    return result


def _returns(hint: Any, doc: docstring_parser.Docstring) -> Schema | None:
    said = doc.returns
    text = (said.type_name or "") if said else ""
    try:
        schema = _schema(hint, text, "serialization")
    except PydanticUserError:  # a class with no JSON form: the docstring's word stands alone
        schema = _schema(inspect.Signature.empty, text, "serialization")
    if not schema or schema == {"type": "null"}:
        return None
    if said and said.description:
        schema.setdefault("description", " ".join(said.description.split()))
    return schema


def _schema(hint: Any, text: str, mode: typing.Literal["validation", "serialization"]) -> Schema:
    """Return the schema of a hint, else of the type that the docstring names."""
    if hint not in _NOT_SAID:
        return dict(_without_titles(TypeAdapter(hint).json_schema(mode=mode)))
    return parse_type(text) or {} if text else {}


def _without_titles(value: Any) -> Any:
    """Drop pydantic's titles, which only repeat the names; a property called title stays."""
    if isinstance(value, list):
        return [_without_titles(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: (
            {name: _without_titles(schema) for name, schema in item.items()}
            if key in ("properties", "$defs") and isinstance(item, dict)
            else _without_titles(item)
        )
        for key, item in value.items()
        if not (key == "title" and isinstance(item, str))
    }


def hint_and_default(hint: Any, default: Any) -> tuple[Any, Any]:
    """Return a parameter's hint and default, out of a pydantic `Field` in place of the latter.

    A default that is made anew for each call is None here.
    """
    if not isinstance(default, FieldInfo):
        return hint, default
    hint = Annotated[Any if hint in _NOT_SAID else hint, default]
    if default.is_required():
        return hint, inspect.Parameter.empty
    return hint, None if default.default_factory else default.default


def _annotated(hint: Any) -> str:
    """Return what an `Annotated` hint says of its parameter in words, as a text or a `Doc`."""
    for note in getattr(hint, "__metadata__", ()):
        text = note if isinstance(note, str) else getattr(note, "documentation", None)
        if isinstance(text, str):
            return text
    return ""


def _add_default(schema: Schema, value: Any) -> None:
    """Add a default that JSON can hold; None says only that there need be no value."""
    try:
        in_order = sorted(value, key=str) if isinstance(value, set | frozenset) else value
        plain = to_jsonable_python(in_order)
    except (ValueError, TypeError, RecursionError):
        return
    if plain is None or plain != plain:
        return
    schema["default"] = plain
    if not schema.keys() & {"type", "anyOf", "$ref", "enum"}:
        names = {bool: "boolean", int: "integer", float: "number", list: "array", dict: "object"}
        schema["type"] = names.get(type(plain), "string")


def load_module(location: str) -> ModuleType:
    """Import a module by its name or from its file.

    Raises:
        DataError: it is missing, has a syntax error (line and column), or fails when it runs.
    """
    try:
        return _from_file(Path(location)) if location.endswith(".py") else import_module(location)
    except SyntaxError as error:
        place = f"line {error.lineno}, column {error.offset}"
        raise DataError(f"syntax error at {place}: {error.msg}", file=location) from error
    except ImportError as error:
        raise DataError(
            f"cannot be imported: {error}", file=location, remedy="Install it, or name a .py file"
        ) from error
    except DataError:
        raise
    except Exception as error:
        raise DataError(
            f"fails when imported: {type(error).__name__}: {error}", file=location
        ) from error


def _from_file(path: Path) -> ModuleType:
    require_file(path)
    spec = spec_from_file_location(path.stem, path)
    if spec is None or spec.loader is None:
        raise ImportError("it is no Python file")
    module = module_from_spec(spec)
    sys.modules.setdefault(path.stem, module)  # type hints are looked up there
    spec.loader.exec_module(module)
    return module


def _why(error: Exception) -> str:
    """Return why a function has no schema, and what to do."""
    text = str(error).partition("\n")[0].rstrip(".")
    if isinstance(error, NameError):
        return (
            f"{text}. Import what its type hints name, also at run time (not under TYPE_CHECKING)"
        )
    if isinstance(error, PydanticUserError):
        return f"{text}. Give it a type hint that has a JSON form, or none"
    return text
