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
