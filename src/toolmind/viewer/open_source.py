"""Where items come from: runs, the folder of a check, or files of data."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from toolmind.viewer.source import Source


def open_source(paths: Sequence[Path], calibration: Path | None = None) -> Source:
    """Return the source of run folders, of the folder of a check, or of files of data.

    `calibration` tells how probably each turn of a run is wrong, in place of the run's own.

    Raises:
        UserError: it can be none of these.
    """
    if all((path / "config.json").exists() for path in paths):
        from toolmind.viewer.run_source import RunSource
        from toolmind.viewer.several import Several

        runs = [RunSource(path, calibration) for path in paths]
        return runs[0] if len(runs) == 1 else Several(runs)
    from toolmind.viewer.data_source import CheckedSource, DataSource

    if len(paths) == 1 and (paths[0] / "check.json").exists():
        return CheckedSource(paths[0])
    return DataSource(paths)
