"""Select what is kept of a run folder, and write it in the formats that were asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from msgspec.structs import replace
from pydantic import ValidationError

from toolmind.config import ChecksConfig, ExportConfig, PluginSpec, Section
from toolmind.errors import ConfigError, DataError, RunError
from toolmind.records import Decision, Record, Tool
from toolmind.runs.run_dir import RunDir

if TYPE_CHECKING:  # A run's first request need not wait for these.
    from toolmind.formats.base import Exporter, ExportReport, KeptTrajectory
    from toolmind.formats.proof.proof import ProofReport
    from toolmind.formats.split import Part, SplitOptions
    from toolmind.pipeline.parts import PartedRun
    from toolmind.pipeline.select import Note
    from toolmind.runs.statistics import Statistics

S = TypeVar("S", bound=Section)


class RunExport(Record, frozen=True):
    """What was exported of a run: `kept` trajectories; `owed` items are not finished yet."""

    folder: Path
    kept: int
    owed: int
    reports: tuple[ExportReport, ...]
    proofs: tuple[ProofReport, ...] = ()
    """Of each format in turn, where a template was named."""


def export(
    folder: RunDir,
    tools: Mapping[str, Tool],
    exporters: Sequence[Exporter],
    checks: ChecksConfig,
) -> Statistics:
    """Select what is kept, write it in every format, note both, and return the run's counts.

    Raises:
        RunError: the files cannot be written.
        DataError: a format's own loader would not take what was written, or it is not what was
            meant to be.
    """
    from toolmind.pipeline.select import select
    from toolmind.runs.statistics import as_json, begin, collect

    decisions = select(folder, checks)
    _tell(exporters, checks)
    folder.write_decisions(decisions)
    statistics = begin(folder)
    for at, one in enumerate(exporters):
        # Counted while the first format is written: to read all once more takes as long as it does.
        _write(one, folder.export, folder, tools, decisions, None if at else statistics.add)
    if statistics.played < len(decisions):  # no format at all, or one that does not read to the end
        statistics = collect(folder)
    folder.write_json("stats.json", as_json(statistics))
    return statistics


def export_run(
    run: Path | str,
    formats: Sequence[PluginSpec] = (),
    out: Path | str | None = None,
    verify: str = "",
    split: SplitOptions | None = None,
) -> RunExport:
    """Select again from a run folder and export what is finished, by default as configured.

    It takes no model, no key and no network. Without `out` the run's own `export` folder gets the
    files, and the folder is noted as selected; with it the run folder stays as it is, and may be
    one that another process is at work on. `verify` names a chat template (see `load_template`)
    that renders every row that was written: what is under loss is counted in `proofs`. With `split`
    each format has a folder per part.

    Raises:
        ConfigError: a format is unknown, or a setting of it; or one cannot be rendered.
        RunError: `run` is not a run folder, is in use, or the files cannot be written.
        DataError: see `export`.
    """
    from toolmind.formats.load import load_exporters
    from toolmind.pipeline.parts import PartedRun
    from toolmind.pipeline.select import select
    from toolmind.runs.statistics import as_json, collect

    if split is not None:
        split.check()
    run, out = Path(run), Path(out) if out else None
    with RunDir.view(run, lock=out is None) as folder:
        config = folder.read_config()
        named = formats or _section(run, config, ExportConfig, "export").formats
        exporters = [one.build() for one in load_exporters(named)]
        checks = _section(run, config, ChecksConfig, "checks")
        decisions = select(folder, checks)
        _tell(exporters, checks)
        prover = _prover(verify, exporters)
        tools, to = folder.read_tools(), out or folder.export
        if split is None:
            reports = [_write(one, to, folder, tools, decisions) for one in exporters]
            written = [(one, to / one.name) for one in exporters]
        else:
            run_in_parts = PartedRun(folder, tools, decisions, split)
            reports = [
                _write_part(one, to, run_in_parts, part)
                for one in exporters
                for part in run_in_parts.parts
            ]
            written = [
                (one, to / one.name / part.name) for one in exporters for part in run_in_parts.parts
            ]
        if out is None:
            folder.write_decisions(decisions)
            folder.write_json("stats.json", as_json(collect(folder)))
        return RunExport(
            folder=to,
            kept=sum(decision.keep for decision in decisions.values()),
            owed=sum(1 for _ in folder.owed(config.get("count", 0))),
            reports=tuple(reports),
            proofs=tuple(prover(one, at) for one, at in written) if prover else (),
        )


def _tell(exporters: Iterable[Exporter], checks: ChecksConfig) -> None:
    """Tell the formats that tell others by what checks the rows were chosen."""
    for one in exporters:
        if hasattr(one, "checked_by"):
            one.checked_by(checks)


def _prover(
    verify: str, exporters: Sequence[Exporter]
) -> Callable[[Exporter, Path], ProofReport] | None:
    """Return what proves the files of a format, with all that it needs at hand; or None."""
    if not verify:
        return None
    from toolmind.formats.proof.proof import prove
    from toolmind.formats.proof.template import load_template

    for one in exporters:
        if not hasattr(one, "rendered"):
            raise ConfigError(f"{one.name}: its rows are rendered by no chat template")
    template = load_template(verify)
    return lambda one, folder: prove(template, one.rendered(folder))  # type: ignore[attr-defined]


def _write(
    exporter: Exporter,
    to: Path,
    folder: RunDir,
    tools: Mapping[str, Tool],
    decisions: Mapping[int, Decision],
    note: Note | None = None,
) -> ExportReport:
    """Write one format and read it back. `note` is told of every item; see `select.kept`."""
    from toolmind.pipeline.select import kept

    out = to / exporter.name
    report = exporter.export(kept(folder, tools, decisions, note), out)
    _hold(exporter, out, report, kept(folder, tools, decisions))
    return report


def _write_part(exporter: Exporter, to: Path, run: PartedRun, part: Part) -> ExportReport:
    """Write one part of one format, and read it back; files are named with the part's folder."""
    out = to / exporter.name / part.name
    left_out = Counter[str]()
    report = exporter.export(run.rows(part, left_out), out)
    _hold(exporter, out, report, run.rows(part, Counter()))
    return replace(
        report,
        files=tuple(f"{part.name}/{file}" for file in report.files),
        left_out={**report.left_out, **left_out},
    )


def _hold(
    exporter: Exporter, out: Path, report: ExportReport, rows: Iterable[KeptTrajectory]
) -> None:
    """Read files back, and hold their rows against what was written."""
    found = exporter.verify(out, rows)
    if found != report.rows:
        problem = f"{report.rows} rows were written, and {found} are there"
        raise DataError(problem, file=str(out), remedy=f"Mend the format {exporter.name}")


def _section(run: Path, config: dict[str, Any], kind: type[S], *keys: str) -> S:
    """Return a section of a run's configuration; a run of before may lack it."""
    values: Any = config
    for key in keys:
        values = values.get(key) or {}
    try:
        return kind.model_validate(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(map(str, (*keys, *first["loc"])))
        raise RunError(
            f"{run / 'config.json'}: {place}: {first['msg']}. It is of another version of ToolMind:"
            " run it again there"
        ) from None
