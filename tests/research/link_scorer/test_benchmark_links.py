"""Links that a benchmark's gold calls show, made by a small benchmark of the same form."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).parents[3] / "research/link_scorer"))

from benchmark_links import apibank, bfcl, inlined, labelled, tau2
from observed_links import Call, flows

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
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in [name for name in sys.modules if name.partition(".")[0] == "bfcl_eval"]:
        monkeypatch.delitem(sys.modules, name)  # the real one, where a test before has loaded it
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
    schema: dict[str, Any] = {
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


def test_a_domain_of_tau2_is_run_by_its_own_code(tmp_path: Path) -> None:
    code, data = tmp_path / "src/tau2/domains/airline", tmp_path / "data/tau2/domains/airline"
    code.mkdir(parents=True)
    data.mkdir(parents=True)
    (code / "data_model.py").write_text(AIRLINE_MODEL)
    (code / "tools.py").write_text(AIRLINE_TOOLS)
    (data / "db.json").write_text(json.dumps({"flights": [{"number": "HAT1"}, {"number": "HAT2"}]}))
    booked = [{"name": "search", "arguments": {"origin": "JFK"}}]
    tasks = [
        {
            "evaluation_criteria": {
                "actions": [*booked, {"name": "book", "arguments": {"flight": one}}]
            }
        }
        for one in ("HAT1", "HAT2", "none")
    ]
    (data / "tasks.json").write_text(json.dumps([*tasks, {"evaluation_criteria": None}]))
    functions, dialogues = tau2(tmp_path, "airline")
    assert functions["search"]["domain"] == "airline"
    assert functions["search"]["description"] == "Search flights."
    assert [call.name for call in dialogues[2]] == ["search"]  # the booking fails
    assert dialogues[0][0].result == {"result": [{"number": "HAT1"}, {"number": "HAT2"}]}
    links, others = labelled(functions, dialogues)
    assert [(row["src_output"], row["dst_input"]) for row in links] == [
        ("result[].number", "flight")
    ]
    assert others == []


def test_an_output_that_was_null_tells_nothing() -> None:
    calls = [Call("find", {}, {"date": None, "place": "Rome"}), Call("book", {"day": "May 3"}, {})]
    assert [source for source, _ in flows([calls])] == [("find", "place")]


def test_values_that_were_equal_at_a_second_call_are_no_negative() -> None:
    given = {"type": "object", "properties": {"number": {"type": "string"}}}
    functions = {
        name: {"id": name, "parameters": given, "returns": given} for name in ("open", "close")
    }
    opened = Call("open", {}, {"number": "A17"})
    calls = [opened, Call("close", {"number": "B20"}, {}), Call("close", {"number": "A17"}, {})]
    assert labelled(functions, [calls, calls]) == ([], [])
    assert len(labelled(functions, [calls[:2], calls[:2]])[1]) == 1


AIRLINE_MODEL = """
from pydantic import BaseModel

class Flight(BaseModel):
    number: str

class FlightDB(BaseModel):
    flights: list[Flight]
"""
AIRLINE_TOOLS = """
from types import SimpleNamespace
from pydantic import create_model
from tau2.domains.airline.data_model import Flight

class AirlineTools:
    def __init__(self, db):
        self.db = db

    def search(self, origin):
        return self.db.flights

    def book(self, flight):
        return {"HAT1": "booked", "HAT2": "booked"}[flight]

    def use_tool(self, name, **arguments):
        return getattr(self, name)(**arguments)

    def get_tools(self):
        def tool(text, returns, **params):
            return SimpleNamespace(
                short_desc=text,
                long_desc="",
                params=create_model("parameters", **params),
                returns=create_model("returns", returns=returns),
            )
        return {
            "search": tool("Search flights.", (list[Flight], ...), origin=(str, ...)),
            "book": tool("Book a flight.", (str, ...), flight=(str, ...)),
        }
"""

GEOCODING = """
class Geocoding(API):
    description = "Converts an address."
    input_parameters = {"address": {"type": "str", "description": "The address."}}
    output_parameters = {"latitude": {"type": "float", "description": "Its latitude."}}
    database_name = "Places"

    def call(self, address):
        raise NotImplementedError
"""
WEATHER = """
class API:
    pass

class Weather(API):
    description = "Tells the weather."
    input_parameters = {
        "latitude": {"type": "float", "description": "The latitude."},
        "language": {"type": "str", "description": "The language."},
    }
    output_parameters = {
        "status": {"type": "str", "description": "success or failed"},
        "days": {"type": "list", "description": "What is to come."},
    }

class ToolSearcher(API):
    description = "Finds tools."
    input_parameters = {}
    output_parameters = {}
"""


def recorded(name: str, given: Any, made: Any, error: str | None = None) -> dict[str, Any]:
    result = {"api_name": name, "input": given, "output": made, "exception": error}
    return {"role": "API", "api_name": name, "param_dict": given, "result": result}


@pytest.fixture
def api_bank(tmp_path: Path) -> Path:
    for folder in ("apis", "lv3_apis", "lv1-lv2-samples/level-1", "test-data"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "apis/geocoding.py").write_text(GEOCODING)
    (tmp_path / "apis/weather.py").write_text(WEATHER)
    (tmp_path / "lv3_apis/weather.py").write_text(WEATHER)
    turns = [
        {"role": "User", "text": "How is the weather at Main St? Tell me in French."},
        recorded("ToolSearcher", {"keywords": "weather"}, {"name": "Weather"}),
        recorded("Weather", {"latitude": "north"}, None, "no number"),
        recorded("Geocoding", {"address": "Main St"}, 74.006),
        recorded("Weather", {"latitude": "74.0060", "language": "French"}, [{"sky": "grey"}]),
    ]
    rows = "".join(json.dumps(turn) + "\n" for turn in turns)
    (tmp_path / "lv1-lv2-samples/level-1/a.jsonl").write_text(rows)
    (tmp_path / "lv1-lv2-samples/level-1/b.jsonl").write_text(rows.replace("Main St?", "74.006?"))
    call = recorded("Weather", {"latitude": 1}, [])
    done = {"api_name": "Weather", "input": {"latitude": 1}, "output": call["result"]}
    search = {"api_name": "ToolSearcher", "input": {}, "output": {}}
    task = {"requirement": "Weather at 1", "apis": [search, done]}
    (tmp_path / "test-data/level-3.json").write_text(json.dumps([task]))
    return tmp_path


def test_api_bank_is_read_without_running_it(api_bank: Path) -> None:
    functions, dialogues = apibank(api_bank)
    assert sorted(functions) == ["Geocoding", "Weather", "lv3.Weather"]
    assert functions["Geocoding"]["description"] == "Converts an address."
    days = functions["Weather"]["returns"]["properties"]["days"]
    assert days["description"] == "What is to come."
    assert days["items"]["properties"] == {"sky": {"type": "string"}}  # as it was seen
    assert [call.name for call in dialogues[0]] == ["Geocoding", "Weather"]
    assert dialogues[0][0].result == {"latitude": "74.006"}
    assert dialogues[0][1].arguments["latitude"] == "74.006"
    assert dialogues[0][1].result == {"days": [{"sky": "grey"}]}
    assert [call.name for call in dialogues[2]] == ["lv3.Weather"]


def test_where_data_is_thin_one_value_that_the_user_had_not_given_is_a_link(
    api_bank: Path,
) -> None:
    functions, dialogues = apibank(api_bank)
    links, others = labelled(functions, dialogues, thin=True)
    assert [(row["src_output"], row["dst_input"], row["n_match"]) for row in links] == [
        ("latitude", "latitude", 1)
    ]
    assert [row["dst_input"] for row in others] == ["language"]
    assert labelled(functions, dialogues)[0] == []
    assert labelled(functions, dialogues[1:], thin=True)[0] == []
