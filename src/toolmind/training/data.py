"""The rows that are trained on: found or exported, counted, and where they come from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from toolmind.config import PluginConfig
from toolmind.errors import DataError
from toolmind.pipeline.export import export_run
from toolmind.records import Record
from toolmind.runs.run_dir import RunDir
from toolmind.training.config import TrainConfig

FILE = "tokens.parquet"


class Lineage(Record, frozen=True):
    """Where rows come from. Of an export that lies in no run folder only the counts are known."""

    run: str = ""
    fingerprint: str = ""
    """The first digits of a hash of all that the run's results depend on."""
    toolmind: str = ""
    checks: tuple[str, ...] = ()
    judges: tuple[str, ...] = ()
    counts: dict[str, dict[str, int]] = {}
    """Rows by kind, environment, outcome, models, sources and licences."""


class TrainingData(Record, frozen=True):
    """What is trained on, counted.

    `left_out` are rows that were not trained on, by the reason; `learnt_tokens` those under loss,
    of which the weights make up `weight`.
    """

    files: tuple[str, ...]
    rows: int
    trajectories: int
    tokens: int
    learnt_tokens: int
    weight: float
    longest: int
    left_out: dict[str, int]
    lineage: Lineage


def is_run(folder: Path) -> bool:
    """Say whether a folder is that of a run."""
    return (folder / "config.json").is_file() and (folder / "trajectories.jsonl").is_file()


def read_data(config: TrainConfig, tokenizer: Path, out: Path) -> TrainingData:
    """Find the rows, or export them into `out` where `data` is a run; count them.

    Raises:
        DataError: there are none, none is short enough, or they hold tokens that the tokenizer
            does not have.
        ConfigError, RunError: see `export_run`.
    """
    folder, left_out = Path(config.data), dict[str, int]()
    run = folder
    if is_run(folder):
        spec = PluginConfig.model_validate(
            {"type": "trl_tokens", "tokenizer": str(tokenizer), "per": config.per}
        )
        (report,) = export_run(folder, [spec], out).reports
        left_out, folder = report.left_out, out / report.name
    else:
        run = next((above for above in folder.absolute().parents if is_run(above)), Path())
    files = _files(folder)
    found = _counted(files, config.sequence_length)
    if found["too_long"]:
        text = f"longer than {config.sequence_length:,} tokens"
        left_out = {**left_out, text: found["too_long"]}
    if not found["rows"]:
        told = "; ".join(f"{count:,} {why}" for why, count in left_out.items()) or "no row at all"
        raise DataError(
            f"nothing to train on: {told}",
            file=config.data,
            remedy=f"A longer sequence_length may help (the longest row has {found['longest']:,})",
        )
    _require_known(found["last_token"], tokenizer, files[0])
    counts = {key: found[key] for key in ("rows", "trajectories", "tokens", "learnt_tokens")}
    return TrainingData(
        files=tuple(map(str, files)),
        **counts,
        weight=found["weight"],
        longest=found["longest"],
        left_out=left_out,
        lineage=_lineage(run, found["by"]),
    )


def _files(folder: Path) -> list[Path]:
    """Return the files of an export, or of its parts for training."""
    own = folder / FILE
    found = [own] if own.is_file() else sorted(folder.glob(f"train*/{FILE}"))
    if found:
        return found
    raise DataError(
        f"is no run folder, and holds no {FILE}",
        file=str(folder),
        remedy="Write one: toolmind export RUN --format trl_tokens --set tokenizer=MODEL_DIR",
    )


_BY = ("kind", "environment", "outcome", "models", "sources", "licences")


def _counted(files: Sequence[Path], longest: int) -> dict[str, Any]:
    """Count rows, tokens and lineage; tokens of the rows that are short enough."""
    import duckdb

    fits = f"len(input_ids) <= {longest}"
    learnt = "len(list_filter(labels, lambda one: one >= 0))"
    numbers = {
        "rows": f"count(*) FILTER ({fits})",
        "too_long": f"count(*) FILTER (NOT {fits})",
        "trajectories": f"count(DISTINCT trajectory) FILTER ({fits})",
        "tokens": f"coalesce(sum(len(input_ids)) FILTER ({fits}), 0)::BIGINT",
        "learnt_tokens": f"coalesce(sum({learnt}) FILTER ({fits}), 0)::BIGINT",
        "weight": f"coalesce(sum(list_sum(weights)) FILTER ({fits}), 0)",
        "longest": "coalesce(max(len(input_ids)), 0)",
        "last_token": "coalesce(max(list_max(input_ids)), 0)",
    }
    with duckdb.connect(config={"threads": 1}) as connection:
        table = connection.read_parquet([str(file) for file in files])
        (row,) = table.aggregate(", ".join(numbers.values())).fetchall()
        by = {
            name: dict(
                table.filter(fits)
                .aggregate(f"coalesce({name}, ''), count(*) AS n", name)
                .order("n DESC, 1")
                .fetchall()
            )
            for name in _BY
        }
    return {**dict(zip(numbers, row, strict=True)), "by": by}


def _require_known(token: int, tokenizer: Path, file: Path) -> None:
    known = _vocabulary(tokenizer)
    if token >= known:
        raise DataError(
            f"holds the token {token}, and the tokenizer has {known:,}",
            file=str(file),
            remedy="Export again with the tokenizer of the model that is trained",
        )


def _vocabulary(tokenizer: Path) -> int:
    """Return one more than the greatest number of a token."""
    file = tokenizer / "tokenizer.json"
    data = orjson.loads(file.read_bytes())
    numbers = [one["id"] for one in data.get("added_tokens", ())]
    vocabulary = data["model"]["vocab"]
    numbers += vocabulary.values() if isinstance(vocabulary, dict) else range(len(vocabulary))
    return int(max(numbers)) + 1


def _lineage(run: Path, counts: dict[str, dict[str, int]]) -> Lineage:
    if not is_run(run):
        return Lineage(counts=counts)
    with RunDir.view(run) as folder:
        fingerprint, config = folder.read_fingerprint(), folder.read_config()
        version = folder.read_version()
    text = orjson.dumps(fingerprint, option=orjson.OPT_SORT_KEYS)
    checks = config.get("checks", {})
    return Lineage(
        run=run.name,
        fingerprint=sha256(text).hexdigest()[:16],
        toolmind=version,
        checks=_types(checks.get("use", ())),
        judges=_types(checks.get("judges", ())),
        counts=counts,
    )


def _types(plugins: Sequence[Mapping[str, Any] | str]) -> tuple[str, ...]:
    return tuple(one if isinstance(one, str) else str(one["type"]) for one in plugins)
