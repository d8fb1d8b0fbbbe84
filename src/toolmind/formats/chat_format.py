"""What the formats of trainers share: rows of the chat form, written and read back one by one."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import orjson

from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.forms import RowForm
from toolmind.errors import DataError
from toolmind.files import atomic_file
from toolmind.formats.base import ExportReport, KeptTrajectory
from toolmind.formats.chat import Arguments, ChatRow, Per, Reasoning, Shape, chat_rows
from toolmind.formats.numbers import too_long_a_number
from toolmind.formats.proof.rows import RenderedRow, template_messages
from toolmind.formats.readback import TaughtRow, compare, taught
from toolmind.formats.table import json_columns_as_text, read_table, write_table


class ChatFormat(ABC):
    """One file of rows, JSON lines or Parquet, each a trajectory or a turn that is learnt.

    Settings of all of them: `per` (a row is a ``trajectory``, or a ``turn`` that is learnt with
    what came before it), `reasoning` (``keep``, ``strip``, or that of the ``last`` turn of a row
    only), `arguments` (of calls: JSON ``text`` or ``object``), `system` (keep system prompts),
    `max_tokens` with `tokenizer` (a model's folder, its name on a hub, or a template: longer rows
    are left out and counted, none is cut).
    """

    name: str
    file: str
    form: RowForm
    """How the file is read back: the reader that `toolmind augment` and `audit` would use."""
    columns: Mapping[str, str] = {}
    """Of a Parquet file: its columns, as DuckDB declares them."""

    per: Per = "trajectory"
    arguments: Arguments = "text"
    has_mask: ClassVar[bool] = True
    """Whether a row says which turns are learnt; of a target without, it is the last one."""
    safe_ids: ClassVar[bool] = True
    as_they_stand: tuple[str, ...] = ()
    """The columns whose messages the trainer hands to the chat template as they are; of a trainer
    that reads its own way, none: it is proven with arguments as objects."""
    only: ClassVar[Mapping[str, str]] = {}
    """Settings that the target leaves no choice of, each with why."""

    def __init__(
        self,
        *,
        per: Per | None = None,
        reasoning: Reasoning = "keep",
        arguments: Arguments | None = None,
        system: bool = True,
        max_tokens: int | None = None,
        tokenizer: str = "",
    ) -> None:
        for key, given in (("per", per), ("arguments", arguments)):
            if given not in (None, getattr(type(self), key)) and key in self.only:
                raise ValueError(f"{key} is {getattr(type(self), key)}: {self.only[key]}")
        if (max_tokens is None) != (not tokenizer):
            raise ValueError("max_tokens and tokenizer are given together")
        self.per = per or self.per
        self.arguments = arguments or self.arguments
        self._shape = Shape(self.per, reasoning, system, self.safe_ids)
        self._max_tokens, self._tokenizer = max_tokens, tokenizer

    @abstractmethod
    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return a row as the target has it, for orjson."""

    def refuses(self, chat: ChatRow) -> str:
        """Return why the target cannot take a row, in words that are counted; else nothing."""
        return ""

    def meant(self, chat: ChatRow) -> ChatRow:
        """Return a row as it can be read back: without what the target cannot hold."""
        return chat

    def beside(self) -> Mapping[str, str]:
        """Return the texts of the files that the target needs beside the rows, by name."""
        return {}

    def dialogue(self, row: dict[str, Any]) -> Dialogue:
        """Return a row of the file as a dialogue.

        Raises:
            KeyError, TypeError, ValueError, AttributeError: it holds none.
        """
        read = self.form.dialogue(row)
        return read if self.has_mask else replace(read, learnt=frozenset((len(read.messages) - 1,)))

    def row_id(self, row: dict[str, Any]) -> str:
        """Return the id of a row of the file."""
        return str(row["id"] if "id" in row else row["metadata"]["id"])

    def export(self, rows: Iterable[KeptTrajectory], out_dir: Path) -> ExportReport:
        """Write the rows as a stream; see `Exporter.export`."""
        left_out = Counter[str]()
        counts = Counter[str]()

        def counted() -> Iterator[dict[str, Any]]:
            for chat in self.chats(rows, left_out):
                counts["rows"] += 1
                counts["turns"] += len(self.meant(chat).learnt)
                yield self.row(chat)

        self.write(out_dir / self.file, counted())
        beside = self.beside()
        for name, text in beside.items():
            with atomic_file(out_dir / name) as file:
                file.write(text.encode())
        return ExportReport(
            name=self.name,
            files=(self.file, *beside),
            rows=counts["rows"],
            trained_turns=counts["turns"],
            left_out=dict(left_out.most_common()),
        )

    def write(self, path: Path, rows: Iterable[dict[str, Any]]) -> None:
        """Write the file of the rows, whole or not at all."""
        lines = (
            orjson.dumps(json_columns_as_text(row, self.columns), option=orjson.OPT_APPEND_NEWLINE)
            for row in rows
        )
        if path.suffix == ".parquet":
            write_table(path, self.columns, lines)
        else:
            with atomic_file(path) as file:
                file.writelines(lines)

    def verify(self, out_dir: Path, rows: Iterable[KeptTrajectory]) -> int:
        """Read the file back, and hold every message against what was meant."""
        path = out_dir / self.file
        wanted = map(self.wanted, self.chats(rows, Counter()))
        return compare(path, self._found(path), wanted)

    def wanted(self, chat: ChatRow) -> TaughtRow:
        """Return what a row should teach, in so far as the target can hold it."""
        chat = self.meant(chat)
        tools = (tool.name for tool in chat.kept.tools)
        return taught(chat.id, tools, chat.messages, chat.learnt)

    def taught(self, row: dict[str, Any]) -> TaughtRow:
        """Return what a row of the file teaches.

        Raises:
            KeyError, TypeError, ValueError, AttributeError: the target would not take it.
        """
        read = self.dialogue(row)
        return taught(self.row_id(row), map(_tool_name, read.tools), read.messages, read.learnt)

    def rendered(self, out_dir: Path) -> Iterator[RenderedRow]:
        """Yield the rows of the file as a chat template is handed them."""
        for row in read_file(out_dir / self.file):
            read = self.dialogue(row)
            yield RenderedRow(
                id=self.row_id(row),
                messages=[message for column in self.as_they_stand for message in row[column]]
                or template_messages(read.messages),
                tools=self.template_tools(read),
                learnt=sorted(read.learnt),
                whole=self.per == "trajectory",
                options=row.get("chat_template_kwargs") or {},
            )

    def template_tools(self, read: Dialogue) -> Sequence[Any]:
        """Return the tools that the trainer hands to the chat template."""
        return read.tools

    def faults(self, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield (field, problem) for what the target would refuse in a row of the file."""
        return iter(())

    def chats(self, rows: Iterable[KeptTrajectory], left_out: Counter[str]) -> Iterator[ChatRow]:
        """Yield the rows; those that are left out are counted by the reason."""
        too_long = self._too_long()
        for kept in rows:
            for chat in self.rows_of(kept):
                reason = self.refuses(chat) if chat.learnt else "nothing in it is learnt"
                if not reason and self.arguments == "object":
                    reason = too_long_a_number(chat.messages)
                if reason := reason or (too_long(chat) if too_long else ""):
                    left_out[reason] += 1
                else:
                    yield chat

    def stored(self, path: Path) -> Iterator[dict[str, Any]]:
        """Yield the rows of the file as its target reads them."""
        return read_file(path)

    def rows_of(self, kept: KeptTrajectory) -> Iterable[ChatRow]:
        """Return the rows of a trajectory, those too that are left out after all."""
        return chat_rows(kept, self._shape)

    def _too_long(self) -> Callable[[ChatRow], str] | None:
        """Return what says why a row is too long; None where no length was asked for."""
        if not self._tokenizer:
            return None
        from toolmind.formats.proof.template import TemplateRefusal, load_template, row_length

        template, most = load_template(self._tokenizer), self._max_tokens or 0

        def reason(chat: ChatRow) -> str:
            try:
                tokens = row_length(template, chat)
            except TemplateRefusal:
                return f"the template of {template.short_name} refuses it"
            return "" if tokens <= most else f"longer than {most} tokens of {template.short_name}"

        return reason

    def _found(self, path: Path) -> Iterator[TaughtRow]:
        for number, row in enumerate(self.stored(path), 1):
            try:
                for field, problem in self.faults(row):
                    raise DataError(problem, file=str(path), row=number, field=field)
                yield self.taught(row)
            except (KeyError, TypeError, ValueError, AttributeError) as error:
                text = f"the target would not take the row: {type(error).__name__}: {error}"
                raise DataError(text, file=str(path), row=number) from error


def _tool_name(tool: Any) -> str:
    return str(tool.get("function", tool)["name"])


def read_file(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of a file as its target reads them."""
    if path.suffix == ".parquet":
        yield from read_table(path)
        return
    with path.open("rb") as file:
        for number, line in enumerate(file, 1):
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise DataError(f"not JSON: {error}", file=str(path), row=number) from error
