"""Prompts: placeholders are filled, and nothing else is touched."""

import pytest

from toolmind.errors import ConfigError
from toolmind.prompts import Prompt


def test_values_are_put_in_as_they_are():
    prompt = Prompt("mine", "{{a}} and {{b}}, {{a}} {c} \\1")
    assert prompt.render(a="{{b}}", b="\\2", unused="") == "{{b}} and \\2, {{b}} {c} \\1"
    assert prompt.render(a="1", b="2") == "1 and 2, 1 {c} \\1"
    assert Prompt("plain", "nothing").render() == "nothing"


def test_an_unknown_placeholder_is_named():
    with pytest.raises(ConfigError, match=r"'mine'.*\{\{other\}\}.*known: a, b"):
        Prompt("mine", "{{a}} {{other}}").render(a="", b="")
