"""The run folder: whose it is, what it holds, and what may not be done to it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from dialogues import GOOD, TOOLS
from run_folders import FINGERPRINT, opened, written
from toolmind import __version__
from toolmind.errors import RunError
from toolmind.models.cost import Account, Consumed
from toolmind.records import Decision, Usage
from toolmind.runs.run_dir import Rejection, RunDir

DIALOGUES = {2: GOOD, 0: GOOD}


def test_what_was_written_is_there_when_the_same_run_is_opened_again(tmp_path: Path) -> None:
    written(tmp_path / "run", DIALOGUES, failed={1: Rejection(stage="simulate", code="user.x")})
    with opened(tmp_path / "run") as folder:
        assert [item.trajectory.index for item in folder.finished()] == [0, 2]
        assert [item.scenario.id for item in folder.finished()] == ["s0", "s2"]
        assert folder.rejected.read(1).code == "user.x"
        assert list(folder.owed(6)) == [3, 4, 5]
        assert list(folder.owed(2)) == []
        assert folder.read_tools() == {tool.id: tool for tool in TOOLS.values()}
        assert folder.read_config() == {"count": 2}
    assert f'"{__version__}"' in (tmp_path / "run" / "config.json").read_text()


def test_another_configuration_is_refused_by_the_changed_keys(tmp_path: Path) -> None:
    written(tmp_path)
    with pytest.raises(RunError) as refused:
        opened(tmp_path, seed=1, colour="red")
    lines = str(refused.value).splitlines()
    assert lines[0] == f"{tmp_path}: holds a run of another configuration:"
    assert lines[1:3] == ["  colour: None → 'red'", "  seed: 0 → 1"]
    assert "--fresh" in lines[3]


def test_fresh_takes_away_the_results_and_nothing_that_is_not_ours(tmp_path: Path) -> None:
    written(tmp_path, DIALOGUES, {0: Decision(keep=True)})
    (tmp_path / "notes.txt").write_text("mine")
    with opened(tmp_path, fresh=True, seed=1) as folder:
        assert list(folder.finished()) == []
        assert folder.decisions() == {}
        assert list(folder.owed(3)) == [0, 1, 2]
    assert (tmp_path / "notes.txt").read_text() == "mine"
    assert not (tmp_path / "tools.jsonl").exists()
    opened(tmp_path, seed=1).close()


def test_a_folder_in_use_is_refused_with_the_process_and_free_afterwards(tmp_path: Path) -> None:
    holds = (
        "import sys; from pathlib import Path; from toolmind.runs.run_dir import RunDir\n"
        "folder = RunDir(Path(sys.argv[1])); folder.open({}, {}, fresh=False)\n"
        "print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", holds, str(tmp_path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with holder:
        assert holder.stdout and holder.stdout.readline() == "held\n"
        with pytest.raises(RunError, match=rf"in use by another process \(id {holder.pid}\)"):
            opened(tmp_path)
        holder.kill()
    with RunDir(tmp_path) as folder:
        folder.open({}, {}, fresh=False)


def test_results_without_their_configuration_are_nobodys_to_go_on_with(tmp_path: Path) -> None:
    (tmp_path / "verdicts.jsonl").write_text("{}\n")
    with (
        pytest.raises(RunError, match=r"results but no config\.json"),
        RunDir(tmp_path) as folder,
    ):
        folder.open({}, {}, fresh=False)


@pytest.mark.parametrize("damage", [b"", b"{", b"[]", b'{"config": {}}'])
def test_a_damaged_configuration_is_named(tmp_path: Path, damage: bytes) -> None:
    written(tmp_path)
    (tmp_path / "config.json").write_bytes(damage)
    with pytest.raises(RunError, match=r"config\.json: damaged .*--fresh"), RunDir(tmp_path) as one:
        one.open(FINGERPRINT, {}, fresh=False)
    with (
        pytest.raises(RunError, match=r"config\.json: damaged"),
        RunDir.view(tmp_path) as folder,
    ):
        folder.read_config()
    with opened(tmp_path, fresh=True) as folder:
        assert folder.read_config() == {"count": 2}


def test_a_folder_that_cannot_be_made_is_told_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for path in (tmp_path / "file", tmp_path / "file" / "run"):
        with pytest.raises(RunError, match=f"^{path}: cannot be made: "):
            opened(path)


def test_only_a_whole_run_folder_is_looked_at(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"not a run folder \(it has no config\.json\)"):
        RunDir.view(tmp_path)
    written(tmp_path)
    (tmp_path / "verdicts.jsonl").unlink()
    with pytest.raises(RunError, match=r"verdicts\.jsonl is missing"):
        RunDir.view(tmp_path)


def test_one_may_look_on_while_a_run_is_at_work_but_not_lock(tmp_path: Path) -> None:
    written(tmp_path)
    with opened(tmp_path):
        with RunDir.view(tmp_path) as seen:
            assert [item.trajectory.id for item in seen.finished()] == ["t0"]
        with pytest.raises(RunError, match="in use by another process"):
            RunDir.view(tmp_path, lock=True)
    with RunDir.view(tmp_path, lock=True), pytest.raises(RunError, match="in use"):
        opened(tmp_path)


def test_a_folder_that_cannot_be_looked_at_is_let_go_of(tmp_path: Path) -> None:
    written(tmp_path)
    whole = (tmp_path / "rejected.jsonl").read_bytes()
    (tmp_path / "rejected.jsonl").write_bytes(b"garbage\n")
    with pytest.raises(RunError, match=r"rejected\.jsonl: byte 0: a line is damaged"):
        RunDir.view(tmp_path, lock=True)
    (tmp_path / "rejected.jsonl").write_bytes(whole)
    with opened(tmp_path) as folder:
        assert len(folder.verdicts) == 1


def test_decisions_are_those_of_the_last_selection(tmp_path: Path) -> None:
    written(tmp_path, DIALOGUES)
    with opened(tmp_path) as folder:
        assert folder.decisions() == {}
        folder.write_decisions({0: Decision(keep=True), 2: Decision(keep=True)})
        dropped = Decision(keep=False, reasons=("role_order.cut_short",))
        folder.write_decisions({0: dropped})
        assert folder.decisions() == {0: dropped}


USED = Usage(requests=1, prompt_tokens=10, completion_tokens=2, cost=0.5)
ACCOUNT = Account(
    consumed=(
        Consumed(role="judge", endpoint="a", usage=USED, cached=3),
        Consumed(role="judge", endpoint="b", usage=USED),
        Consumed(role="user", endpoint="a", usage=USED),
    ),
    faults={"a": {"model.http_503": 2}},
)


def test_what_all_starts_consumed_and_met_is_there_for_the_next(tmp_path: Path) -> None:
    written(tmp_path, DIALOGUES)
    with opened(tmp_path) as folder:
        folder.write_account(ACCOUNT)
    with RunDir.view(tmp_path) as seen:
        assert seen.account() == ACCOUNT
        assert seen.usage() == {"judge": USED + USED, "user": USED}
    with opened(tmp_path, fresh=True) as folder:
        assert folder.account() == Account()


def test_damaged_counts_are_named_with_what_to_do(tmp_path: Path) -> None:
    written(tmp_path)
    (tmp_path / "usage.json").write_text("{")
    with RunDir.view(tmp_path) as seen, pytest.raises(RunError, match=r"usage\.json: .*Delete it"):
        seen.usage()


def test_a_folder_in_which_nothing_was_made_takes_another_configuration(tmp_path: Path) -> None:
    with opened(tmp_path) as folder:
        folder.write_tools(list(TOOLS.values()))
        folder.write_account(ACCOUNT)
    with opened(tmp_path, seed=1) as folder:
        assert not (tmp_path / "tools.jsonl").exists()
        assert folder.account() == ACCOUNT  # paid is paid
        folder.links.write_text("a verdict that was paid for\n")
    with pytest.raises(RunError, match="seed: 1 → 2"):
        opened(tmp_path, seed=2)


def test_what_would_be_refused_is_told_without_a_trace(tmp_path: Path) -> None:
    new = tmp_path / "a" / "run"
    RunDir(new).would_open(FINGERPRINT, fresh=False)
    assert not new.parent.exists()
    run = written(tmp_path / "run")
    before = {file.name: file.read_bytes() for file in run.iterdir()}
    RunDir(run).would_open(FINGERPRINT, fresh=False)
    RunDir(run).would_open({"seed": 1}, fresh=True)
    with pytest.raises(RunError, match="seed: 0 → 1"):
        RunDir(run).would_open(FINGERPRINT | {"seed": 1}, fresh=False)
    with pytest.raises(RunError, match=r"is no folder.*--out"):
        RunDir(run / "config.json" / "below").would_open(FINGERPRINT, fresh=False)
    assert {file.name: file.read_bytes() for file in run.iterdir()} == before


def test_tools_are_written_once_as_the_run_began(tmp_path: Path) -> None:
    written(tmp_path)
    with opened(tmp_path) as folder:
        folder.write_tools([])
        assert len(folder.read_tools()) == len(TOOLS)


def test_items_that_failed_for_an_endpoints_sake_are_owed_again(tmp_path: Path) -> None:
    failed = {
        1: Rejection(stage="simulate", code="reply.empty"),
        2: Rejection(stage="simulate", code="model.http_503"),
        3: Rejection(stage="scenario", code="model.timeout"),
    }
    written(tmp_path, {0: GOOD}, failed=failed)
    with RunDir.view(tmp_path) as folder:
        assert list(folder.rejected) == [1, 2, 3]
    with opened(tmp_path) as folder:
        assert list(folder.owed(5)) == [2, 3, 4]
        folder.verdicts.append(2, ())
        folder.rejected.append(3, Rejection(stage="simulate", code="reply.empty"))
    with RunDir.view(tmp_path) as folder:
        assert list(folder.rejected) == [1, 3]
    with opened(tmp_path) as folder:
        assert list(folder.owed(5)) == [4]


def files(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.json*")}


def test_whether_it_would_open_is_told_and_nothing_is_made_or_changed(tmp_path: Path) -> None:
    run = written(tmp_path / "run")
    before = files(tmp_path)
    RunDir(run).would_open(FINGERPRINT, fresh=False)
    RunDir(run).would_open(FINGERPRINT | {"seed": 1}, fresh=True)
    with pytest.raises(RunError, match="seed: 0 → 1"):
        RunDir(run).would_open(FINGERPRINT | {"seed": 1}, fresh=False)
    RunDir(tmp_path / "new" / "run").would_open(FINGERPRINT, fresh=False)
    (tmp_path / "file").touch()
    with pytest.raises(RunError, match="--out"):
        RunDir(tmp_path / "file" / "run").would_open(FINGERPRINT, fresh=False)
    assert files(tmp_path) == before
    assert not (tmp_path / "new").exists()


def test_a_start_that_made_nothing_is_in_nobodys_way(tmp_path: Path) -> None:
    opened(tmp_path).close()
    with opened(tmp_path, seed=1) as folder:
        folder.rejected.append(0, Rejection(stage="scenario", code="x"))
    with pytest.raises(RunError, match="seed: 1 → 2"):
        opened(tmp_path, seed=2)


def test_notes_are_those_of_the_last_start(tmp_path: Path) -> None:
    with opened(tmp_path) as folder:
        assert folder.notes() == []
        folder.write_notes(["temperature is left out", "seed, too"])
        assert folder.notes() == ["temperature is left out", "seed, too"]
        folder.write_notes([])
        assert folder.notes() == []
    assert not (tmp_path / "notes.json").exists()
