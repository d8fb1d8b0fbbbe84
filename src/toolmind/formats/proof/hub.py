"""A model's tokenizer and chat template from the Hugging Face hub, or from its local cache."""

from __future__ import annotations

import re
from pathlib import Path

from toolmind.errors import ConfigError, DataError

_NAME = re.compile(r"\w[\w.-]*/\w[\w.-]*")
FILES = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")
"""All that is read of a model."""
REMEDY = (
    "Name a model's folder, a .jinja file, OWNER/NAME of a model on a hub, "
    "or trl:NAME of an installed TRL"
)


def is_hub_name(name: str) -> bool:
    """Say whether a name may be that of a model on a hub, as ``Qwen/Qwen3-8B``."""
    return bool(_NAME.fullmatch(name)) and not name.endswith(".jinja")


def folder_of_model(name: str) -> Path:
    """Return the folder of the local cache with these files of a model, fetched where it can be.

    Hub, token and cache are those of `huggingface_hub` (`HF_ENDPOINT`, `HF_TOKEN`, `HF_HOME`;
    `HF_HUB_OFFLINE=1` keeps to the cache).

    Raises:
        ConfigError: `huggingface_hub` is not installed.
        DataError: there is no such model, or the hub cannot be reached and the cache has none.
    """
    try:
        from huggingface_hub import (  # type: ignore[import-not-found, unused-ignore]
            snapshot_download,
        )
    except ImportError:
        raise ConfigError(
            f"{name}: no such folder; from a hub it needs: pip install 'toolmind[proof]'"
        ) from None
    try:
        return Path(snapshot_download(name, allow_patterns=list(FILES)))
    except Exception as error:  # the hub's client raises anything from OSError to its own
        reason = " ".join(str(error).split())
        raise DataError(
            f"no folder here, and no model from the hub: {type(error).__name__}: {reason:.200}",
            file=name,
            remedy="Check the name, or where there is a hub run `hf download "
            f"{name} {' '.join(FILES)}`, and name the folder that it prints",
        ) from error
