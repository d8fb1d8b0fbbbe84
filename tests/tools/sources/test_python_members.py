from __future__ import annotations

from pathlib import Path

import pytest

from toolmind.errors import DataError
from toolmind.records import Tool
from toolmind.tools.repair import repair_function
from toolmind.tools.sources.base import RawTool, SetAside
from toolmind.tools.sources.python import PythonSource

MODULE = '''
"""A shop, as a class with a state."""
from __future__ import annotations
from abc import ABC, abstractmethod
from collections import UserDict
from dataclasses import dataclass
from datetime import date
from enum import Enum
from functools import cached_property, lru_cache, wraps
from typing import TYPE_CHECKING, Protocol
from pydantic import BaseModel

if TYPE_CHECKING:
    from decimal import Decimal

class State(Enum):
    OPEN = "open"
    SHUT = "shut"

    def flip(self) -> State: ...

class Order(BaseModel):
    id: str
    due: date
    state: State = State.OPEN

    def total(self) -> int: ...

@dataclass
class Line:
    item: str
    count: int = 1

class Refused(Exception):
    def code(self) -> int: ...

class Store(Protocol):
    def save(self, key: str) -> None: ...

class Base(ABC):
    @abstractmethod
    def name(self) -> str: ...

def logged(function):
    @wraps(function)
    def inner(*args, **kwargs):
        return function(*args, **kwargs)
    return inner

class Till:
    def pay(self, amount: int) -> bool:
        """Pay by card."""
        raise NotImplementedError

    def refund(self, order: str) -> bool:
        """Give it back."""

class Shop(Till, UserDict):
    """Orders and what becomes of them."""

    handler = print
    Nested = Line

    def __init__(self, seed: int = 0) -> None:
        self.orders = {}

    def get_order(self, order_id: str) -> Order:
        """Get an order.

        Args:
            order_id: The id of it.
        """

    def pay(self, amount: int, by: str = "card") -> bool:
        """Pay, in any way."""

    @logged
    def add_line(self, order_id: str, line: Line) -> list[Line]:
        """Add a line."""

    @lru_cache
    def count(self, state: State) -> int:
        """Count the orders."""

    async def cancel(self, order_id: str) -> None:
        """Cancel an order."""

    @classmethod
    def currencies(cls, region: str) -> list[str]:
        """List the currencies of a region."""

    @staticmethod
    def convert(amount: float, to: str) -> float:
        """Convert an amount."""

    def by_place(self, index: int, /) -> str: ...
    def price(self, order_id: str) -> Decimal: ...
    def lacks_self() -> int: ...
    def _secret(self) -> None: ...
    def __len__(self) -> int: ...

    @property
    def open(self) -> int: ...

    @cached_property
    def total(self) -> int: ...

class Empty:
    def _private(self) -> None: ...

def ping(host: str) -> bool:
    """Ping a host."""
'''

SHOP = {"get_order", "pay", "refund", "add_line", "count", "cancel", "currencies", "convert"}


@pytest.fixture
def module(tmp_path: Path) -> Path:
    path = tmp_path / "shop_of_classes.py"
    path.write_text(MODULE)
    return path


async def read(target: str) -> tuple[dict[str, Tool], dict[str, SetAside]]:
    """Return the tools by id, and what was set aside by name."""
    tools, aside = {}, {}
    async for found in PythonSource(target).read():
        if isinstance(found, RawTool):
            tool, _ = repair_function(found.value, found.namespace)
            tools[tool.id] = tool
        else:
            aside[found.name] = found
    return tools, aside


async def test_a_class_gives_its_public_methods(module: Path) -> None:
    tools, aside = await read(f"{module}:Shop")
    assert {tool.name for tool in tools.values()} == SHOP
    order = tools["shop_of_classes.Shop.get_order"]
    assert order.parameters == {
        "type": "object",
        "properties": {"order_id": {"type": "string", "description": "The id of it."}},
        "required": ["order_id"],
    }
    assert order.returns is not None and set(order.returns["properties"]) == {"id", "due", "state"}
    assert order.returns["properties"]["due"] == {"type": "string", "format": "date"}
    assert "by" in tools["shop_of_classes.Shop.pay"].parameters["properties"]
    line = tools["shop_of_classes.Shop.add_line"].parameters
    assert line["required"] == ["order_id", "line"]
    for name in ("currencies", "convert", "count"):
        fields = tools[f"shop_of_classes.Shop.{name}"].parameters["properties"]
        assert not fields.keys() & {"self", "cls"} and fields
    assert aside.keys() == {"Shop.by_place", "Shop.price", "Shop.lacks_self"}


async def test_what_has_no_schema_is_told_with_class_method_and_remedy(module: Path) -> None:
    _, aside = await read(f"{module}:Shop")
    place, price = aside["Shop.by_place"], aside["Shop.price"]
    assert place.file == f"{module}:Shop"
    assert place.explanation == (
        "Shop.by_place: parameter 'index' is positional-only; tools are called by name"
    )
    assert price.explanation.startswith("Shop.price: name 'Decimal' is not defined. Import")


async def test_a_file_gives_functions_and_the_methods_of_its_classes(module: Path) -> None:
    tools, _ = await read(str(module))
    of_shop = {f"shop_of_classes.Shop.{name}" for name in SHOP}
    of_till = {"shop_of_classes.Till.pay", "shop_of_classes.Till.refund"}
    assert tools.keys() == of_shop | of_till | {"shop_of_classes.ping", "shop_of_classes.logged"}
    assert {tool.domain for tool in tools.values()} == {"shop_of_classes"}


async def test_one_method(module: Path) -> None:
    tools, _ = await read(f"{module}:Shop.refund")
    assert list(tools) == ["shop_of_classes.Shop.refund"]


async def test_all_says_what_of_a_module_is_meant(module: Path) -> None:
    module.write_text(MODULE + "\n__all__ = ['Till']\n")
    tools, _ = await read(str(module))
    assert {tool.name for tool in tools.values()} == {"pay", "refund"}


async def test_a_class_of_python_itself_where_it_is_named() -> None:
    tools, _ = await read("textwrap:TextWrapper")
    assert {tool.name for tool in tools.values()} == {"wrap", "fill"}


@pytest.mark.parametrize(
    ("wanted", "words"),
    [
        (":Shopp", "has no function 'Shopp' (did you mean 'Shop'?)"),
        (":Empty", "class Empty has no public methods"),
        (":Shop.get_ordr", "no public method 'get_ordr' (did you mean 'get_order'?)"),
        (":Shop.total", "class Shop has no public method 'total'"),
    ],
)
async def test_names_that_are_not_there(module: Path, wanted: str, words: str) -> None:
    with pytest.raises(DataError) as caught:
        await read(f"{module}{wanted}")
    assert words in str(caught.value) and str(module) in str(caught.value)


async def test_a_module_without_tools_is_told(tmp_path: Path) -> None:
    (tmp_path / "nothing_here.py").write_text("x = 1\n")
    with pytest.raises(DataError, match="holds no public functions"):
        await read(str(tmp_path / "nothing_here.py"))
