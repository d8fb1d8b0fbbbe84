"""TRL, tokenised before it: `input_ids`, and `labels` that are -100 outside the kept turns.

TRL's `SFTTrainer` takes a data set with `input_ids` as it is and learns by its `labels`: no
template has a say any more, and any mask is exact; `weights` are for a trainer that multiplies the
loss of a token by them, as `toolmind train` does. Each row is proven as it is written
(see `toolmind.formats.proof`); one that the template does not render as it was meant is left out,
counted by what is wrong. A row holds for the tokenizer that made it, and TRL cuts what is
longer than its `max_length` (1,024 unless you set it).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from toolmind.errors import ConfigError
from toolmind.formats.base import lineage
from toolmind.formats.chat import ChatRow, Per, Reasoning, tools_json
from toolmind.formats.chat_format import ChatFormat
from toolmind.formats.proof.proof import Mismatch
from toolmind.formats.proof.rows import RenderedRow, template_messages
from toolmind.formats.proof.template import ChatTemplate, load_template
from toolmind.formats.proof.tokens import IGNORED, TokenRow, token_row
from toolmind.formats.readback import TaughtRow
from toolmind.formats.token_table import COLUMNS, write_token_table


class TRLTokensExporter(ChatFormat):
    """Writes `tokens.parquet`: `input_ids`, `labels` and `weights`, by a model's own tokenizer.

    `tokenizer` is a model's folder or its name on a hub, with its chat template. Rows over
    `max_tokens` are left out and counted.
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

    def row(self, chat: ChatRow) -> dict[str, Any]:
        """Return the row."""
        made = self._made(chat)
        assert isinstance(made, TokenRow)
        return {**lineage(chat.kept), "id": chat.id} | made._asdict()

    def write(self, path: Path, rows: Iterable[dict[str, Any]]) -> None:
        """Write the file."""
        write_token_table(path, rows)

    def refuses(self, chat: ChatRow) -> str:
        """Return what is wrong with the row as the template renders it, or that it is too long."""
        made = self._made(chat)
        name = self._template().short_name
        if isinstance(made, Mismatch):
            return f"{made.kind}, by the template of {name}"
        if self._most is not None and len(made.input_ids) > self._most:
            return f"longer than {self._most} tokens of {name}"
        return ""

    def wanted(self, chat: ChatRow) -> TaughtRow:
        """Return the tokens of a row, and which are under loss."""
        return self.taught(self.row(chat))

    def taught(self, row: dict[str, Any]) -> TaughtRow:
        """Return the same of a row of the file."""
        said = orjson.dumps(row["input_ids"]).decode()
        learnt = [at for at, label in enumerate(row["labels"]) if label != IGNORED]
        return TaughtRow(row["id"], (), (("", said, "", (), -1),), tuple(learnt))

    def faults(self, row: dict[str, Any]) -> Iterator[tuple[str, str]]:
        """Yield where a label is not its token's."""
        for column in ("labels", "weights"):
            if len(row["input_ids"]) != len(row[column]):
                yield column, f"are {len(row[column])}, of {len(row['input_ids'])} tokens"
        columns = row["input_ids"], row["labels"], row["weights"]
        meant = [
            token if weight > 0 else IGNORED for token, _, weight in zip(*columns, strict=False)
        ]
        if meant == row["labels"]:
            return
        for at, (token, label, weight) in enumerate(zip(*columns, strict=False)):
            if label not in (IGNORED, token):
                yield f"labels[{at}]", f"is {label}, of the token {token}"
            if (weight > 0) != (label != IGNORED):
                yield f"weights[{at}]", f"is {weight:g}, of the label {label}"

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

    def _as_rendered(self, chat: ChatRow) -> RenderedRow:
        by_turn = self.per == "turn"
        return RenderedRow(
            id=chat.id,
            messages=template_messages(chat.messages),
            tools=orjson.loads(tools_json(chat.kept)),
            learnt=chat.learnt,
            whole=not by_turn,
            options={"enable_thinking": bool(chat.messages[-1].reasoning)} if by_turn else {},
            weights=[chat.messages[at].weight for at in chat.learnt],
        )

    def _template(self) -> ChatTemplate:
        """Return the template, with its tokenizer.

        Raises:
            ConfigError, DataError: see `load_template`; or it has no tokenizer.
        """
        if self._loaded is None:
            loaded = load_template(self._by)
            if loaded.ids is None:
                raise ConfigError(
                    f"{self.name}: {self._by} has no tokenizer: name a model's folder"
                )
            self._loaded = loaded
        return self._loaded
