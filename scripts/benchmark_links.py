"""Make a labelled set of links from the gold calls of a benchmark, run by the benchmark's own code.

    python scripts/benchmark_links.py bfcl CHECKOUT OUT
    python scripts/benchmark_links.py tau2 CHECKOUT OUT

CHECKOUT is `berkeley-function-call-leaderboard` of ShishirPatil/gorilla (Apache-2.0), or
sierra-research/tau2-bench (MIT) with what it needs installed. For BFCL the base tasks with several
turns, for tau2 those of its shop. The sets are for tests only: nothing of them is trained on.

Functions are declared as the benchmark declares them, results as well. What counts as a link:
`observed_links.py`; two digits are telling here, since prices and counts are passed on.
"""

from __future__ import annotations

import argparse
import copy
import importlib
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from observed_links import Call, Row, flows, read
from sets import write_set

from toolmind.graph.parameters import find_parameter

_CLASSES = {
    "GorillaFileSystem": "gorilla_file_system",
    "MathAPI": "math_api",
    "MessageAPI": "message_api",
    "TwitterAPI": "posting_api",
    "TicketAPI": "ticket_api",
    "TradingBot": "trading_bot",
    "TravelAPI": "travel_booking",
    "VehicleControlAPI": "vehicle_control",
}
_TYPES = {"dict": "object", "float": "number", "tuple": "array", "list": "array", "any": "string"}
_CODE = "bfcl_eval.eval_checker.multi_turn_eval.func_source_code"

Functions = dict[str, Row]


def bfcl(checkout: Path) -> tuple[Functions, list[list[Call]]]:
    """Declare the functions of BFCL's classes, and make its gold calls."""
    sys.path.insert(0, str(checkout))
    data = checkout / "bfcl_eval/data"
    functions = {}
    for name, module in _CLASSES.items():
        for row in read(data / f"multi_turn_func_doc/{module}.json"):
            one = f"{name}.{row['name']}"
            functions[one] = {
                "id": one,
                "name": row["name"],
                "domain": name,
                "description": row["description"].rpartition("Tool description: ")[2],
                "parameters": json_schema(row["parameters"]),
                "returns": json_schema(row["response"]),
            }
    tasks = {row["id"]: row for row in read(data / "BFCL_v4_multi_turn_base.json")}
    gold = read(data / "possible_answer/BFCL_v4_multi_turn_base.json")
    return functions, [list(bfcl_calls(tasks[row["id"]], row["ground_truth"])) for row in gold]


def json_schema(schema: Any) -> Any:
    """Name the types as JSON Schema does."""
    if isinstance(schema, list):
        return [json_schema(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {key: json_schema(one) for key, one in schema.items()}
    if isinstance(made.get("type"), str):
        made["type"] = _TYPES.get(made["type"], made["type"])
    return made


def bfcl_calls(task: Row, turns: list[list[str]]) -> Iterator[Call]:
    """Make the gold calls of a task, written as Python; those that fail are left out."""
    worlds = {}
    for name in task["involved_classes"]:
        world = getattr(importlib.import_module(f"{_CODE}.{_CLASSES[name]}"), name)()
        if name in task["initial_config"] and hasattr(world, "_load_scenario"):
            world._load_scenario(copy.deepcopy(task["initial_config"][name]))
        worlds[name] = world
    for text in (text for turn in turns for text in turn):
        function = text.partition("(")[0]
        owner = next((name for name in worlds if hasattr(worlds[name], function)), None)
        if owner is None:
            continue
        method = getattr(worlds[owner], function)
        try:
            call = f"(lambda *a, **k: (a, k)){text[len(function) :]}"
            given, named = eval(call, {"__builtins__": {}})
            arguments = dict(inspect.signature(method).bind(*given, **named).arguments)
            result = plain(method(**arguments))
        except Exception as error:  # the benchmark's code raises what it likes
            print(f"left out: {text[:80]}: {error}", file=sys.stderr)
            continue
        if not (isinstance(result, dict) and "error" in result):
            yield Call(f"{owner}.{function}", plain(arguments), result)


def plain(value: Any) -> Any:
    """Make JSON of it; a result that is JSON text is what the text says."""
    value = json.loads(json.dumps(value, default=str))
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return value


def tau2(checkout: Path) -> tuple[Functions, list[list[Call]]]:
    """Declare the functions of tau2's shop, and make the calls that its tasks expect."""
    sys.path.insert(0, str(checkout / "src"))
    model = importlib.import_module("tau2.domains.retail.data_model")
    tools = importlib.import_module("tau2.domains.retail.tools")
    data = checkout / "data/tau2/domains/retail"
    rows = json.loads((data / "db.json").read_text())

    def shop() -> Any:
        return tools.RetailTools(model.RetailDB.model_validate(copy.deepcopy(rows)))

    functions = {name: tau2_function(name, tool) for name, tool in shop().get_tools().items()}
    tasks = json.loads((data / "tasks.json").read_text())
    return functions, [list(tau2_calls(task, shop())) for task in tasks]


def tau2_function(name: str, tool: Any) -> Row:
    """Declare a function; a result that is no object is one with a single field."""
    parameters, returns = (one.model_json_schema() for one in (tool.params, tool.returns))
    result = inlined(returns, returns.get("$defs", {}))["properties"]["returns"]
    if result.get("type") != "object":
        result = {"type": "object", "properties": {"result": result}}
    return {
        "id": name,
        "name": name,
        "domain": "retail",
        "description": f"{tool.short_desc} {tool.long_desc}".strip(),
        "parameters": inlined(parameters, parameters.get("$defs", {})),
        "returns": result,
    }


def inlined(schema: Any, defs: Row) -> Any:
    """Put definitions where they are meant; alternatives as one, maps by identifier as lists."""
    if isinstance(schema, list):
        return [inlined(one, defs) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return inlined(defs[schema["$ref"].rpartition("/")[2]], defs) | {
            key: one for key, one in schema.items() if key != "$ref"
        }
    made = {k: inlined(v, defs) for k, v in schema.items() if k not in ("$defs", "title")}
    for key in ("anyOf", "oneOf"):
        few = [one for one in made.pop(key, ()) if one.get("type") != "null"]
        if few:
            merged = {k: v for one in few for k, v in (one.get("properties") or {}).items()}
            made = few[0] | ({"properties": merged} if merged else {}) | made
    values = made.get("additionalProperties")
    if isinstance(values, dict) and values.get("properties"):
        return {"type": "array", "items": values, "description": made.get("description", "")}
    return made


def tau2_calls(task: Row, shop: Any) -> Iterator[Call]:
    """Make the calls that a task expects; those that fail are left out."""
    for action in (task.get("evaluation_criteria") or {}).get("actions") or ():
        try:
            result = shop.use_tool(action["name"], **action["arguments"])
        except Exception as error:  # the benchmark's code raises what it likes
            print(f"left out: {action['name']}: {error}", file=sys.stderr)
            continue
        if hasattr(result, "model_dump"):
            result = result.model_dump(mode="json")
        if not isinstance(result, dict):
            result = {"result": result}
        yield Call(action["name"], action["arguments"], result)


def labelled(functions: Functions, dialogues: list[list[Call]]) -> tuple[list[Row], list[Row]]:
    """Links and negatives among what the functions declare."""
    links, others = [], []
    for (source, target), seen in sorted(flows(dialogues, least=2).items()):
        if source[0] not in functions or target[0] not in functions:
            continue
        src, dst = functions[source[0]], functions[target[0]]
        declared = find_parameter(0, src["returns"], source[1]) and find_parameter(
            0, dst["parameters"], target[1]
        )
        if not declared:
            continue
        row: Row = dict(
            zip(("src", "src_output", "dst", "dst_input"), (*source, *target), strict=True)
        )
        own = src["parameters"].get("properties", {})
        row["src_echo"] = re.split(r"[.\[]", source[1].removesuffix("[]"))[-1] in own
        if seen.equal >= 2 and 2 * seen.equal >= seen.together and len(seen.values) >= 2:
            links.append(row | {"label": "strong", "n_match": seen.equal})
        elif not seen.equal and seen.together >= 2:
            others.append(row)
    return links, others


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("bfcl", "tau2"))
    parser.add_argument("checkout", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    readers: dict[str, Callable[[Path], tuple[Functions, list[list[Call]]]]] = {
        "bfcl": bfcl,
        "tau2": tau2,
    }
    functions, dialogues = readers[options.kind](options.checkout)
    links, others = labelled(functions, dialogues)
    write_set(options.out, functions.values(), links, others)


if __name__ == "__main__":
    main()
