"""Every assistant message says whether it is learnt, and the settings say where to look."""

from __future__ import annotations

import yaml

from toolmind.formats.axolotl import AxolotlExporter
from trainer_rows import masked, written


def test_the_mark_is_on_what_the_assistant_says() -> None:
    (row,) = written(AxolotlExporter(), masked())
    assert [message.get("train") for message in row["messages"]] == [None, False, None, True]
    assert isinstance(row["tools"], str)


def test_the_settings_name_the_mark() -> None:
    (settings,) = yaml.safe_load(AxolotlExporter().beside()["config.yaml"])["datasets"]
    assert settings["message_field_training"] == "train"
    assert settings["path"] == AxolotlExporter.file
    assert settings["roles_to_train"] == []
