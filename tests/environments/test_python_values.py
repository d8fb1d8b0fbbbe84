from __future__ import annotations

import json
import random
import threading
from collections import Counter, deque
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, NamedTuple
from uuid import UUID

import jsonschema
import pytest
from pydantic import (
    BaseModel,
    Field,
    TypeAdapter,
    computed_field,
    field_serializer,
)
from typing_extensions import TypedDict

from toolmind.environments.python_values import (
    BadArgument,
    make_world,
    to_json,
    typed_arguments,
    world_state,
)

NOW = datetime(2026, 3, 10, 9, 30)


class State(Enum):
    OPEN = "open"


@dataclass
class Line:
    item: str
    due: date = date(2026, 3, 10)
    tags: frozenset[str] = frozenset({"b", "a"})
    notes: list[str] = field(default_factory=list)


class Order(BaseModel):
    number: int = Field(alias="orderNumber")
    lines: list[Line]
    state: State = State.OPEN
    folder: Path = Path("/orders")
    took: timedelta = timedelta(hours=1)
    price: Decimal = Decimal("1.50")

    @computed_field  # type: ignore[prop-decorator]
    @property
    def size(self) -> int:
        return len(self.lines)

    @field_serializer("number")
    def _hashed(self, number: int) -> str:
        return f"#{number}"


class Point(NamedTuple):
    x: int
    y: str


class Row(TypedDict):
    at: datetime
    ids: set[UUID]


ORDER = Order(orderNumber=7, lines=[Line("tea")])


@pytest.mark.parametrize(
    ("value", "hint"),
    [
        (ORDER, Order),
        ([ORDER], list[Order]),
        ({"first": ORDER}, dict[str, Order]),
        (Line("tea"), Line),
        (Point(1, "y"), Point),
        ({"at": datetime(2026, 1, 1, tzinfo=UTC), "ids": {UUID(int=1), UUID(int=2)}}, Row),
        ((State.OPEN, Path("a"), Decimal("1.0")), tuple[State, Path, Decimal]),
        ({date(2026, 1, 1): State.OPEN}, dict[date, State]),
        (None, Order | None),
        (b"bytes", bytes),
        (timedelta(days=1), timedelta),
        (deque([1, 2]), deque[int]),
    ],
)
def test_a_result_is_valid_by_the_schema_of_its_hint(value: object, hint: Any) -> None:
    text = to_json(value)
    assert text is not None
    jsonschema.validate(json.loads(text), TypeAdapter(hint).json_schema(mode="serialization"))


def test_a_model_is_dumped_as_it_says() -> None:
    line = {"item": "tea", "due": "2026-03-10", "notes": []}
    dumped = json.loads(to_json(ORDER) or "")
    assert sorted(dumped["lines"][0].pop("tags")) == ["a", "b"]
    assert dumped == {
        "orderNumber": "#7",
        "lines": [line],
        "state": "open",
        "folder": "/orders",
        "took": "PT1H",
        "price": "1.50",
        "size": 1,
    }


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"c", "a", "b"}, '["a","b","c"]'),
        ({"of": [frozenset({3, 1, 2})]}, '{"of":[[1,2,3]]}'),
        ({State.OPEN}, '["open"]'),
        (Counter("aab"), '{"a":2,"b":1}'),
        ((i for i in range(2)), "[0,1]"),
        (float("nan"), "null"),
        ({State.OPEN: 1, None: 2}, '{"open":1,"null":2}'),
    ],
)
def test_other_values(value: object, text: str) -> None:
    assert to_json(value) == text


@pytest.mark.parametrize(
    "value", [object(), 2**70, "\ud800", print, Order, {(1, 2): 3}, [object()]]
)
def test_what_has_no_json(value: object) -> None:
    assert to_json(value) is None


def place(
    order: Order, line: Line, state: State, at: datetime, tags: set[str], other: Any, size: int = 1
) -> None: ...


class Shop:
    def cancel(self, state: State | None, *, by: date) -> None: ...


def test_arguments_become_what_the_hints_say() -> None:
    given = {
        "order": {"orderNumber": 1, "lines": [{"item": "tea", "due": "2026-01-02"}]},
        "line": {"item": "tea"},
        "state": "open",
        "at": "2026-01-02T03:04:05Z",
        "tags": ["a", "a"],
        "other": {"as": "it is"},
    }
    made = typed_arguments(place, given)
    assert made["order"].lines == [Line("tea", date(2026, 1, 2))]
    assert made["line"] == Line("tea") and made["state"] is State.OPEN and made["tags"] == {"a"}
    assert made["at"] == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert made["other"] == {"as": "it is"} and "size" not in made
    bound = typed_arguments(Shop().cancel, {"state": None, "by": "2026-01-02"})
    assert bound == {"state": None, "by": date(2026, 1, 2)}


def test_a_field_in_place_of_a_default_stands_for_its_own() -> None:
    def limited(
        a: int = Field(..., ge=1),
        b: int = Field(5, ge=1),
        c: list[int] = Field(default_factory=list),  # noqa: B008
        d: int = 3,
    ) -> None: ...

    limited.__annotations__ = {"a": int, "b": int, "c": list[int], "d": int}
    assert typed_arguments(limited, {"a": 1}) == {"a": 1, "b": 5, "c": []}
    assert typed_arguments(limited, {"a": 1, "b": 2, "c": [3]}) == {"a": 1, "b": 2, "c": [3]}


def test_an_argument_that_cannot_be_what_its_hint_says() -> None:
    with pytest.raises(BadArgument, match=r"^state: "):
        typed_arguments(Shop().cancel, {"state": "ajar", "by": "2026-01-02"})
    with pytest.raises(BadArgument) as caught:
        typed_arguments(place, {"line": {"item": "tea", "due": "some day"}})
    assert caught.value.path == "line.due"


def test_arguments_without_hints_or_with_unreadable_ones_stay() -> None:
    def unknown(when: Nowhere) -> None: ...  # type: ignore[name-defined]  # noqa: F821

    def opaque(thing: Shop, when: date) -> None: ...

    assert typed_arguments(unknown, {"when": "x"}) == {"when": "x"}
    made = typed_arguments(lambda **kwargs: None, {"a": [1]})
    assert made == {"a": [1]}
    opaque.__annotations__ = {"thing": Shop, "when": date}
    made = typed_arguments(opaque, {"thing": 1, "when": "2026-01-02"})
    assert made == {"thing": 1, "when": date(2026, 1, 2)}


class Seeded:
    def __init__(self, *, seed: int = 0) -> None:
        self.seed = seed


def test_only_what_takes_a_seed_by_name_gets_one() -> None:
    made = make_world(Seeded, 5, NOW)
    assert isinstance(made, Seeded) and made.seed == 5
    assert make_world(lambda seed, size=1: (seed, size), 5, NOW) == (5, 1)
    assert make_world(lambda **settings: settings, 5, NOW) == {}
    assert make_world(lambda now: now, 5, NOW) == NOW
    assert make_world(lambda: "no seed", 5, NOW) == "no seed"
    assert make_world(dict, 5, NOW) == {}


class Folder:
    def __init__(self, name, parent=None):
        self.name, self.parent, self._read = name, parent, True
        self.files = {}


class Disk:
    def __init__(self):
        self.root = Folder("/")
        self.root.files["notes"] = Folder("notes", self.root)
        self.lock, self.chance = threading.Lock(), random.Random(1)
        self.opened = {Folder}
        self.sizes = (1, {2, 3})


def test_a_state_tells_objects_by_class_and_fields_and_goes_round_in_no_circles():
    assert world_state(Disk()) == {
        "root": {
            "type": "Folder",
            "name": "/",
            "parent": None,
            "files": {"notes": {"type": "Folder", "name": "notes", "files": {}}},
        },
        "opened": [],
        "sizes": [1, [2, 3]],
    }


def test_a_state_that_goes_too_deep_is_told_as_far_as_it_is_useful():
    top = Folder("0")
    below = top
    for depth in range(1, 2000):
        below.files["next"] = Folder(str(depth))
        below = below.files["next"]
    assert '"name":"20"' in to_json(world_state(top))


def test_what_has_no_attributes_has_no_state():
    assert world_state(object()) == {}
