"""Make a labelled set of links from the gold calls of a benchmark, run by the benchmark's own code.

    python research/link_scorer/benchmark_links.py bfcl CHECKOUT OUT
    python research/link_scorer/benchmark_links.py retail|airline CHECKOUT OUT
    python research/link_scorer/benchmark_links.py apibank CHECKOUT OUT

CHECKOUT is `berkeley-function-call-leaderboard` of ShishirPatil/gorilla (Apache-2.0),
sierra-research/tau2-bench (MIT) with what it needs installed, or `api-bank` of
AlibabaResearch/DAMO-ConvAI (Apache-2.0). For BFCL the base tasks with several turns; API-Bank's
calls are not made but read, with the results recorded. The sets are for tests only: nothing of them
is trained on.

Functions are declared as the benchmark declares them, results as well. What counts as a link:
`observed_links.py`; two digits are telling here, since prices and counts are passed on.
"""

from __future__ import annotations

import argparse
import ast
import copy
import importlib
import inspect
import json
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from link_set import write_set
from observed_links import Call, Row, declare, flows, leaves, read

from toolmind.graph.features.parameters import find_parameter

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
_TYPES |= {"str": "string", "int": "integer", "bool": "boolean", "json": "object"}
_TAU2 = {"retail": ("RetailTools", "RetailDB"), "airline": ("AirlineTools", "FlightDB")}
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


def tau2(checkout: Path, domain: str) -> tuple[Functions, list[list[Call]]]:
    """Declare the functions of a domain of tau2, and make the calls that its tasks expect."""
    sys.path.insert(0, str(checkout / "src"))
    model = importlib.import_module(f"tau2.domains.{domain}.data_model")
    tools = importlib.import_module(f"tau2.domains.{domain}.tools")
    data = checkout / f"data/tau2/domains/{domain}"
    rows = json.loads((data / "db.json").read_text())
    toolkit, database = _TAU2[domain]

    def shop() -> Any:
        world = getattr(model, database).model_validate(copy.deepcopy(rows))
        return getattr(tools, toolkit)(world)

    functions = {
        name: tau2_function(name, tool, domain) for name, tool in shop().get_tools().items()
    }
    tasks = json.loads((data / "tasks.json").read_text())
    return functions, [list(tau2_calls(task, shop())) for task in tasks]


def tau2_function(name: str, tool: Any, domain: str) -> Row:
    """Declare a function; a result that is no object is one with a single field."""
    parameters, returns = (one.model_json_schema() for one in (tool.params, tool.returns))
    result = inlined(returns, returns.get("$defs", {}))["properties"]["returns"]
    if result.get("type") != "object":
        result = {"type": "object", "properties": {"result": result}}
    return {
        "id": name,
        "name": name,
        "domain": domain,
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
        result = json.loads(json.dumps(result, default=lambda one: one.model_dump(mode="json")))
        if not isinstance(result, dict):
            result = {"result": result}
        yield Call(action["name"], action["arguments"], result)


def apibank(checkout: Path) -> tuple[Functions, list[list[Call]]]:
    """Declare API-Bank's APIs, and read the calls of its dialogues and of its level 3 tasks."""
    functions: Functions = {}
    dialogues = []
    for folder, prefix in (("apis", ""), ("lv3_apis", "lv3.")):
        for path in sorted((checkout / folder).glob("*.py")):
            functions.update(apibank_functions(path, prefix))
    for path in sorted((checkout / "lv1-lv2-samples").glob("*/*.jsonl")):
        dialogues.append(list(apibank_dialogue(functions, read(path))))
    for task in json.loads((checkout / "test-data/level-3.json").read_text()):
        dialogues.append(
            [
                apibank_call(functions, f"lv3.{one['api_name']}", one, task["requirement"])
                for one in task["apis"]
                if f"lv3.{one['api_name']}" in functions
            ]
        )
    for call in (call for calls in dialogues for call in calls):
        for kind, value in (("parameters", call.arguments), ("returns", call.result)):
            for at, leaf in leaves(value):
                if find_parameter(0, functions[call.name][kind], at) is None:
                    declare(functions[call.name][kind], at, leaf)
    return functions, dialogues


def apibank_functions(path: Path, prefix: str) -> Iterator[tuple[str, Row]]:
    """Read what the classes of a module declare; the search for tools is none of them."""
    for node in ast.parse(path.read_text()).body:
        if not isinstance(node, ast.ClassDef) or node.name in ("API", "ToolSearcher"):
            continue
        own = {
            one.targets[0].id: ast.literal_eval(one.value)
            for one in node.body
            if isinstance(one, ast.Assign)
            and isinstance(one.targets[0], ast.Name)
            and one.targets[0].id in ("description", "input_parameters", "output_parameters")
        }
        yield (
            prefix + node.name,
            {
                "id": prefix + node.name,
                "name": node.name,
                "domain": "apibank",
                "description": own["description"],
                "parameters": apibank_schema(own["input_parameters"]),
                "returns": apibank_schema(own["output_parameters"]),
            },
        )


def apibank_schema(fields: Row) -> Row:
    """Write fields as JSON Schema; what lists and objects hold is declared as it is seen."""
    made = {}
    for name, field in fields.items():
        kind = field["type"].partition("(")[0]
        made[name] = {
            "type": _TYPES.get(kind, kind),
            "description": field["description"],
        }
    return {"type": "object", "properties": made}


def apibank_dialogue(functions: Functions, turns: Iterable[Row]) -> Iterator[Call]:
    """Read the calls of a dialogue that went well."""
    said = ""
    for turn in turns:
        if turn["role"] == "User":
            said += "\n" + turn["text"]
        elif turn["role"] == "API" and turn["api_name"] in functions:
            done = {"input": turn["param_dict"], "output": turn["result"]}
            if isinstance(turn["result"], dict) and not turn["result"].get("exception"):
                yield apibank_call(functions, turn["api_name"], done, said)


def apibank_call(functions: Functions, name: str, done: Row, said: str) -> Call:
    """Put a recorded result into the declared field, which the recordings mostly leave out."""
    given = functions[name]["returns"]["properties"]
    result = done["output"]["output"]
    if name == "QueryRegistration":  # "from appointment_id to a list", as it declares
        result = [{"appointment_id": key, **one} for key, one in result.items()]
    if not isinstance(result, dict) or not result.keys() & given.keys():
        result = {next((one for one in given if one != "status"), "status"): result}
    return Call(
        name,
        as_declared(done["input"], functions[name]["parameters"]),
        as_declared(result, functions[name]["returns"]),
        said,
    )


def as_declared(values: Row, schema: Row) -> Row:
    """Write numbers in one way, so that "74.0060" and 74.006 are equal."""

    def number(name: str, value: Any) -> Any:
        kind = schema["properties"].get(name, {}).get("type")
        return f"{float(value):.10g}" if kind in ("number", "integer") else value

    return {name: number(name, value) for name, value in values.items()}


def labelled(
    functions: Functions, dialogues: list[list[Call]], *, thin: bool = False
) -> tuple[list[Row], list[Row]]:
    """Links and negatives among what the functions declare.

    Where data is `thin`, one value of four characters that the user had not given makes a link, and
    what is unclear is no negative.
    """
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
        enough = len(seen.values) >= 2 or (thin and any(len(one) >= 4 for one in seen.values))
        if enough and 2 * seen.equal >= seen.together:
            links.append(row | {"label": "strong", "n_match": seen.equal})
        elif not seen.ever and seen.together >= 2 and not (thin and seen.unclear):
            others.append(row)
    return links, others


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("kind", choices=("bfcl", "retail", "airline", "apibank"))
    parser.add_argument("checkout", type=Path)
    parser.add_argument("out", type=Path)
    options = parser.parse_args()
    readers: dict[str, Callable[[Path], tuple[Functions, list[list[Call]]]]] = {
        "bfcl": bfcl,
        **{domain: partial(tau2, domain=domain) for domain in _TAU2},
        "apibank": apibank,
    }
    functions, dialogues = readers[options.kind](options.checkout)
    links, others = labelled(functions, dialogues, thin=options.kind == "apibank")
    write_set(options.out, functions.values(), links, others)


if __name__ == "__main__":
    main()
