"""A verdict for every row: numbers add up, what is broken costs itself, a kill changes nothing."""

from __future__ import annotations

import asyncio
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import check_rows as rows
from dataset_rows import ROWS
from dialogues import GOOD, TOOLS, says, scenario, trajectory, user
from run_folders import opened
from run_folders import written as run_folder
from toolmind.checks.calibration.calibration import calibrate, write_calibration
from toolmind.config import RunConfig
from toolmind.errors import ConfigError, DataError, RunError
from toolmind.pipeline.check_out import check_out, in_order
from toolmind.pipeline.check_report import RowsReport
from toolmind.pipeline.checkers import CheckPlugins
from toolmind.pipeline.explain import explain
from toolmind.pipeline.labelled_run import labelled_run
from toolmind.pipeline.select import select
from toolmind.records import Step, Verdict
from toolmind.records.label import Label
from toolmind.runs.checked import CheckedRow, read_checked
from toolmind.runs.labels import append_label
from toolmind.runs.run_dir import RunDir

PATIENCE = 60.0


def checked(out: Path) -> dict[str, CheckedRow]:
    return {one.id: one for one in read_checked(out)}


async def check(folder: Path, *data: Any, **options: Any) -> RowsReport:
    path = rows.write(folder / "data.jsonl", data)
    return await check_out([path], folder / "out", **options)


async def test_each_row_is_kept_masked_dropped_or_unread(tmp_path: Path) -> None:
    data = [make(name) for name, make in rows.MADE.items()]
    report = await check(tmp_path, *data)
    assert (report.kept, report.masked, report.dropped, report.unread) == (1, 1, 1, 1)
    found = checked(tmp_path / "out")
    assert [one.keep for one in found.values()] == [True, True, False, False]
    assert [one.train for one in found["kept"].turns] == [True, True]
    first, second = found["masked"].turns
    assert (first.message, first.train, first.weight) == ("m1", False, 0.0)
    assert first.reason == first.verdicts[0].check + "." + first.verdicts[0].code
    assert first.reason == "grounding.invented_text" and second.train
    assert (first.label, second.label) == ("mistake", "recovery")
    assert "pairing.unanswered" in found["dropped"].reasons
    assert {one.reason for one in found["dropped"].turns} == {"row_dropped"}
    assert orjson.loads((tmp_path / "out" / "report.json").read_bytes())["rows"] == 4


async def test_a_line_has_what_its_readers_expect(tmp_path: Path) -> None:
    await check(tmp_path, rows.masked("a"))
    line = orjson.loads((tmp_path / "out" / "verdicts.jsonl").read_bytes())
    assert line.keys() >= {"file", "row", "id", "keep", "reasons", "turns"}
    turn = line["turns"][0]
    expected = {"message", "train", "weight", "probability_bad", "label", "reason", "verdicts"}
    assert turn.keys() == expected
    assert turn["probability_bad"] is None


async def test_the_broken_row_is_named_and_the_rest_is_checked(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    good, bad = orjson.dumps(rows.kept("good")), orjson.dumps(rows.unread("bad"))
    path.write_bytes(b"\n".join((bad, b'{"messages": [', b"[]", b'{"text": "x"}', good)) + b"\n")
    report = await check_out([path], tmp_path / "out")
    assert (report.rows, report.unread, report.kept) == (5, 4, 1)
    assert f"{path}:1: not a dialogue: message 0: it has no 'role'" in report.unread_rows[0]
    for number, problem in enumerate(report.unread_rows, 1):
        assert f"{path}:{number}" in problem


async def test_a_file_cut_short_costs_the_rest_of_itself(tmp_path: Path) -> None:
    import gzip

    whole = gzip.compress(b"".join(orjson.dumps(one) + b"\n" for one in rows.many(3000, 1)))
    (tmp_path / "a.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    rows.write(tmp_path / "b.jsonl", [rows.kept("after")])
    report = await check_out([tmp_path / "a.jsonl.gz", tmp_path / "b.jsonl"], tmp_path / "out")
    found = list(read_checked(tmp_path / "out"))
    assert found[-1].id == "after" and found[-1].keep
    assert "cut short" in found[-2].problem
    assert report.rows == len(found)


@settings(max_examples=25)
@given(st.lists(st.sampled_from(sorted(rows.MADE)), max_size=12), st.integers(1, 3))
def test_the_numbers_add_up(tmp_path_factory: Any, kinds: list[str], files: int) -> None:
    folder = tmp_path_factory.mktemp("data")
    paths = []
    for number in range(files):
        mine = [rows.MADE[kind](f"{number}-{at}") for at, kind in enumerate(kinds[number::files])]
        paths.append(rows.write(folder / f"{number}.jsonl", mine))
    report = asyncio.run(check_out(paths, folder / "out"))
    for kind in rows.MADE:
        assert getattr(report, kind) == kinds.count(kind)
    assert report.rows == len(kinds)
    assert sum(report.dropped_for.values()) >= report.dropped
    assert sum(report.masked_for.values()) >= report.masked
    turns = [turn for one in read_checked(folder / "out") for turn in one.turns]
    assert report.turns == len(turns)
    assert report.trained_turns == sum(turn.train for turn in turns)


LEAVES = st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=5)
LEAVES |= st.sampled_from(["assistant", "user", "tool", "system", "get_weather", "{", '{"a": 1}'])
KEYS = ["role", "content", "tool_calls", "function", "name", "arguments", "id", "tool_call_id"]
JUNK = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5)
    ),
    max_leaves=12,
)
COLUMNS = st.sampled_from(["messages", "tools", "conversations", "id", "metadata", "trajectory"])


@st.composite
def spoilt(draw: st.DrawFn) -> dict[str, Any]:
    """A good row in which something is junk."""
    row = rows.kept("spoilt")
    at: Any = row
    for _ in range(draw(st.integers(0, 5))):
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        key = draw(st.sampled_from(keys))
        if not isinstance(at[key], dict | list) or not at[key]:
            break
        at = at[key]
    keys = list(at) if isinstance(at, dict) else list(range(len(at)))
    at[draw(st.sampled_from(keys))] = draw(JUNK)
    return row


@settings(max_examples=200)
@given(st.lists(spoilt() | JUNK | st.dictionaries(COLUMNS, JUNK, max_size=4), max_size=4))
def test_whatever_a_row_is_it_has_its_line_and_harms_no_other(
    tmp_path_factory: Any, junk: list[Any]
) -> None:
    folder = tmp_path_factory.mktemp("junk")
    report = asyncio.run(check(folder, *junk, rows.kept("last")))
    *others, last = read_checked(folder / "out")
    assert (last.id, last.keep, last.row) == ("last", True, len(junk) + 1)
    assert {one.row for one in others} == set(range(1, len(junk) + 1))
    assert report.rows == report.kept + report.masked + report.dropped + report.unread


FORMS = [(form, at) for form, examples in ROWS.items() for at in range(len(examples))]


@pytest.mark.parametrize(("form", "at"), FORMS)
async def test_a_row_of_every_form_has_its_line(form: str, at: int, tmp_path: Path) -> None:
    report = await check(tmp_path, ROWS[form][at], rows.kept("next"))
    assert report.rows == len(list(read_checked(tmp_path / "out"))) >= 2
    assert checked(tmp_path / "out")["next"].keep


API_BANK = {
    "id": "level-1/a",
    "turns": [
        {"role": "User", "text": "Add a meeting at 14:00 on 2023-09-12."},
        {"role": "AI", "text": "At what place?"},
    ],
}
TOOL_TALK = {
    "id": "easy/b",
    "apis_used": ["AddAlarm"],
    "metadata": {"timestamp": "2023-09-11 13:00:00"},
    "conversation": [
        {"index": 0, "role": "user", "text": "Set an alarm for 18:30."},
        {
            "index": 1,
            "role": "assistant",
            "text": "Done.",
            "apis": [
                {
                    "request": {"api_name": "AddAlarm", "parameters": {"time": "18:30:00"}},
                    "response": {"alarm_id": "5bff-dd80"},
                    "exception": None,
                }
            ],
        },
    ],
}


async def test_several_forms_in_one_file_keep_their_names(tmp_path: Path) -> None:
    report = await check(tmp_path, API_BANK, TOOL_TALK, rows.kept("c"))
    assert report.rows == 3 and not report.unread, report.unread_rows
    found = checked(tmp_path / "out")
    assert list(found) == ["level-1/a", "easy/b", "c"]
    assert found["easy/b"].left_out, "its tools are defined nowhere"
    assert not found["c"].left_out


def judged(**more: Any) -> Any:
    from toolmind.config import RunConfig

    judge = {"type": "parts_of_check:Judge", **more}
    return RunConfig.model_validate({"checks": {"use": ["pairing"], "judges": [judge]}})


JUDGE = """
from pathlib import Path
from typing import Annotated

from toolmind.checks.base import Finding, RuleCheck
from toolmind.errors import ModelError
from toolmind.models.base import ChatModel
from toolmind.plugins import Resource


class Judge(RuleCheck):
    name = "judge"

    def __init__(self, model: Annotated[ChatModel, Resource("judge")], fails: bool = False) -> None:
        self.fails = fails

    def findings(self, context):
        if self.fails:
            raise ModelError("model.gone", "no answer")
        yield Finding("bad", "I do not like it", turn="m1")
"""


@pytest.mark.offline
async def test_judges_of_a_configuration_are_asked_unless_rules_are_wanted_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "parts_of_check.py").write_text(JUDGE)
    monkeypatch.syspath_prepend(tmp_path)
    good, bad = rows.kept("a"), rows.dropped("b")
    report = await check(tmp_path, good, bad, config=judged())
    assert (report.masked_for, report.dropped) == ({"judge.bad": 1}, 1)
    assert not checked(tmp_path / "out")["b"].turns[0].verdicts, "what is dropped is not judged"
    report = await check(tmp_path, good, bad, config=judged(), rules_only=True, fresh=True)
    assert (report.kept, report.dropped) == (1, 1)
    report = await check(tmp_path, good, bad, config=judged(fails=True), fresh=True)
    assert (report.kept, report.dropped, report.errors) == (0, 2, {"judge": 1})


async def test_the_data_is_left_as_it_is(tmp_path: Path) -> None:
    path = rows.write(tmp_path / "data.jsonl", rows.many(5, 0))
    before, moment = path.read_bytes(), path.stat().st_mtime_ns
    await check_out([path], tmp_path / "out")
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, moment)
    assert {one.name for one in tmp_path.iterdir()} == {"data.jsonl", "out"}


async def test_verdicts_that_lie_in_the_folder_of_the_data_are_no_data(tmp_path: Path) -> None:
    rows.write(tmp_path / "data.jsonl", [rows.kept("a")])
    for _ in range(2):
        report = await check_out([tmp_path], tmp_path / "out")
        assert report.files == (str(tmp_path / "data.jsonl"),)
        assert report.rows == report.kept == 1


async def test_rows_without_tools_take_them_from_a_pool(tmp_path: Path) -> None:
    data = rows.without_tools("a")
    report = await check(tmp_path, data)
    assert report.left_out == {"known_tool": 1, "arguments": 1}
    assert report.kept == 1
    function = rows.TOOL["function"]
    pool = rows.write(tmp_path / "pool.jsonl", [{**function, "id": "x.get_weather"}])  # type: ignore[dict-item]
    with pytest.raises(RunError, match="tools"):
        await check(tmp_path, data, tools=pool)
    report = await check(tmp_path, data, tools=pool, fresh=True)
    assert not report.left_out
    assert report.masked_for == {"arguments.invalid": 1}
    named = {**data, "tools": ["x.get_weather"]}
    named["messages"][1]["tool_calls"][0]["function"]["name"] = "x.get_weather"
    report = await check(tmp_path, named, tools=pool, fresh=True)
    assert report.masked_for == {"arguments.invalid": 1}


async def test_labels_are_held_against_and_those_of_nothing_are_named(tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    for item, message, word in (
        ("bad", "m1", "wrong"),
        ("good", "m1", "wrong"),
        ("good", "m9", "right"),
        ("gone", "m1", "wrong"),
    ):
        append_label(labels, Label(item=item, message=message, label=word))  # type: ignore[arg-type]
    report = await check(tmp_path, rows.masked("bad"), rows.kept("good"), labels=labels)
    said = report.labelled
    assert said is not None and said.precision is not None and said.recall is not None
    assert (said.precision.share, said.recall.share) == (1.0, 0.5)
    assert said.not_there == ("row 'gone'", "turn 'm9' of 'good'")
    assert said.unread == ()


async def test_a_label_that_cannot_be_read_costs_itself_alone(tmp_path: Path) -> None:
    labels = tmp_path / "labels.jsonl"
    with pytest.raises(DataError, match=r"labels\.jsonl: no such file"):
        await check(tmp_path, rows.masked("bad"), labels=labels)
    assert not (tmp_path / "out").exists(), "it is told before anything is checked"
    labels.write_text('no label\n{"item": "bad", "message": "m1", "label": "perhaps"}\n')
    append_label(labels, Label(item="bad", message="m1", label="wrong"))
    said = (await check(tmp_path, rows.masked("bad"), labels=labels)).labelled
    assert said is not None and said.recall is not None and said.recall.of == 1
    assert [one.partition(": ")[0] for one in said.unread] == [f"{labels}:1", f"{labels}:2"]
    assert said.unread_lines == 2


async def test_a_check_of_another_kind_is_refused_unless_fresh(tmp_path: Path) -> None:
    await check(tmp_path, rows.kept("a"))
    with pytest.raises(RunError, match=r"data.*bytes"):
        await check(tmp_path, rows.kept("a"), rows.kept("b"))
    assert (await check(tmp_path, rows.kept("a"), rows.kept("b"), fresh=True)).rows == 2


async def test_a_run_folder_is_checked_as_it_was_played(tmp_path: Path) -> None:
    path = run_folder(tmp_path / "run", {0: GOOD, 3: GOOD})
    with opened(path) as folder:
        folder.scenarios.append(3, scenario(Step(tool="t.book", goal="Book."), index=3))
    report = await check_out([path], tmp_path / "out")
    good, bad = read_checked(tmp_path / "out")
    assert (report.rows, good.row, bad.row) == (2, 0, 3)
    assert not any(reason.startswith("coverage") for reason in good.reasons)
    assert any(reason.startswith("coverage") for reason in bad.reasons), "the plan is known"


async def test_a_path_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="no such file"):
        await check_out([tmp_path / "none.jsonl"], tmp_path / "out")


async def test_one_row_is_explained_by_name_number_or_place(tmp_path: Path) -> None:
    path = rows.write(tmp_path / "data.jsonl", [rows.kept("a"), rows.masked("b")])
    for name in ("b", "2", "data.jsonl:2", f"{path}:2"):
        found = await explain([path], name)
        assert found.row.id == "b" and found.row.turns[0].verdicts
        assert found.messages[1].tool_calls
    with pytest.raises(Exception, match="no row is called 'c'"):
        await explain([path], "c")


async def test_results_come_in_order_however_long_each_takes() -> None:
    begun: list[int] = []

    async def work(item: int) -> int:
        begun.append(item)
        await asyncio.sleep(0.001 * (7 * item % 5))
        assert len(begun) - len(done) <= 4
        return item

    done: list[int] = []
    async for one in in_order(range(20), work, 4):
        done.append(one)
    assert done == list(range(20))


def start(data: Path, out: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "toolmind", "check", str(data), "--out", str(out)]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def test_killed_at_random_moments_it_ends_in_the_same_files(tmp_path: Path) -> None:
    data = rows.write(tmp_path / "data.jsonl", rows.many(6000, 3))
    once, often = tmp_path / "once", tmp_path / "often"
    assert start(data, once).wait(PATIENCE) == 1
    total, rng, killed = (once / "verdicts.jsonl").stat().st_size, random.Random(5), 0
    for share in (0.0, 0.3, 0.6, 0.9):
        process = start(data, often)
        written = often / "verdicts.jsonl"
        end = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < end:
            if written.exists() and written.stat().st_size > share * total:
                time.sleep(rng.random() * 0.01)
                process.kill()
        killed += process.wait() == -signal.SIGKILL
        with written.open("ab") as file:  # as a kill in the middle of a write leaves it
            file.write(b'{"file": "torn')
    assert killed >= 2, "the test must kill what is at work"
    assert start(data, often).wait(PATIENCE) == 1
    for name in ("verdicts.jsonl", "report.json", "check.json"):
        assert (often / name).read_bytes() == (once / name).read_bytes(), name


async def test_a_check_that_no_configuration_can_be_is_named(tmp_path: Path) -> None:
    from toolmind.config import RunConfig

    config = RunConfig.model_validate({"checks": {"use": ["no_such"], "judges": []}})
    with pytest.raises(ConfigError, match="no_such"):
        await check(tmp_path, rows.kept("a"), config=config)


UNSURE = """
from toolmind.checks.base import Finding, RuleCheck


class Doubts(RuleCheck):
    name = "doubts"

    def findings(self, context):
        yield Finding("perhaps", "nobody can know", turn="m1", unsure=True)
"""


async def test_what_a_check_is_not_sure_of_costs_no_turn_and_is_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "doubting.py").write_text(UNSURE)
    monkeypatch.syspath_prepend(str(tmp_path))
    config = RunConfig.model_validate({"checks": {"use": ["doubting:Doubts"], "judges": []}})
    report = await check(tmp_path, rows.kept("a"), config=config)
    assert (report.kept, report.unsure) == (1, {"doubts.perhaps": 1})
    first, second = checked(tmp_path / "out")["a"].turns
    assert first.train and first.label == "" and second.label == "good"
    assert first.verdicts[0].outcome == "unsure"


@pytest.mark.offline
async def test_a_judge_of_what_is_doubtful_is_spared_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "doubting.py").write_text(UNSURE)
    monkeypatch.syspath_prepend(str(tmp_path))
    dear = {"type": "turn", "name": "dear", "only": "doubtful"}

    async def report(use: str) -> RowsReport:
        config = RunConfig.model_validate({"checks": {"use": [use], "judges": [dear]}})
        return await check(tmp_path, rows.kept("a"), rows.kept("b"), config=config, fresh=True)

    asked = await report("doubting:Doubts")
    assert (asked.spared, asked.requests) == ({}, 2) and asked.tokens
    spared = await report("pairing")
    assert (spared.spared, spared.requests - asked.requests) == ({"dear": 2}, 0)
    assert spared.tokens_spared == spared.tokens  # two requests of those that were made before


@pytest.mark.parametrize(("preset", "kept"), [("strict", 1), ("balanced", 2), ("keep", 2)])
async def test_the_preset_decides_what_a_fault_of_a_turn_costs(
    tmp_path: Path, preset: str, kept: int
) -> None:
    config = RunConfig.model_validate({"checks": {"policy": preset, "judges": []}})
    report = await check(tmp_path, rows.kept("a"), rows.masked("b"), config=config)
    assert report.kept + report.masked == kept


PICKY = """
from toolmind.checks.base import Finding, RuleCheck


class Picky(RuleCheck):
    name = "picky"

    def __init__(self, on: bool = True) -> None:
        self.on = on

    def findings(self, context):
        for message in context.trajectory.messages:
            if self.on and message.role == "assistant" and "Ritz" in message.content:
                yield Finding("ritz", "names it", turn=message.id, unsure=True)
"""
RITZ = (GOOD[0], says("The Ritz."), user("So?"), says("Fine."))
PLAIN = (GOOD[0], says("The Savoy."), user("So?"), says("Fine."))


@pytest.fixture
def calibrated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, RunConfig]:
    """A run in which a turn is wrong where a check is unsure, and its calibration."""
    (tmp_path / "picking.py").write_text(PICKY)
    monkeypatch.syspath_prepend(str(tmp_path))
    config = of_picky(tmp_path)
    keys = CheckPlugins.load(config.model_copy(update={"checks": of_picky().checks}))
    run = tmp_path / "run"
    with opened(run, **keys.fingerprint("")) as folder:
        folder.write_tools(list(TOOLS.values()))
        for index in range(24):
            played = trajectory(*(RITZ if index % 2 else PLAIN), index=index)
            folder.scenarios.append(index, scenario(index=index))
            folder.trajectories.append(index, played)
            unsure = Verdict("picky", "turn", "unsure", "ritz", turn="m1")
            passed = Verdict("picky", "turn", "pass")
            folder.verdicts.append(index, (unsure if index % 2 else passed,))
            for turn in ("m1", "m3"):
                said = "wrong" if index % 2 and turn == "m1" else "right"
                append_label(run / "labels.jsonl", Label(played.id, turn, said, labeller="ann"))
    write_calibration(calibrate(labelled_run(run)), tmp_path / "calibration.json")
    return run, config


def of_picky(folder: Path | None = None, **more: Any) -> RunConfig:
    checks = {"use": [{"type": "picking:Picky", **more}], "judges": []}
    if folder:
        checks |= {"calibration": str(folder / "calibration.json"), "weights": "probability"}
    return RunConfig.model_validate({"checks": checks})


async def test_a_calibration_gives_probabilities_that_mask_and_weigh(
    calibrated: tuple[Path, RunConfig], tmp_path: Path
) -> None:
    run, config = calibrated
    report = await check_out([run], tmp_path / "out", config)
    found = checked(tmp_path / "out")
    first, last = found["t1"].turns
    assert (first.reason, first.label, first.weight) == ("calibration.wrong", "mistake", 0.0)
    assert first.probability_bad is not None and last.probability_bad is not None
    assert first.probability_bad > 0.5 > last.probability_bad
    assert last.train and last.weight == 1 - last.probability_bad and last.label == "recovery"
    assert (report.kept, report.masked) == (12, 12)
    trained = [one for row in found.values() for one in row.turns if one.train]
    assert report.wrong_expected == pytest.approx(sum(one.probability_bad or 0 for one in trained))
    with RunDir.view(run) as folder:  # the run itself decides the same
        decision = select(folder, config.checks)[1]
    assert decision.masked == {"m1": "calibration.wrong"}
    assert decision.weights == {"m3": last.weight}


async def test_a_calibration_of_other_checks_is_refused(
    calibrated: tuple[Path, RunConfig], tmp_path: Path
) -> None:
    run, config = calibrated
    with pytest.raises(DataError, match="another prompt or model"):
        await check_out([run], tmp_path / "out", of_picky(tmp_path, on=False))
    await check_out([run], tmp_path / "out", config)
    file = tmp_path / "calibration.json"
    file.write_bytes(file.read_bytes() + b"\n")
    with pytest.raises(RunError, match=r"calibration \(content\)"):
        await check_out([run], tmp_path / "out", config)


def test_weights_by_probability_want_a_calibration() -> None:
    with pytest.raises(ValueError, match="wants a calibration"):
        RunConfig.model_validate({"checks": {"weights": "probability"}})


async def test_each_bad_input_is_named_and_all_else_is_checked(tmp_path: Path) -> None:
    """No dialogue, no tool list, 50 MB in a row, several forms, labels of nothing: at once."""
    long = rows.kept("long")
    long["messages"][0]["content"] += " lorem ipsum" * (50_000_000 // 12)
    told = {"conversations": [{"from": "human", "value": "Hi"}, {"from": "gpt", "value": "Hello"}]}
    all_rows = [{"text": "none"}, rows.without_tools("bare"), long, rows.unread("odd"), told]
    path = rows.write(tmp_path / "data.jsonl", [*all_rows, rows.kept("last")])
    labels = tmp_path / "labels.jsonl"
    label = {"item": "nowhere", "message": "m1", "label": "wrong", "labelled_by": "ann"}
    labels.write_bytes(orjson.dumps(label) + b"\n")
    report = await check_out([path], tmp_path / "out", labels=labels)
    assert (report.rows, report.unread, report.kept, report.dropped) == (6, 2, 4, 0)
    assert report.unread_rows[0].startswith(f"{path}:1:") and "text" in report.unread_rows[0]
    assert report.unread_rows[1].startswith(
        f"{path}:4: not a dialogue: message 0: it has no 'role'"
    )
    assert report.left_out == {"known_tool": 1, "arguments": 1}
    assert report.labelled and report.labelled.not_there == ("row 'nowhere'",)
    assert [(one.id, one.keep) for one in read_checked(tmp_path / "out")][-1] == ("last", True)
