"""Select what is kept of a run folder, and write it in the formats that were asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from toolmind.config import RunConfig
    from toolmind.formats.base import ExportReport
    from toolmind.records import Tool
    from toolmind.runs.run_dir import RunDir


def export(config: RunConfig, folder: RunDir, tools: Mapping[str, Tool]) -> list[ExportReport]:
    """Select what is kept and write it in every format of the configuration.

    Raises:
        RunError: the files cannot be written.
        DataError: a format's own loader would not take what was written.
    """
    # Not before the first request, which need not wait for them.
    from toolmind.formats.load import EXPORTERS
    from toolmind.pipeline.select import kept, select
    from toolmind.runs.report import as_json, begin, collect

    decisions = select(folder, config.checks.duplicates)
    statistics = begin(folder)
    reports = []
    for exporter in (EXPORTERS.load(one).build() for one in config.export.formats):
        out = folder.export / exporter.name
        # Counted while the first format is written: to read all once more takes as long as it does.
        note = None if statistics.played else statistics.add
        reports.append(exporter.export(kept(folder, tools, decisions, note), out))
        exporter.verify(out)
    if statistics.played < len(decisions):  # no format at all, or one that does not read to the end
        statistics = collect(folder)
    folder.write_json("stats.json", as_json(statistics))
    return reports
