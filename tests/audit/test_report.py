"""The audit of whole files: forms, broken rows, our own exports, and the command."""

import gzip
from pathlib import Path
from tempfile import TemporaryDirectory

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from audit_rows import (
    ASK,
    CLOCK,
    TOOLS,
    answer,
    found,
    free,
    released,
    right,
    row,
    text,
    weather,
    write,
)
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
from toolmind.audit.report import BROKEN_ROWS, FAULTS, AuditReport, FaultCount, audit
from toolmind.cli.main import build_app
from toolmind.errors import DataError
from toolmind.formats.base import KeptTrajectory
from toolmind.formats.huggingface import HuggingFaceExporter
from toolmind.formats.openai import OpenAIExporter
from toolmind.formats.trl import TRLExporter
from toolmind.records import Decision, Message


def test_right_rows_have_no_fault(tmp_path):
    cities = ("Paris", "Rome", "Oslo", "New York")
    rows = [right(city, tools=TOOLS[:: 1 if n % 2 else -1]) for n, city in enumerate(cities)]
    assert found(tmp_path, *rows) == {}


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


EXPORTERS = [OpenAIExporter(), HuggingFaceExporter(), TRLExporter()]


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
    assert report.rows == (4 if exporter.name == "trl" else 2)
    # Its compacted context has two messages of the user in a row: that alone is a fault.
    assert [fault.name for fault in report.faults if fault.found] == ["role_order"]


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
    bad = write(tmp_path, [row(CLOCK, ASK, weather(days="two"))], "bad.jsonl")
    outcome = run.invoke(app, ["audit", str(bad)])
    assert outcome.exit_code == 1
    assert "found: invalid_arguments" in outcome.stdout
    outcome = run.invoke(app, ["audit", "--json", str(bad)])
    report = orjson.loads(outcome.stdout)
    assert outcome.exit_code == 1 and report["clean"] is False
    assert {"invalid_arguments"} <= {fault["name"] for fault in report["faults"] if fault["found"]}


@pytest.mark.parametrize(
    ("rows", "remark", "fault"), [(0, "", False), (1, "", True), (1, "chance explains it", False)]
)
def test_rows_are_a_fault_unless_a_remark_acquits_them(rows, remark, fault):
    count = FaultCount(name="called_first", title="first", rows=rows, remark=remark)
    assert count.found is fault
    report = AuditReport(files=("a.jsonl",), rows=3, faults=(count,))
    assert report.clean is not fault
    told = orjson.loads(orjson.dumps(report.as_json()))
    assert (told["files"], told["rows"], told["clean"]) == (["a.jsonl"], 3, not fault)
    assert told["faults"][0]["found"] is fault and told["faults"][0]["remark"] == remark


def test_every_fault_is_in_the_report_once_in_the_tables_order_with_its_title(tmp_path):
    report = audit([write(tmp_path, [right()])])
    names = [fault.name for fault in report.faults]
    assert names == [BROKEN_ROWS, *(fault.name for fault in FAULTS)]
    assert len({fault.title for fault in report.faults}) == len(names) == len(set(names))


def test_a_row_counts_once_however_often_it_has_a_fault_and_the_first_is_the_example(tmp_path):
    wrong = row(CLOCK, ASK, weather("a", days="two"), answer(call_id="a"), weather(days="three"))
    fault = found(tmp_path, right(), wrong, wrong)["invalid_arguments"]
    assert (fault.rows, fault.where) == (2, f"{tmp_path}/data.jsonl:2, message 2")
    assert '"two"' in fault.example
