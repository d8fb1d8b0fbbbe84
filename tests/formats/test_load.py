"""Formats are named in the configuration, each into a folder of its own."""

import pytest

from toolmind.config import ExportConfig
from toolmind.config.plugin import named
from toolmind.errors import ConfigError
from toolmind.formats.load import EXPORTERS, FORMATS, load_exporters


def test_every_format_has_the_name_that_it_is_asked_for_by():
    wanted = [{"tokenizer": "x"} if name == "trl_tokens" else {} for name in FORMATS]
    specs = [{"type": name} | more for name, more in zip(FORMATS, wanted, strict=True)]
    assert [EXPORTERS.load(one).build().name for one in specs] == list(FORMATS)


def test_the_default_formats_are_there():
    assert load_exporters(ExportConfig().formats)


@pytest.mark.parametrize(
    ("formats", "message"),
    [
        (["openay"], "did you mean 'openai'"),
        (["json:JSONDecoder"], "it has no .*export"),
        (["openai", "trl", "openai"], "'openai' is there 2 times, for one folder"),
    ],
)
def test_a_format_that_cannot_be_is_a_clear_error(formats, message):
    with pytest.raises(ConfigError, match=message):
        load_exporters(named(*formats))
