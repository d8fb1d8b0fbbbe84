"""TRL, tokenised before it: `input_ids`, and `labels` that are -100 outside the kept turns.

TRL's `SFTTrainer` takes a data set with `input_ids` as it is and learns by its `labels`: no
template has a say any more, and any mask is exact; `weights` are for a trainer that multiplies the
loss of a token by them, as `toolmind train` does. Each row is proven as it is written
(see `toolmind.formats.proof`); one that the template does not render as it was meant is left out,
counted by what is wrong. A row holds for the tokenizer that made it, and TRL cuts what is
longer than its `max_length` (1,024 unless you set it).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import xxhash

from toolmind.errors import ConfigError
from toolmind.formats.base import ExportReport, KeptTrajectory, lineage
from toolmind.formats.chat import ChatRow, Per, Reasoning
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.proof.proof import Mismatch
from toolmind.formats.proof.rows import RenderedRow, ShownTool, template_messages
from toolmind.formats.proof.template import ChatTemplate, load_template
from toolmind.formats.proof.tokens import IGNORED, TokenRow, token_row
from toolmind.formats.readback import TaughtRow
from toolmind.formats.token_table import COLUMNS, read_token_table, write_token_table
from toolmind.models.client.wire import encode_tools
from toolmind.records import Tool

_NUMBERS = ("input_ids", "labels", "weights")


class TRLTokensExporter(ChatFormat):
    """Writes `tokens.parquet`: `input_ids`, `labels` and `weights`, by a model's own tokenizer.

    `tokenizer` is a model's folder or its name on a hub, with its chat template. Rows over
    `max_tokens` are left out and counted. What is read back of its own file is held against the
    digests of the rows that were proven; no row is tokenised twice.
    """

    name = "trl_tokens"
    file = "tokens.parquet"
    columns = COLUMNS
    per = "turn"
    arguments = "object"

    def __init__(
        self,
        *,
        tokenizer: str,
        max_tokens: int | None = None,
        per: Per = "turn",
        reasoning: Reasoning = "keep",
        system: bool = True,
    ) -> None:
        super().__init__(per=per, reasoning=reasoning, system=system)
        self._most, self._by = max_tokens, tokenizer
        self._loaded: ChatTemplate | None = None
        self._last: tuple[ChatRow, TokenRow | Mismatch] | None = None
        self._offer: tuple[tuple[Tool, ...], list[ShownTool]] | None = None
        self._noted: dict[str, int] = {}
        self._proven: dict[str, int] = {}

    def export(self, rows: Iterable[KeptTrajectory], out_dir: Path) -> ExportReport:
        """Write the rows, and note of each which tokens were proven."""
        self._proven, self._noted = {}, {}
        report = super().export(rows, out_dir)
        self._proven, self._noted = self._noted, {}
        return report

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row, its numbers as NumPy arrays."""
        made = self._made(chat)
        assert isinstance(made, TokenRow)
        return {**lineage(chat.kept), "id": chat.id} | made._asdict()

    def write(self, path: Path, rows: Iterable[dict[str, Any]]) -> None:
        """Write the file."""
        write_token_table(path, map(self._note, rows))

    def stored(self, path: Path) -> Iterator[dict[str, Any]]:
        """Yield the rows of the file, their numbers as NumPy arrays."""
        return read_token_table(path)

    def refuses(self, chat: ChatRow) -> str:
        """Return what is wrong with the row as the template renders it, or that it is too long."""
        if self._proven.get(chat.id):
            return ""
        made = self._made(chat)
        name = self._template().short_name
        if isinstance(made, Mismatch):
            return f"{made.kind}, by the template of {name}"
        if self._most is not None and len(made.input_ids) > self._most:
            return f"longer than {self._most} tokens of {name}"
        return ""

    def wanted(self, chat: ChatRow) -> TaughtRow:
        """Return the tokens of a row, and which are under loss: those that were proven."""
        digest = self._proven.get(chat.id) or _digest(self.row(chat))
        return _taught(chat.id, digest)

    def taught(self, row: dict[str, Any]) -> TaughtRow:
        """Return the same of a row of the file."""
        return _taught(row["id"], _digest(row))

    def faults(self, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield where a label is not its token's."""
        tokens, labels, weights = (np.asarray(row[column]) for column in _NUMBERS)
        for column, found in (("labels", labels), ("weights", weights)):
            if len(tokens) != len(found):
                yield column, f"are {len(found)}, of {len(tokens)} tokens"
                return
        wrong = (labels != IGNORED) & (labels != tokens)
        for at in np.flatnonzero(wrong | ((weights > 0) != (labels != IGNORED))):
            if wrong[at]:
                yield f"labels[{at}]", f"is {labels[at]}, of the token {tokens[at]}"
            if (weights[at] > 0) != (labels[at] != IGNORED):
                yield f"weights[{at}]", f"is {weights[at]:g}, of the label {labels[at]}"

    def rendered(self, out_dir: Path) -> Iterator[RenderedRow]:
        """Refuse: no template renders tokens.

        Raises:
            ConfigError: always.
        """
        raise ConfigError(f"{self.name}: each row was proven by its own template when it was made")

    def _made(self, chat: ChatRow) -> TokenRow | Mismatch:
        """Return the row as tokens; the last one is held, for it is asked for more than once."""
        if self._last is None or self._last[0] is not chat:
            self._last = chat, token_row(self._template(), self._as_rendered(chat))
        return self._last[1]

    def _note(self, row: dict[str, Any]) -> dict[str, Any]:
        """Note which tokens a row has; of two rows of one id that differ, nothing is known."""
        digest = _digest(row)
        if self._noted.setdefault(row["id"], digest) != digest:
            self._noted[row["id"]] = 0
        return row

    def _as_rendered(self, chat: ChatRow) -> RenderedRow:
        by_turn = self.per == "turn"
        return RenderedRow(
            id=chat.id,
            messages=template_messages(chat.messages),
            tools=self._shown(chat.kept.tools),
            learnt=chat.learnt,
            whole=not by_turn,
            options={"enable_thinking": bool(chat.messages[-1].reasoning)} if by_turn else {},
            weights=[chat.messages[at].weight for at in chat.learnt],
        )

    def _shown(self, tools: tuple[Tool, ...]) -> Sequence[ShownTool]:
        """Return tools as a template is shown them; the last ones are held, as rows share them."""
        if self._offer is None or self._offer[0] is not tools:
            self._offer = tools, list(map(ShownTool, orjson.loads(encode_tools(tools))))
        return self._offer[1]

    def _template(self) -> ChatTemplate:
        """Return the template, with its tokenizer.

        Raises:
            ConfigError, DataError: see `load_template`; or it has no tokenizer.
        """
        if self._loaded is None:
            loaded = load_template(self._by)
            if not loaded.has_tokenizer:
                raise ConfigError(
                    f"{self.name}: {self._by} has no tokenizer: name a model's folder"
                )
            self._loaded = loaded
        return self._loaded


def _digest(row: dict[str, Any]) -> int:
    """Return a number for the numbers of a row: of 64 bits, and not 0."""
    digest = xxhash.xxh3_64()
    for column, kind in zip(_NUMBERS, (np.int32, np.int32, np.float64), strict=True):
        digest.update(np.ascontiguousarray(row[column], kind).data)
    return digest.intdigest() or 1


def _taught(name: str, digest: int) -> TaughtRow:
    return TaughtRow(name, (), (("", f"tokens of digest {digest:016x}", "", (), -1),), ())
