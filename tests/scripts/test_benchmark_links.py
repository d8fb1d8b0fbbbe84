"""Links that a benchmark's gold calls show, made by a small benchmark of the same form."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "scripts"))

from benchmark_links import bfcl, inlined, labelled
from observed_links import Call

CODE = """
class TicketAPI:
    def _load_scenario(self, config):
        self.next = config["next"]

    def open_ticket(self, title: str):
        self.next += 1
        return {"ticket": {"id": self.next}, "title": title}

    def close_ticket(self, ticket_id: int):
        if ticket_id != self.next:
            return {"error": "no such ticket"}
        return '{"closed": true}'
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    code = tmp_path / "bfcl_eval/eval_checker/multi_turn_eval/func_source_code"
    code.mkdir(parents=True)
    (code / "ticket_api.py").write_text(CODE)
    docs = tmp_path / "bfcl_eval/data/multi_turn_func_doc"
    docs.mkdir(parents=True)
    for name in (
        "gorilla_file_system math_api message_api posting_api trading_bot travel_booking "
        "vehicle_control"
    ).split():
        (docs / f"{name}.json").write_text("")
    text, number = {"type": "string"}, {"type": "integer"}
    ticket = {"type": "dict", "properties": {"id": number}}
    rows = [
        ("open_ticket", {"title": text}, {"ticket": ticket, "title": text}),
        ("close_ticket", {"ticket_id": number}, {"closed": {"type": "boolean"}}),
    ]
    (docs / "ticket_api.json").write_text(
        "".join(
            json.dumps(
                {
                    "name": name,
                    "description": f"Of the desk. Tool description: {name}",
                    "parameters": {"type": "dict", "properties": given},
                    "response": {"type": "dict", "properties": made},
                }
            )
            + "\n"
            for name, given, made in rows
        )
    )
    data = docs.parent
    (data / "possible_answer").mkdir()
    tasks, gold = [], []
    for at in range(4):
        start = 100 * (at + 1)
        config = {"TicketAPI": {"next": start}}
        tasks.append({"id": at, "involved_classes": ["TicketAPI"], "initial_config": config})
        calls = [f"open_ticket(title='a{at}')", f"close_ticket({start + 1})", "close_ticket(7)"]
        gold.append({"id": at, "ground_truth": [calls[:1], [*calls[1:], "unknown()"]]})
    for path, made in (("", tasks), ("possible_answer/", gold)):
        text_ = "".join(json.dumps(row) + "\n" for row in made)
        (data / f"{path}BFCL_v4_multi_turn_base.json").write_text(text_)
    return tmp_path


def test_gold_calls_are_made_and_show_what_flows(checkout: Path) -> None:
    functions, dialogues = bfcl(checkout)
    assert functions["TicketAPI.open_ticket"]["returns"]["type"] == "object"
    assert functions["TicketAPI.open_ticket"]["description"] == "open_ticket"
    assert [call.name for call in dialogues[0]] == [
        "TicketAPI.open_ticket",
        "TicketAPI.close_ticket",
    ]
    assert dialogues[0][1] == Call("TicketAPI.close_ticket", {"ticket_id": 101}, {"closed": True})
    links, others = labelled(functions, dialogues)
    assert [(row["src_output"], row["dst_input"]) for row in links] == [("ticket.id", "ticket_id")]
    assert [(row["src_output"], row["src_echo"]) for row in others] == [("title", True)]


def test_definitions_are_put_where_they_are_meant() -> None:
    item = {"type": "object", "properties": {"id": {"type": "string", "title": "Id"}}}
    paid = {"anyOf": [{"$ref": "#/$defs/Card"}, {"type": "null"}], "description": "How"}
    schema = {
        "$defs": {"Item": item, "Card": {"type": "object", "properties": {"no": {}}}},
        "properties": {
            "items": {"additionalProperties": {"$ref": "#/$defs/Item"}, "type": "object"},
            "paid": paid,
        },
    }
    assert inlined(schema, schema["$defs"])["properties"] == {
        "items": {
            "type": "array",
            "items": {"type": "object", "properties": {"id": {"type": "string"}}},
            "description": "",
        },
        "paid": {"type": "object", "properties": {"no": {}}, "description": "How"},
    }
