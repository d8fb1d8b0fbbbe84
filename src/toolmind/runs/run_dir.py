"""The run folder: the only code that knows its files.

config.json          the configuration and fingerprint of the run
tools.jsonl          the tools as used, with their sources and licences
graph.npz            the function graph of these tools
links.jsonl          what a model says of its links; only if it was asked
scenarios.jsonl      one line an item, in the order of completion; see `parts`
trajectories.jsonl
verdicts.jsonl
decisions.jsonl      what became of each trajectory: kept, its masked turns, or why it was dropped
rejected.jsonl       items that failed, with stage and reason
notes.json           what the run does otherwise than it was asked to; only if it does
stats.json           counts of the last run
usage.json           what all starts consumed of models, and the faults that they met
export/<format>/     the data sets
replies.db           the cache of model replies; only with a real endpoint
embeddings.db        vectors of the tools' texts; only with an embedder other than the static one
run.lock             held by the process that works on the folder
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
import orjson

from toolmind import __version__
from toolmind.errors import RunError
from toolmind.files import atomic_file, atomic_path, require_writable
from toolmind.models.cost import Account
from toolmind.records import Decision, Record, Scenario, Tool, Trajectory, Usage, Verdict
from toolmind.runs.append_log import AppendLog
from toolmind.runs.fingerprint import differences
from toolmind.runs.lock import acquire, make
from toolmind.tools.lean import LeanTools

T = TypeVar("T")

DECISIONS = "decisions.jsonl"
_PARTS = ("scenarios", "trajectories", "verdicts", "rejected")


class Rejection(Record, frozen=True):
    """An item that came to nothing: at which stage, why, and what it was in words."""

    stage: str
    code: str
    explanation: str = ""


_OF_OTHERS = ("model.", "environment.")
"""How the codes of failures begin that are no item's own: an endpoint did not answer, the server
behind the tools is gone. The next start owes such items again."""


class Finished(Record, frozen=True):
    """An item that was played and checked."""

    scenario: Scenario
    trajectory: Trajectory


class _Start(Record, frozen=True):
    """What `config.json` holds."""

    toolmind: str
    config: dict[str, Any]
    fingerprint: dict[str, Any]


class RunDir:
    """An open run folder. Use as a context manager: it holds the folder's lock meanwhile."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock: int | None = None

    def open(self, fingerprint: dict[str, Any], config: dict[str, Any], *, fresh: bool) -> None:
        """Lock the folder, make it or check that it is of the same configuration, open its parts.

        Raises:
            RunError: the folder cannot be written, is in use, or is of another configuration.
        """
        make(self.path)
        self._lock = acquire(self.path)
        if fresh:
            self._clear()
        self._settle(fingerprint, config)
        self._open_parts(look_only=False)
        for index in list(self.rejected):
            if self.rejected.read(index).code.startswith(_OF_OTHERS):
                self.rejected.forget(index)

    @classmethod
    def amend(cls, path: Path) -> RunDir:
        """Open a run folder to do a stage of it again, whatever its configuration is.

        Raises:
            RunError: it is not a run folder, or not a whole one; it is in use by another process.
        """
        folder = cls.view(path, lock=True)
        folder._close_parts()
        folder._open_parts(look_only=False)
        return folder

    def would_open(self, fingerprint: dict[str, Any], *, fresh: bool) -> None:
        """Do nothing if `open` would not be refused; no file is made or changed.

        Raises:
            RunError: the folder cannot be made or written, or is of another configuration.
        """
        require_writable(self.path / "config.json", "Choose another folder with --out")
        if not fresh:
            self._refuse_another(fingerprint)

    @classmethod
    def view(cls, path: Path, *, lock: bool = False) -> RunDir:
        """Open a run folder to look at; another process may be at work on it, but for a `lock`.

        Raises:
            RunError: it is not a run folder, or not a whole one; it is in use by another process.
        """
        folder = cls(path)
        if not (path / "config.json").is_file():
            raise RunError(f"{path}: not a run folder (it has no config.json)")
        files = ("tools.jsonl", *(f"{part}.jsonl" for part in _PARTS))
        if missing := [name for name in files if not (path / name).is_file()]:
            raise RunError(f"{path}: not a whole run folder: {missing[0]} is missing. Copy it, too")
        if lock:
            make(path)
            folder._lock = acquire(path)
        try:
            folder._open_parts(look_only=True)
        except RunError:
            folder.close()
            raise
        return folder

    def _open_parts(self, *, look_only: bool) -> None:
        def part(name: str, kind: type[T]) -> AppendLog[T]:
            return AppendLog(self.path / f"{name}.jsonl", kind, look_only=look_only)

        self.scenarios = part("scenarios", Scenario)
        self.trajectories = part("trajectories", Trajectory)
        self.verdicts = part("verdicts", tuple[Verdict, ...])
        self.rejected = part("rejected", Rejection)
        for index in self.verdicts:
            self.rejected.forget(index)  # it failed for an endpoint's sake, and then did not

    def write_decisions(self, decisions: Mapping[int, Decision]) -> None:
        """Write what became of the items, by index; they replace the earlier ones.

        Raises:
            RunError: there is no room.
        """
        with atomic_path(self.path / DECISIONS) as temporary:
            part = AppendLog(temporary, Decision)
            try:
                for index, decision in decisions.items():
                    part.append(index, decision)
            finally:
                part.close()

    def decisions(self) -> dict[int, Decision]:
        """Return the decisions of the last selection by item index; empty before the first."""
        file = self.path / DECISIONS
        if not file.exists():
            return {}
        part = AppendLog(file, Decision, look_only=True)
        try:
            return {index: part.read(index) for index in part}
        finally:
            part.close()

    def finished(self) -> Iterator[Finished]:
        """Yield all items that were played and checked, in order of index."""
        for index in self.verdicts:
            yield Finished(
                scenario=self.scenarios.read(index), trajectory=self.trajectories.read(index)
            )

    def read_tools(self) -> Mapping[str, Tool]:
        """Return the run's tools by id, as they were shown to models.

        Raises:
            RunError: `config.json` is damaged.
        """
        lines = (self.path / "tools.jsonl").read_bytes()
        stored = {tool.id: tool for tool in msgspec.json.Decoder(Tool).decode_lines(lines)}
        lean = self.read_config().get("tools", {}).get("lean", False)  # augmented data have none
        return LeanTools(stored) if lean else stored

    def read_config(self) -> dict[str, Any]:
        """Return the run's configuration as plain values.

        Raises:
            RunError: `config.json` is damaged.
        """
        return self._started().config

    def read_fingerprint(self) -> dict[str, Any]:
        """Return what the run's results depend on, by readable key.

        Raises:
            RunError: `config.json` is damaged.
        """
        return self._started().fingerprint

    def read_version(self) -> str:
        """Return the version of ToolMind that made the run.

        Raises:
            RunError: `config.json` is damaged.
        """
        return self._started().toolmind

    def write_start(self, config: dict[str, Any], fingerprint: dict[str, Any]) -> None:
        """Note of what configuration the folder is.

        Raises:
            RunError: there is no room.
        """
        started = _Start(toolmind=__version__, config=config, fingerprint=fingerprint)
        self.write_json("config.json", msgspec.to_builtins(started))

    def _started(self) -> _Start:
        remedy = "Copy it again, or start over with --fresh"
        return _decoded(self.path / "config.json", _Start, remedy)

    def _settle(self, fingerprint: dict[str, Any], config: dict[str, Any]) -> None:
        """Note of what configuration the folder is, unless it is of another."""
        self._refuse_another(fingerprint)
        if self._changed(fingerprint):  # what a start left that made nothing is not in the way
            self._clear("usage")
        self.write_start(config, fingerprint)

    def _refuse_another(self, fingerprint: dict[str, Any]) -> None:
        if not self._holds_results():
            return
        if not (self.path / "config.json").exists():
            raise RunError(f"{self.path}: holds results but no config.json; choose another folder")
        if changed := self._changed(fingerprint):
            raise RunError(
                f"{self.path}: holds a run of another configuration:\n  "
                + "\n  ".join(changed)
                + "\nChoose another folder with --out, or start over with --fresh"
            )

    def _changed(self, fingerprint: dict[str, Any]) -> list[str]:
        """Return how the folder's configuration differs; not at all, where it has none yet."""
        if not (self.path / "config.json").exists():
            return []
        return differences(self._started().fingerprint, orjson.loads(orjson.dumps(fingerprint)))

    def _holds_results(self) -> bool:
        """Tell whether anything was made here that another configuration would make otherwise."""
        files = (self.path / f"{name}.jsonl" for name in (*_PARTS, "links"))
        return any(file.exists() and file.stat().st_size for file in files)

    def _clear(self, *kept: str) -> None:
        """Remove the results, and nothing that is not ours."""
        for name in {"config", "stats", "usage", "notes"}.difference(kept):
            (self.path / f"{name}.json").unlink(missing_ok=True)
        for part in (*_PARTS, "tools", "links", "decisions"):
            (self.path / f"{part}.jsonl").unlink(missing_ok=True)
        (self.path / "graph.npz").unlink(missing_ok=True)

    def write_tools(self, tools: Sequence[Tool]) -> None:
        """Write the tools as used, once."""
        file = self.path / "tools.jsonl"
        if not file.exists():
            self._replace("tools.jsonl", msgspec.json.Encoder().encode_lines(tools))

    def write_notes(self, notes: Sequence[str]) -> None:
        """Write what the run does otherwise than it was asked to; nothing leaves no file."""
        if notes:
            self.write_json("notes.json", list(notes))
        else:
            (self.path / "notes.json").unlink(missing_ok=True)

    def notes(self) -> list[str]:
        """Return what `write_notes` wrote."""
        file = self.path / "notes.json"
        return msgspec.json.decode(file.read_bytes(), type=list[str]) if file.exists() else []

    def write_json(self, name: str, value: Any) -> None:
        """Write a small JSON file whole or not at all.

        Raises:
            RunError: there is no room.
        """
        self._replace(name, orjson.dumps(value, option=orjson.OPT_INDENT_2))

    def _replace(self, name: str, data: bytes) -> None:
        with atomic_file(self.path / name) as file:
            file.write(data)

    @property
    def links(self) -> Path:
        """The file of a model's verdicts on the links of the graph."""
        return self.path / "links.jsonl"

    @property
    def export(self) -> Path:
        """The folder of the exported data sets, one folder a format."""
        return self.path / "export"

    def account(self) -> Account:
        """Return what all starts of the run consumed and met.

        Raises:
            RunError: the file of it is damaged.
        """
        file = self.path / "usage.json"
        if not file.exists():
            return Account()
        return _decoded(file, Account, "Delete it: no result is lost, only these counts")

    def write_account(self, account: Account) -> None:
        """Note what all starts of the run consumed and met so far.

        Raises:
            RunError: there is no room.
        """
        # Not forced to the disk, as it is written every second: it outlives the process anyway.
        with atomic_path(self.path / "usage.json") as temporary:
            temporary.write_bytes(msgspec.json.encode(account))

    def usage(self) -> dict[str, Usage]:
        """Return what all starts of the run consumed so far, by role."""
        return self.account().by_role()

    def owed(self, count: int) -> Iterator[int]:
        """Yield the items below `count` that are neither finished nor failed."""
        return (i for i in range(count) if i not in self.verdicts and i not in self.rejected)

    def _close_parts(self) -> None:
        for part in _PARTS:
            if (opened := self.__dict__.pop(part, None)) is not None:
                opened.close()

    def close(self) -> None:
        """Close the files and let go of the lock."""
        self._close_parts()
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None

    def __enter__(self) -> RunDir:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()


def _decoded(file: Path, kind: type[T], remedy: str) -> T:
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except msgspec.MsgspecError as error:
        raise RunError(f"{file}: damaged ({error}). {remedy}") from None
