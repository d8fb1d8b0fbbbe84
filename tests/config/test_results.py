"""Checks and exports that a configuration names."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from toolmind.checks.load import JUDGES, RULES
from toolmind.config import ChecksConfig, DuplicatesConfig, ExportConfig
from toolmind.formats.load import FORMATS


def test_what_is_used_by_default_is_there() -> None:
    for known, plugins in (
        (RULES, ChecksConfig().use),
        (JUDGES, ChecksConfig().judges),
        (FORMATS, ExportConfig().formats),
    ):
        assert plugins
        assert {plugin.type for plugin in plugins} <= known.keys()


def test_checks_are_taken_as_they_are_listed_with_their_settings() -> None:
    config = ChecksConfig.model_validate({"use": ["links", {"type": "m:Own", "most": 3}]})
    assert [(plugin.type, plugin.settings) for plugin in config.use] == [
        ("links", {}),
        ("m:Own", {"most": 3}),
    ]
    assert ChecksConfig.model_validate({"judges": []}).judges == ()


@pytest.mark.parametrize(
    ("share", "fits"), [(0.0, False), (0.001, True), (1.0, True), (1.1, False)]
)
def test_duplicates_share_something_and_at_most_everything(share: float, fits: bool) -> None:
    if fits:
        assert DuplicatesConfig(similarity=share).similarity == share
    else:
        with pytest.raises(ValidationError, match="similarity"):
            DuplicatesConfig(similarity=share)
