"""Formats are named in the configuration, each into a folder of its own."""

import pytest

from toolmind.config import ExportConfig
from toolmind.config.plugin import named
from toolmind.errors import ConfigError
from toolmind.formats.load import FORMATS, load_exporters


def test_the_default_is_every_format():
    names = [plugin.build().name for plugin in load_exporters(ExportConfig().formats)]
    assert names == list(FORMATS)


@pytest.mark.parametrize(
    ("formats", "message"),
    [
        (["parket"], "did you mean 'parquet'"),
        (["json:JSONDecoder"], "it has no .*export"),
        (["openai", "parquet", "openai"], "'openai' is there 2 times, for one folder"),
    ],
)
def test_a_format_that_cannot_be_is_a_clear_error(formats, message):
    with pytest.raises(ConfigError, match=message):
        load_exporters(named(*formats))
