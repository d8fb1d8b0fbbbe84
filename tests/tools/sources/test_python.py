from __future__ import annotations

from pathlib import Path

import pytest

from toolmind.errors import DataError
from toolmind.records import Tool
from toolmind.tools.repair import repair_function
from toolmind.tools.sources.base import RawTool, SetAside
from toolmind.tools.sources.python import PythonSource

MODULE = '''
"""A module of tools."""
from dataclasses import dataclass
from enum import Enum
from typing import Annotated, Literal, Optional
from typing_extensions import TypedDict
from json import dumps
from pydantic import BaseModel, Field

class NotAFunction: ...

class Unit(Enum):
    C = "celsius"
    F = "fahrenheit"

class Weather(TypedDict):
    temperature: float
    title: str

@dataclass
class Place:
    city: str
    zip: int | None = None

class Order(BaseModel):
    item: str = Field(description="What.")
    count: int = 1

def google(city: str, unit: Unit = Unit.C, days: Annotated[int, Field(ge=1, le=14)] = 3) -> Weather:
    """Get the weather.

    For any city on earth.

    Args:
        city: The name of
            the city.
        unit (Unit): The unit.

    Returns:
        The weather there.
    """

def numpy(
    place: Place, tags: list[str] | None = None, mode: Literal["a", "b"] = "a"
) -> list[Order]:
    """Order at a place.

    Parameters
    ----------
    place : Place
        Where to order.
    tags : list of str, optional
        Any tags.
    """

def rest(order, count=2, note=None):
    """Count an order.

    :param order: The order's id.
    :type order: str
    :param count: How many.
    :param note: A note.
    :type note: str, optional
    :returns: The number.
    :rtype: int
    """

async def asynchronous(*args, x: Optional[Order], **kwargs) -> None:
    """Do."""

def opaque(x: int) -> NotAFunction:
    """Do.

    Returns:
        dict: Something.
    """

def positional(x: int, /) -> int:
    """Refuse."""

def unknown(f: "Nowhere") -> int:
    """Refuse too."""

def _private() -> None: ...
'''


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "shop_tools.py"
    path.write_text(MODULE)
    return path


async def read(target: str) -> tuple[dict[str, Tool], list[SetAside]]:
    tools, aside = {}, []
    async for found in PythonSource(target).read():
        if isinstance(found, RawTool):
            tool, _ = repair_function(found.value, found.namespace)
            tools[tool.name] = tool
        else:
            aside.append(found)
    return tools, aside


async def test_a_module_both_ways(module: Path) -> None:
    tools, aside = await read(str(module))
    assert set(tools) == {"google", "numpy", "rest", "asynchronous", "opaque"}
    assert tools["opaque"].returns == {"type": "object", "description": "Something."}
    assert {item.name for item in aside} == {"positional", "unknown"}
    assert tools["google"].description == "Get the weather.\n\nFor any city on earth."
    assert tools["google"].parameters == {
        "type": "object",
        "properties": {
            "city": {"type": "string", "description": "The name of the city."},
            "unit": {
                "enum": ["celsius", "fahrenheit"],
                "type": "string",
                "description": "The unit.",
                "default": "celsius",
            },
            "days": {"type": "integer", "minimum": 1, "maximum": 14, "default": 3},
        },
        "required": ["city"],
    }
    returns = tools["google"].returns
    assert returns is not None and set(returns["properties"]) == {"temperature", "title"}
    assert returns["description"] == "The weather there."


async def test_numpy_and_rest_docstrings(module: Path) -> None:
    tools, _ = await read(str(module))
    fields = tools["numpy"].parameters["properties"]
    assert tools["numpy"].parameters["required"] == ["place"]
    assert fields["mode"]["enum"] == ["a", "b"] and fields["mode"]["default"] == "a"
    assert fields["tags"]["description"] == "Any tags."
    assert tools["numpy"].returns is not None and tools["numpy"].returns["type"] == "array"
    rest = tools["rest"].parameters
    assert rest["required"] == ["order"]
    assert rest["properties"]["order"] == {"type": "string", "description": "The order's id."}
    assert rest["properties"]["count"]["type"] == "integer"
    assert rest["properties"]["note"]["type"] == "string"
    assert tools["rest"].returns == {"type": "integer", "description": "The number."}
    assert tools["asynchronous"].parameters["required"] == ["x"]
    assert tools["asynchronous"].returns is None


async def test_one_function_and_an_installed_module(module: Path) -> None:
    tools, _ = await read(f"{module}:rest")
    assert list(tools) == ["rest"]
    tools, _ = await read("textwrap")
    assert "shorten" in tools and tools["shorten"].id == "textwrap.shorten"


@pytest.mark.parametrize(
    ("target", "words"),
    [
        ("no_such_module_here", "cannot be imported"),
        ("textwrap:nothing", "has no function 'nothing'"),
        ("missing.py", "no such file"),
        ("syntax.py", "syntax error at line 2, column"),
        ("raises.py", "fails when imported: ZeroDivisionError"),
    ],
)
async def test_bad_targets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("syntax.py").write_text("x = 1\ndef f(:\n")
    Path("raises.py").write_text("1 / 0")
    with pytest.raises(DataError) as caught:
        await read(target)
    assert words in str(caught.value)


LIMITED = """
from datetime import date
from enum import Enum
from typing import Annotated, Optional
from annotated_types import Ge, Interval, Len, MultipleOf
from pydantic import BaseModel, Field, PositiveInt, conint
from typing_extensions import Doc

class Color(Enum):
    RED = "red"
    BLUE = "blue"

class Item(BaseModel):
    n: int = Field(ge=1, le=9)
    code: str = Field(pattern="^[A-Z]+$", max_length=3)
    color: Color = Color.RED

def limited(
    ge: Annotated[int, Ge(1)],
    items: list[Item],
    color: Color,
    needed: str = Field(..., min_length=2),
    step: Annotated[float, MultipleOf(0.5), Interval(gt=0, lt=9)] = 1.5,
    field: int = Field(5, ge=1, le=10, description="A field."),
    made: list[int] = Field(default_factory=list, max_length=3),
    some: Annotated[list[int], Len(1, 3)] = (1, 2),
    con: conint(gt=2) = 4,
    positive: Optional[PositiveInt] = None,
    day: date = date(2024, 1, 2),
    blue: Color = Color.BLUE,
    said: Annotated[str, "In words."] = "x",
    told: Annotated[str, Doc("As a Doc.")] = "y",
    missing=object(),
): ...
"""


async def test_every_limit_of_a_hint_or_field_is_in_the_tool(tmp_path: Path) -> None:
    path = tmp_path / "limited_tools.py"
    path.write_text(LIMITED)
    tools, _ = await read(f"{path}:limited")
    schema = tools["limited"].parameters
    fields = schema["properties"]
    colors = {"enum": ["red", "blue"], "type": "string"}
    item = schema["$defs"]["Item"]
    assert schema["required"] == ["ge", "items", "color", "needed"]
    assert fields["items"] == {"type": "array", "items": {"$ref": "#/$defs/Item"}}
    assert schema["$defs"]["Color"] == colors
    assert item["properties"]["n"] == {"type": "integer", "minimum": 1, "maximum": 9}
    assert item["properties"]["color"] == {"$ref": "#/$defs/Color", "default": "red"}
    assert {name: field for name, field in fields.items() if name != "items"} == {
        "ge": {"type": "integer", "minimum": 1},
        "color": colors,
        "needed": {"type": "string", "minLength": 2},
        "step": {
            "type": "number",
            "multipleOf": 0.5,
            "exclusiveMinimum": 0,
            "exclusiveMaximum": 9,
            "default": 1.5,
        },
        "field": {
            "type": "integer",
            "minimum": 1,
            "maximum": 10,
            "default": 5,
            "description": "A field.",
        },
        "made": {"type": "array", "items": {"type": "integer"}, "maxItems": 3},
        "some": {
            "type": "array",
            "items": {"type": "integer"},
            "minItems": 1,
            "maxItems": 3,
            "default": [1, 2],
        },
        "con": {"type": "integer", "exclusiveMinimum": 2, "default": 4},
        "positive": {"anyOf": [{"type": "integer", "exclusiveMinimum": 0}, {"type": "null"}]},
        "day": {"type": "string", "format": "date", "default": "2024-01-02"},
        "blue": {**colors, "default": "blue"},
        "said": {"type": "string", "description": "In words.", "default": "x"},
        "told": {"type": "string", "description": "As a Doc.", "default": "y"},
        "missing": {},
    }
