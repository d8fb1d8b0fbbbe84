"""Both Parquet formats load as trainers load them."""

import orjson
import pytest

from dialogues import BOOK, HOSTILE_ROWS, WEATHER
from toolmind.formats.parquet import ParquetExporter
from toolmind.formats.parquet_turns import ParquetTurnsExporter


@pytest.mark.parametrize("exporter", [ParquetExporter(), ParquetTurnsExporter()])
def test_parquet_loads_with_datasets(exporter, tmp_path):
    datasets = pytest.importorskip("datasets")
    exporter.export(HOSTILE_ROWS, tmp_path)
    loaded = datasets.load_dataset(
        "parquet",
        data_files=str(tmp_path / exporter.file),
        split="train",
        cache_dir=str(tmp_path / "cache"),
    )
    assert [row["trajectory"] for row in loaded][-1] == "t1"
    assert orjson.loads(loaded[0]["tools"]) == [WEATHER.spec(), BOOK.spec()]
