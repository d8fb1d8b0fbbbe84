"""The rows of a data set that is a folder, or has a name on the Hugging Face hub."""

from __future__ import annotations

from collections.abc import Iterator

from toolmind.datasets.files import Row
from toolmind.errors import ConfigError, DataError


def read_hub(name: str) -> Iterator[Row]:
    """Yield the rows of all splits, as a stream, one split after the other.

    Raises:
        ConfigError: `datasets` is not installed.
        DataError: there is no such data set, or it cannot be reached.
    """
    try:
        from datasets import load_dataset  # type: ignore[import-untyped]
    except ImportError:
        raise ConfigError(
            f"{name!r} is no file; reading a folder, or from the hub, needs: "
            "pip install 'toolmind[datasets]'"
        ) from None
    try:
        splits = load_dataset(name, streaming=True)
        rows = (row for split in splits.values() for row in split)
        for number, row in enumerate(rows, 1):
            yield Row(name, number, row)
    except Exception as error:  # the hub's client raises anything from OSError to its own
        raise DataError(
            f"cannot be read from the hub: {type(error).__name__}: {error}",
            file=name,
            remedy="Check the name and the network, or download it and name the file",
        ) from error
