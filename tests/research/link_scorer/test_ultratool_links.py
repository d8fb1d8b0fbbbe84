"""Links that UltraTool's plans name, in made-up tasks of the same form."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "research/link_scorer"))

from ultratool_links import arguments, best, main, placeholders, rows_of, ultratool, words


def tool(name: str, given: dict[str, str], made: dict[str, Any]) -> dict[str, Any]:
    return {
        "name": name,
        "description": name.replace("_", " "),
        "arguments": {
            "type": "object",
            "properties": {
                key: {"type": "string", "description": one} for key, one in given.items()
            },
        },
        "results": {
            "type": "object",
            "properties": {
                key: {"type": kind, "description": one} for key, (kind, one) in made.items()
            },
        },
    }


OPEN = tool(
    "open_order",
    {"dish": "Dish"},
    {
        "order_id": ("string", "Generated order ID"),
        "price": ("number", "Price of it"),
        "order_status": ("string", "Status of the order"),
        "order_found": ("boolean", "The order is there"),
    },
)
PAY = tool("pay_order", {"number": "Order", "note": "Note"}, {"receipt": ("string", "Receipt")})


def task(question: str, *steps: str) -> dict[str, Any]:
    plan = [{"step": f"1.{at}", "tool": one} for at, one in enumerate(steps)]
    return {"question": question, "plan": plan, "tools": [OPEN, PAY], "domain": "Restaurant"}


def test_words_in_angle_brackets_name_an_output_of_an_earlier_step() -> None:
    soup = "open_order(dish='soup')"
    plans = ultratool(
        [
            task(
                "Order soup, say hello",
                "null",
                soup,
                "pay_order(number=<created order ID>, note='hello')",
            ),
            task("Soup, bye", soup, "pay_order(number='<Order ID of the soup>', note='bye')"),
            task("Soup", soup, "pay_order(number=<the thing>, note=<order status>)"),
            task("Soup of 5", "pay_order(number=<order ID>, unknown='5')", "No tool required"),
        ]
    )
    links, others = rows_of(plans)
    assert [(row["src_output"], row["dst_input"], row["n_match"]) for row in links] == [
        ("order_id", "number", 2)
    ]
    assert others == []  # `note` was once to be taken from an output
    assert plans.functions["pay_order"]["domain"] == "Restaurant"


def test_an_input_with_values_of_the_users_own_takes_none_of_the_outputs() -> None:
    steps = "open_order(dish='soup')", "pay_order(number=<order ID>, note='hello')"
    once = task("Soup, please, say Hello", *steps)
    silent = task("Soup, please", *steps)
    assert rows_of(ultratool([once, silent]))[1] == []
    others = rows_of(ultratool([once, once]))[1]
    assert [(row["src_output"], row["dst_input"]) for row in others] == [
        ("order_id", "note"),
        ("price", "note"),
    ]


def test_arguments_are_taken_apart_though_quotes_are_not_escaped() -> None:
    written = "date='today's date', items=[{'id': 3, 'n': 2}], id=<order ID>, empty=''"
    assert dict(arguments(written)) == {
        "date": "today's date",
        "items": "[{'id': 3, 'n': 2}]",
        "id": "<order ID>",
        "empty": "",
    }
    assert list(arguments("")) == []
    assert placeholders("['<soup ID>', '<rice ID>']") == ["soup ID", "rice ID"]
    assert placeholders("order <order ID>") == []


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("the selected hotel ID", "hotel_id"),
        ("hotel price", "price"),
        ("hotel", None),  # two hold it
        ("hotel name", None),  # half of the words
        ("room", None),
        ("hotel price status", None),  # flags are never passed on
    ],
)
def test_the_output_meant_is_the_one_that_holds_most_of_the_words(
    asked: str, meant: str | None
) -> None:
    outputs = {
        ("find", key): words(f"{key} {text}")
        for key, text in (("hotel_id", "Hotels' ID"), ("price", "Price of the hotel"))
    }
    found = best(words(asked), outputs)
    assert found == (meant and ("find", meant))
    assert best(words("hotel"), {("find", "price"): {"hotel"}}) == ("find", "price")


def test_the_command_writes_a_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    data = tmp_path / "data/English-dataset"
    data.mkdir(parents=True)
    row = task("Soup", "open_order(dish='soup')", "pay_order(number=<order ID>)")
    (data / "test.json").write_text(json.dumps(row) + "\n")
    monkeypatch.setattr(sys, "argv", ["x", str(tmp_path), str(tmp_path / "out")])
    main()
    assert len((tmp_path / "out/links.jsonl").read_text().splitlines()) == 1
    assert len((tmp_path / "out/functions.jsonl").read_text().splitlines()) == 2
