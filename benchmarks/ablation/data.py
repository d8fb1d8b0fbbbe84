"""The data of the ablation: gold dialogues, the same with faults at known places, rows of each arm.

Everything follows from the seeds here; what is there already is not made again.
"""

from __future__ import annotations

import asyncio
import dataclasses
import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

import msgspec
from msgspec.structs import replace

from toolmind.config import PluginConfig, load_config
from toolmind.formats.base import KeptTrajectory
from toolmind.formats.trl_tokens import TRLTokensExporter
from toolmind.pipeline.check_out import check_out
from toolmind.pipeline.export import export_run
from toolmind.pipeline.plant import labels_beside, plant_faults
from toolmind.pipeline.run import run
from toolmind.pipeline.subjects import Source, Subject
from toolmind.records import Decision, Message
from toolmind.records.label import Label
from toolmind.runs.checked import CheckedRow, read_checked
from toolmind.training.tokenizer import TEMPLATE, run_texts, write_tokenizer

HERE = Path(__file__).parent
PANEL = "panel"
"""The arm that judges decide, who are asked for with `--panel`."""

SHARE = 0.7
"""Of the dialogues, how many have a fault."""

DECIDING = ("wrong_tool", "unknown_tool", "premature_answer", "repeated_call")
FILLING = (
    "dropped_argument",
    "undeclared_argument",
    "wrong_type",
    "swapped_arguments",
    "invented_identifier",
    "invented_date",
    "invented_number",
    "invented_text",
    "off_by_one",
    "placeholder",
)
"""Kinds of faults that change what is measured: call or not and which tool; arguments. A fault is
drawn from either group by even chance."""

KINDS = "{single: 3, parallel: 1, multi_step: 1, missing_parameter: 2, no_tool: 1}"
"""Kinds whose right answer does not hang on a system prompt, which rows here do without."""

VOCABULARY = 1200
LONGEST = 256
"""Tokens of a dialogue; longer ones are in no arm, and not in the held-out ones."""

SHORT_TOOLS = (
    "'\\n' + tool.function.name + '(' + (tool.function.parameters.properties | join(', ')) + ')'"
)
"""In the prompt, names of tools and of their parameters: schemas would be most of the tokens."""


@dataclass(frozen=True)
class Row:
    """A dialogue of the training data; `bad` is the turn with the fault, if there is one.

    `line` is the dialogue as a data file has it.
    """

    kept: KeptTrajectory
    gold: KeptTrajectory
    bad: str
    checked: CheckedRow
    line: bytes


SEEDS = {"train": 1, "held_out": 2, "base": 3}


def make_runs(out: Path, counts: Mapping[str, int]) -> None:
    """Play so many dialogues of each run, with a seed of its own, and export them."""
    for name, count in counts.items():
        play(out / name, HERE / "pool.jsonl", KINDS, count, SEEDS[name])


def play(folder: Path, pool: Path, kinds: str, count: int, seed: int) -> None:
    """Play so many dialogues of short chains over a pool, and export them."""
    if (folder / "done").is_file():
        return
    settings = [
        f"count={count}",
        f"seed={seed}",
        f"tools.paths=[{pool}]",
        "chains.min_length=1",
        "chains.max_length=2",
        "scenarios.distractors=2",
        f"scenarios.kinds={kinds}",
        "export.formats=[]",
    ]
    asyncio.run(run(load_config(None, settings), folder))
    spec = {"type": "openai", "reasoning": "strip", "system": False}
    export_run(folder, [PluginConfig.model_validate(spec)])
    (folder / "done").touch()


def gold_file(folder: Path) -> Path:
    """Return the exported dialogues of a run."""
    return folder / "export" / "openai" / "trajectories.jsonl"


def make_tokenizer(out: Path) -> Path:
    """Train the tokenizer on the base's dialogues, and give it a template with short tools."""
    folder = out / "tokenizer"
    if not folder.is_dir():
        write_tokenizer(run_texts(out / "base"), folder, VOCABULARY)
        text = TEMPLATE.replace("'\\n' + (tool | tojson)", SHORT_TOOLS)
        assert text != TEMPLATE
        (folder / "chat_template.jinja").write_text(text)
    return folder


def read_rows(out: Path) -> list[Row]:
    """Return every training dialogue once, with a fault or as it is, in the order of the run."""
    gold = gold_file(out / "train")
    good = [kept(one) for one in Source([gold])]
    planted = out / "planted.jsonl"
    if not planted.is_file():
        plant_faults([gold], planted, seed=0, kinds=(*DECIDING, *FILLING))
    if not (out / "checked" / "report.json").is_file():
        asyncio.run(check_out([planted], out / "checked"))
        asyncio.run(check_out([gold], out / "checked_gold"))
    checked = {row.id: row for row in read_checked(out / "checked")}
    checked_gold = list(read_checked(out / "checked_gold"))
    bad = _bad_turns(planted)
    copies: dict[int, dict[str, KeptTrajectory]] = {}
    for one in Source([planted]):
        number, kind = one.id.rpartition("#")[2].split(".")
        copies.setdefault(int(number) - 1, {})[kind] = kept(one)
    lines = {row.trajectory.id: line for row, line in zip(good, _lines(gold), strict=True)}
    lines.update(zip((row.id for row in Source([planted])), _lines(planted), strict=True))
    rows = []
    for at, gold_row in enumerate(good):
        kind = _drawn(copies.get(at, {}), Random(f"ablation {at}"))
        found = gold_row if kind is None else copies[at][kind]
        name = found.trajectory.id
        verdict = checked_gold[at] if kind is None else checked[name]
        rows.append(Row(found, gold_row, bad.get(name, ""), verdict, lines[name]))
    return rows


def panel_name(panel: Path) -> str:
    """Return what files of a panel are called: another configuration has others."""
    return f"{PANEL}_{hashlib.sha256(panel.read_bytes()).hexdigest()[:8]}"


def judged_by(panel: Path, rows: Sequence[Row], out: Path) -> list[Row]:
    """Return rows with the verdicts of the judges of a run's configuration, and of its rules.

    They are those that `toolmind check panel.jsonl --config PANEL --out checked_NAME` writes, here
    or elsewhere (NAME: see `panel_name`).
    """
    checked = out / f"checked_{panel_name(panel)}"
    file = out / "panel.jsonl"
    file.write_bytes(b"".join(row.line + b"\n" for row in rows))
    asyncio.run(check_out([file], checked, load_config(panel)))
    found = read_checked(checked)
    pairs = zip(rows, found, strict=True)
    return [dataclasses.replace(row, checked=verdict) for row, verdict in pairs]


def _lines(file: Path) -> list[bytes]:
    return file.read_bytes().splitlines()


def _drawn(copies: dict[str, KeptTrajectory], chance: Random) -> str | None:
    """Return the kind of fault that a dialogue gets."""
    if chance.random() >= SHARE:
        return None
    groups = [[kind for kind in kinds if kind in copies] for kinds in (DECIDING, FILLING)]
    groups = [group for group in groups if group]
    return chance.choice(chance.choice(groups)) if groups else None


def _bad_turns(planted: Path) -> dict[str, str]:
    labels = msgspec.json.Decoder(Label).decode_lines(labels_beside(planted).read_bytes())
    return {label.item: label.message for label in labels if label.label == "wrong"}


def kept(one: Subject) -> KeptTrajectory:
    return KeptTrajectory(
        trajectory=replace(one.trajectory, id=one.id),
        scenario=one.scenario,
        decision=Decision(keep=True),
        tools=tuple(one.tools.values()),
    )


def _all(row: Row) -> KeptTrajectory | None:
    return row.kept


def _gold(row: Row) -> KeptTrajectory | None:
    return row.gold


def _trajectory_dropped(row: Row) -> KeptTrajectory | None:
    return None if row.bad else row.kept


def _turn_dropped(row: Row) -> KeptTrajectory | None:
    """Take the bad turn out, and the results of its calls."""
    messages = row.kept.trajectory.messages
    gone = {call.id for m in messages if m.id == row.bad for call in m.tool_calls}
    left = [m for m in messages if m.id != row.bad and m.tool_call_id not in gone]
    return _with(row.kept, left)


def _turn_masked(row: Row) -> KeptTrajectory | None:
    return _masked(row.kept, {row.bad} if row.bad else set())


def _by_verdicts(row: Row) -> KeptTrajectory | None:
    """Do what ToolMind's policy says by the verdicts: rows dropped, turns masked."""
    if not row.checked.keep:
        return None
    return _masked(row.kept, {turn.message for turn in row.checked.turns if not turn.train})


ARMS: dict[str, Callable[[Row], KeptTrajectory | None]] = {
    "no faults": _gold,
    "all turns": _all,
    "trajectories dropped": _trajectory_dropped,
    "turns dropped": _turn_dropped,
    "turns masked": _turn_masked,
    "rules": _by_verdicts,
    PANEL: _by_verdicts,
}
"""What each arm makes of a dialogue. All but the first and the last two know where the faults are
or take no notice; the first is the same data before faults were planted."""


def arm_rows(arm: str, rows: Sequence[Row]) -> Iterator[KeptTrajectory]:
    """Yield the rows of an arm in which something is learnt."""
    for row in rows:
        kept = ARMS[arm](row)
        if kept is not None:
            yield kept


def export_rows(rows: Iterable[KeptTrajectory], tokenizer: Path, out: Path) -> Counter[str]:
    """Write rows as tokens; return what was counted."""
    report = _exporter(tokenizer).export(rows, out)
    return Counter({"rows": report.rows, "turns": report.trained_turns}) + Counter(report.left_out)


def gold_rows(folder: Path, tokenizer: Path) -> list[KeptTrajectory]:
    """Return the dialogues of a run that are short enough."""
    rows = [kept(one) for one in Source([gold_file(folder)])]
    return [row for row in rows if _tokens(row, tokenizer) <= LONGEST]


def short_enough(rows: Sequence[Row], tokenizer: Path) -> list[Row]:
    """Return the rows whose gold dialogue is short enough, so that all arms leave out the same."""
    return [row for row in rows if _tokens(row.gold, tokenizer) <= LONGEST]


def _tokens(kept: KeptTrajectory, tokenizer: Path) -> int:
    rows = _exporter(tokenizer).chats([kept], Counter())
    return max((len(_exporter(tokenizer).row(row)["input_ids"]) for row in rows), default=0)


@cache
def _exporter(tokenizer: Path) -> TRLTokensExporter:
    return TRLTokensExporter(
        tokenizer=str(tokenizer), per="trajectory", reasoning="strip", system=False
    )


def _with(kept: KeptTrajectory, messages: Sequence[Message]) -> KeptTrajectory:
    return replace(kept, trajectory=replace(kept.trajectory, messages=tuple(messages)))


def _masked(kept: KeptTrajectory, turns: set[str]) -> KeptTrajectory:
    return replace(kept, decision=Decision(keep=True, masked=dict.fromkeys(turns, "planted")))
