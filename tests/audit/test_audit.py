"""Each fault in a row that has it and one that has not, in each of the row forms."""

import gzip
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from dialogues import (
    BOOK,
    WEATHER,
    call,
    given_up_and_compacted,
    result,
    says,
    scenario,
    trajectory,
    user,
)
from toolmind.audit.data_faults import tail_bound
from toolmind.audit.report import BROKEN_ROWS, FAULTS, audit
from toolmind.cli.main import build_app
from toolmind.errors import DataError
from toolmind.formats.base import KeptTrajectory
from toolmind.formats.openai import OpenAIExporter
from toolmind.formats.parquet import ParquetExporter
from toolmind.formats.parquet_turns import ParquetTurnsExporter
from toolmind.records import Decision, Message

TOOLS = [BOOK.spec(), WEATHER.spec()]
CLOCK = {"role": "system", "content": "Current date and time: 2025-03-05 10:00."}
ASK = {"role": "user", "content": "How is the weather in Paris tomorrow?"}


def calls(name, arguments, call_id="c1", **more):
    function = {"name": name, "arguments": arguments}
    made = {"id": call_id, "type": "function", "function": function}
    return {"role": "assistant", "content": "", "tool_calls": [made], **more}


def weather(call_id="c1", **arguments):
    return calls("get_weather", orjson.dumps({"city": "Paris", **arguments}).decode(), call_id)


def answer(content='{"sky": "clear"}', call_id="c1"):
    return {"role": "tool", "tool_call_id": call_id, "content": content}


def text(content="Clear.", **more):
    return {"role": "assistant", "content": content, **more}


def row(*messages, tools=TOOLS, **more):
    return {"messages": list(messages), "tools": tools, **more}


def right(city="Paris", **more):
    arguments = orjson.dumps({"city": city, "date": "2025-03-06"}).decode()
    ask = {"role": "user", "content": f"How is the weather in {city} tomorrow?"}
    return row(CLOCK, ask, calls("get_weather", arguments), answer(), text(), **more)


def defined(**changes):
    """Return the tools with the weather tool's function changed; None takes a key away."""
    function = {**WEATHER.spec()["function"], **changes}
    function = {key: value for key, value in function.items() if value is not None}
    return [BOOK.spec(), {"type": "function", "function": function}]


def typed(**properties):
    return defined(parameters={"type": "object", "properties": properties})


def write(folder, rows, name="data.jsonl"):
    path = folder / name
    path.write_bytes(b"".join(orjson.dumps(item) + b"\n" for item in rows))
    return path


def found(folder, *rows):
    report = audit([write(folder, rows)])
    return {fault.name: fault for fault in report.faults if fault.found}


BAD = {
    "invalid_arguments": [
        row(CLOCK, ASK, weather(days="two")),
        row(CLOCK, ASK, weather(town="Paris")),
    ],
    "unparsable_arguments": [row(CLOCK, ASK, calls("get_weather", '{"city": "Par'))],
    "arguments_no_object": [
        row(CLOCK, ASK, calls("get_weather", '["Paris"]')),
        row(CLOCK, ASK, calls("get_weather", "null")),
    ],
    "unknown_tool": [row(CLOCK, ASK, calls("sing", "{}"))],
    "arguments_for_parameters": [
        row(ASK, text(), tools=defined(parameters=None, arguments=WEATHER.parameters))
    ],
    "python_types": [
        row(ASK, text(), tools=typed(city={"type": "str"})),
        row(ASK, text(), tools=typed(city={"type": "array", "items": {"type": "dict"}})),
        row(ASK, text(), tools=typed(city={"type": ["string", "None"]})),
    ],
    "misplaced_required": [
        row(ASK, text(), tools=defined(parameters={"type": "object", "required": None})),
        row(ASK, text(), tools=defined(required=["city"])),
        row(ASK, text(), tools=typed(city={"type": "string", "required": True})),
        row(ASK, text(), tools=typed(city={"type": "string"}, required=["city"])),
        row(
            ASK,
            text(),
            tools=defined(parameters={"type": "object", "properties": {}, "required": ["x"]}),
        ),
    ],
    "double_wrapped": [
        row(ASK, text(), tools=[{"type": "function", "function": WEATHER.spec()}]),
        row(ASK, text(), tools=defined(parameters={"parameters": WEATHER.parameters})),
    ],
    "broken_schema": [
        row(ASK, text(), tools=defined(parameters={"type": "string"})),
        row(ASK, text(), tools=defined(parameters=["city"])),
        row(ASK, text(), tools=defined(parameters={"city": {"type": "string"}})),
        row(ASK, text(), tools=typed(city={"type": "string", "minLength": "x"})),
        row(ASK, text(), tools=["get_weather"]),
    ],
    "duplicate_tool": [row(ASK, text(), tools=[*TOOLS, BOOK.spec()])],
    "invented_date": [
        row(ASK, weather(date="2025-03-06")),
        row(CLOCK, ASK, weather(date="2025-03-09")),
    ],
    "invented_id": [
        row(ASK, calls("book_hotel", '{"hotel_id": "H-1"}')),
        row(ASK, calls("book_hotel", '{"hotel_id": "Ritz"}')),
    ],
    "invented_value": [
        row(ASK, calls("get_weather", '{"city": "Rome"}')),
        row(ASK, weather(days=3)),
        row(ASK, weather(include_wind=True)),
    ],
    "repeated_lookup": [row(ASK, weather("a"), answer(call_id="a"), weather("b"))],
    "unlinked": [
        row(ASK, weather("a"), answer(call_id="b"), text()),
        row(ASK, weather("a"), text()),
        row(ASK, weather(""), answer(call_id=""), text()),
    ],
    "reasoning_lost": [row(ASK, text(), ASK, text(reasoning_content="Now I think."))],
    "arrow_types": [
        row(
            ASK,
            calls("get_weather", {"city": "Paris"}, "a"),
            answer(call_id="a"),
            calls("get_weather", {"city": ["Paris"]}, "b"),
        )
    ],
}


@pytest.mark.parametrize(("name", "bad"), [(n, r) for n, rows in BAD.items() for r in rows])
def test_a_row_with_the_fault_is_found_and_placed(name, bad, tmp_path):
    faults = found(tmp_path, right(), bad)
    assert name in faults
    assert faults[name].rows == 1
    assert faults[name].where.startswith(f"{tmp_path}/data.jsonl:2")
    assert faults[name].example


def test_right_rows_have_no_fault(tmp_path):
    cities = ("Paris", "Rome", "Oslo", "New York")
    rows = [right(city, tools=TOOLS[:: 1 if n % 2 else -1]) for n, city in enumerate(cities)]
    assert found(tmp_path, *rows) == {}


def test_every_fault_of_the_table_is_tested_here():
    elsewhere = {"incoherent_chain", "called_first", "few_traces"}
    assert {fault.name for fault in FAULTS} == BAD.keys() | elsewhere


# --- faults of the whole -------------------------------------------------------------------


def topics(*names):
    """Return a row that calls tools about these topics, and about nothing else."""
    tools = [
        {
            "type": "function",
            "function": {
                "name": f"get_{name}",
                "description": f"Get the {name}",
                "parameters": {"type": "object", "properties": {}},
            },
        }
        for name in names
    ]
    messages = [{"role": "user", "content": "Do it."}]
    for number, name in enumerate(names):
        messages += [calls(f"get_{name}", "{}", f"c{number}"), answer("{}", f"c{number}")]
    return row(*messages, text(), tools=tools)


def test_calls_with_nothing_in_common_are_incoherent(tmp_path):
    faults = found(tmp_path, topics("weather", "joke", "translation"))
    assert "incoherent_chain" in faults
    assert "weather | get_joke" in faults["incoherent_chain"].example
    assert "incoherent_chain" in found(tmp_path, topics("weather", "joke"))


def test_a_shared_subject_or_a_flowing_value_makes_a_chain_coherent(tmp_path):
    assert "incoherent_chain" not in found(tmp_path, topics("weather", "weather_alerts"))
    chain = row(
        ASK,
        weather("a"),
        answer('{"best_hotel": "Ritz-7"}', "a"),
        calls("book_hotel", '{"hotel_id": "Ritz-7"}', "b"),
        answer("{}", "b"),
        text(),
    )
    assert "incoherent_chain" not in found(tmp_path, chain)


def listed(number, place, rng, shown=4):
    tools = [f"tool{number}x{other}" for other in range(shown)]
    called = tools[0]
    others = rng.sample(tools[1:], shown - 1)
    others.insert(place, called)
    specs = [{"type": "function", "function": {"name": name}} for name in others]
    return row({"role": "user", "content": f"{number}"}, calls(called, "{}"), tools=specs)


def test_the_called_tool_first_is_a_bias_and_a_shuffle_is_none(tmp_path):
    rng = random.Random(0)
    biased = [listed(n, 0 if n % 50 else 1, rng) for n in range(100)]
    faults = found(tmp_path, *biased)
    assert faults["called_first"].rows == 98
    for seed in range(5):
        rng = random.Random(seed)
        shuffled = [listed(n, rng.randrange(4), rng) for n in range(200)]
        assert "called_first" not in found(tmp_path, *shuffled)


def test_one_tool_shown_says_nothing_of_order(tmp_path):
    rows = [listed(n, 0, random.Random(0), shown=1) for n in range(50)]
    assert "called_first" not in found(tmp_path, *rows)


def test_the_bound_holds_against_the_exact_binomial():
    from math import comb

    for hits in range(11):
        exact = sum(comb(10, k) * 0.3**k * 0.7 ** (10 - k) for k in range(hits, 11))
        assert tail_bound(hits, 10, 0.3) >= exact - 1e-12


def test_few_call_traces(tmp_path):
    faults = found(tmp_path, right("Paris"), right("Rome"), right("Paris"))
    assert faults["few_traces"].rows == 1
    assert faults["few_traces"].example.endswith("data.jsonl:1")
    rows = [right(city) for city in ("Paris", "Rome", "Oslo")]
    assert "few_traces" not in found(tmp_path, *rows)


def test_turns_of_one_trajectory_are_not_repeats_of_each_other(tmp_path):
    named = [right("Paris", trajectory="t1"), right("Paris", trajectory="t1")]
    assert "few_traces" not in found(tmp_path, *named)


def test_few_traces_among_named_trajectories(tmp_path):
    named = [right("Paris", trajectory=f"t{number}") for number in range(3)]
    fault = found(tmp_path, *named)["few_traces"]
    assert fault.rows == 2
    assert fault.example


# --- what is learnt, and what is context ----------------------------------------------------


def test_a_turn_without_loss_may_be_wrong(tmp_path):
    wrong = {**weather("a", days="two"), "weight": 0}
    healed = weather("b")
    masked = row(CLOCK, ASK, wrong, answer('{"error": "days"}', "a"), healed, answer("{}", "b"))
    masked["messages"] += [text(weight=1)]
    assert found(tmp_path, masked) == {}
    wrong["weight"] = 1
    assert "invalid_arguments" in found(tmp_path, masked)


def released(*messages, tools=TOOLS):
    return {"conversations": list(messages), "tools": tools}


def free(name, **arguments):
    function = {"name": name, "arguments": arguments}
    return {"role": "assistant", "content": "", "tool_calls": [{"function": function}]}


def test_the_released_form(tmp_path):
    bare = {"role": "tool", "content": '{"sky": "clear"}'}
    thought = {"role": "assistant", "content": "<think>It is clear.</think>Clear."}
    one = released(ASK, free("get_weather", city="Paris"), bare, thought)
    other = released(ASK, text(), ASK, free("get_weather", city="Paris", days="two"))
    faults = found(tmp_path, one, other)
    assert {"unlinked", "reasoning_lost", "invalid_arguments"} <= faults.keys()
    assert faults["unlinked"].rows == 2
    assert faults["reasoning_lost"].where.startswith(f"{tmp_path}/data.jsonl:1")
    assert faults["invalid_arguments"].where.startswith(f"{tmp_path}/data.jsonl:2")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9**9) | st.floats(-1e9, 1e9) | st.text(max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "properties", "name", "$ref", "x"]), inner)
    ),
    max_leaves=6,
)


def places(value, path=()):
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value)
    for key, below in inner if isinstance(value, dict | list) else ():
        yield from places(below, (*path, key))


def put(value, path, new):
    if not path:
        return new
    key, *rest = path
    changed = dict(value) if isinstance(value, dict) else list(value)
    changed[key] = put(value[key], rest, new)
    return changed


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_whatever_stands_in_a_row_the_audit_reads_on(data):
    """One place of a right row holds any JSON: the row is audited or named as broken."""
    form = data.draw(st.sampled_from([right(), released(ASK, free("get_weather", city="Rome"))]))
    path = data.draw(st.sampled_from(sorted(places(form), key=str)))
    bad = put(form, path, data.draw(JSON))
    with TemporaryDirectory() as folder:
        file = write(Path(folder), [bad, right("Oslo")])
        assert audit([file]).rows == 2


def test_a_result_may_be_an_object_and_a_content_a_list_of_parts(tmp_path):
    told = answer(content={"best": "H-1"})
    asked = {"role": "user", "content": [{"type": "text", "text": "Paris, the best one"}]}
    book = calls("book_hotel", '{"hotel_id": "H-1"}', "b")
    assert "invented_id" not in found(tmp_path, row(asked, weather(), told, book))


# --- our own formats, files and folders -----------------------------------------------------


def kept(number, city, masked=()):
    shown = (WEATHER, BOOK) if number % 2 else (BOOK, WEATHER)
    messages = (
        Message(role="system", content=CLOCK["content"]),
        user(f"How will the weather be in {city} tomorrow?"),
        call("get_weather", {"city": city, "days": "two"}, "c1", reasoning="Try."),
        result({"error": "days is an integer"}, "c1", "error"),
        call("get_weather", {"city": city, "date": "2025-03-06"}, "c2", reasoning="Mend."),
        result({"sky": "clear"}, "c2"),
        says("Clear.", reasoning="Told."),
    )
    return KeptTrajectory(
        trajectory=trajectory(*messages, index=number),
        scenario=scenario(index=number),
        decision=Decision(keep=True, masked=dict.fromkeys(masked, "arguments.invalid")),
        tools=shown,
    )


EXPORTERS = [OpenAIExporter(), ParquetExporter(), ParquetTurnsExporter()]


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.name)
def test_our_own_exports_are_clean_and_a_fault_in_them_is_found(exporter, tmp_path):
    cities = ("Paris", "Rome", "Oslo", "Bern")
    good = [kept(number, city, ["m2"]) for number, city in enumerate(cities)]
    exporter.export(good, tmp_path / "run" / "export" / exporter.name)
    report = audit([tmp_path / "run"])
    assert report.clean, [fault for fault in report.faults if fault.found]
    assert report.rows >= 4
    exporter.export([kept(0, "Paris")], tmp_path / "bad")
    faults = {fault.name for fault in audit([tmp_path / "bad"]).faults if fault.found}
    assert faults == {"invalid_arguments", "invented_value"}


@pytest.mark.parametrize("exporter", EXPORTERS, ids=lambda exporter: exporter.name)
def test_paths_of_one_dialogue_are_no_repeats_of_each_other(exporter, tmp_path):
    exporter.export([given_up_and_compacted()], tmp_path)
    report = audit([tmp_path])
    assert report.rows == (4 if exporter.name == "parquet_turns" else 2)
    assert report.clean, [fault for fault in report.faults if fault.found]


def test_broken_rows_are_named_and_the_rest_is_read(tmp_path):
    path = write(tmp_path, [right("Paris")])
    good = path.read_bytes()
    path.write_bytes(good + b'{"messages": [\n' + b"[]\n" + b'{"text": "hi"}\n' + good)
    report = audit([path])
    broken = next(fault for fault in report.faults if fault.name == BROKEN_ROWS)
    assert (report.rows, broken.rows, broken.where) == (5, 3, f"{path}:2")
    assert not report.clean


def test_gzip_and_folders_are_read(tmp_path):
    line = orjson.dumps(right("Paris")) + b"\n"
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress(line))
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "b.jsonl").write_bytes(line)
    assert audit([tmp_path]).rows == 2


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("missing.jsonl", None, "no such file"),
        ("data.csv", b"a,b", "rows are read from"),
        ("data.parquet", b"nothing", "not Parquet"),
        ("data.jsonl.gz", b"nothing", "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_clear_error(name, content, message, tmp_path):
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        audit([path])


def test_an_empty_folder_is_a_clear_error(tmp_path):
    with pytest.raises(DataError, match="no data file"):
        audit([tmp_path])


def test_the_command_prints_a_table_and_says_by_its_exit_code(tmp_path):
    app, run = build_app("audit"), CliRunner()
    good = write(tmp_path, [right("Paris")], "good.jsonl")
    outcome = run.invoke(app, ["audit", str(good)])
    assert outcome.exit_code == 0
    assert "no known fault found" in outcome.stdout
    bad = write(tmp_path, [*BAD["invalid_arguments"]], "bad.jsonl")
    outcome = run.invoke(app, ["audit", str(bad)])
    assert outcome.exit_code == 1
    assert "found: invalid_arguments" in outcome.stdout
    outcome = run.invoke(app, ["audit", "--json", str(bad)])
    report = orjson.loads(outcome.stdout)
    assert outcome.exit_code == 1 and report["clean"] is False
    assert {"invalid_arguments"} <= {fault["name"] for fault in report["faults"] if fault["found"]}
