"""A plug-in as a configuration names it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from toolmind.config import PluginConfig
from toolmind.config.plugin import named

WORDS = st.from_regex(r"\A[a-z_]{1,8}\Z")


def test_a_bare_name_is_one_without_settings() -> None:
    assert PluginConfig.model_validate("links") == PluginConfig(type="links")
    assert named("links", "m:Own") == (PluginConfig(type="links"), PluginConfig(type="m:Own"))
    assert PluginConfig(type="links").settings == {}


@given(WORDS, st.dictionaries(WORDS.filter(lambda word: word != "type"), st.integers(), max_size=3))
def test_settings_come_back_as_they_were_given(name: str, settings: dict[str, int]) -> None:
    plugin = PluginConfig.model_validate({"type": name, **settings})
    assert plugin.settings == settings
    assert PluginConfig.model_validate(plugin.model_dump(mode="json")) == plugin


def test_it_is_told_as_a_person_would_write_it() -> None:
    assert str(PluginConfig(type="links")) == "links"
    assert str(PluginConfig(type="turn", model="m", most=3)) == "turn (model: m, most: 3)"


@pytest.mark.parametrize("value", ["", {}, {"type": ""}, {"type": 3}, None, ["links"]])
def test_what_names_nothing_is_refused(value: object) -> None:
    with pytest.raises(ValidationError):
        PluginConfig.model_validate(value)
