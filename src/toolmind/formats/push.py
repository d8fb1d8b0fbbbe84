"""A Hugging Face data set, uploaded to a hub: only ever because somebody said so.

No format, run or other command uploads anything.
"""

from __future__ import annotations

import re
from pathlib import Path

from toolmind.errors import ConfigError, DataError, RunError
from toolmind.records import Record

CARD = "README.md"


_NAME = re.compile(r"[\w.-]+/[\w.-]+")


class Pushed(Record, frozen=True):
    """What was uploaded where; `url` is empty where it was only looked at."""

    repository: str
    files: tuple[str, ...]
    bytes: int
    private: bool
    url: str = ""


def push(folder: Path, repository: str, *, public: bool = False, dry_run: bool = False) -> Pushed:
    """Upload a folder that the format ``huggingface`` wrote, its card with it, as one commit.

    The data set is made where it does not exist, and is private unless it is said to be `public`;
    one that exists stays as it is. The hub and the token are those of `huggingface_hub`
    (`HF_ENDPOINT`, `HF_TOKEN`). A `dry_run` reaches no network.

    Raises:
        ConfigError: the name is none of a data set; `huggingface_hub` is not installed.
        DataError: the folder has no card, or no data.
        RunError: the hub does not take it.
    """
    if not _NAME.fullmatch(repository):
        raise ConfigError(f"{repository}: is no name of a data set; write OWNER/NAME")
    files = sorted(
        file
        for file in (folder.rglob("*") if folder.is_dir() else ())
        if file.is_file()
        and not any(part.startswith(".") for part in file.relative_to(folder).parts)
    )
    names = tuple(str(file.relative_to(folder)) for file in files)
    if CARD not in names or not any(name.endswith(".parquet") for name in names):
        raise DataError(
            "is no data set with its card (README.md) and Parquet",
            file=str(folder),
            remedy="Export with --format huggingface, and name the folder that it wrote",
        )
    size = sum(file.stat().st_size for file in files)
    told = Pushed(repository, names, size, private=not public)
    return told if dry_run else _upload(folder, told)


def _upload(folder: Path, told: Pushed) -> Pushed:
    try:
        from huggingface_hub import HfApi  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        raise ConfigError("push needs: pip install 'toolmind[datasets]'") from None
    hub = HfApi()
    try:
        hub.create_repo(told.repository, repo_type="dataset", private=told.private, exist_ok=True)
        commit = hub.upload_folder(
            folder_path=folder,
            repo_id=told.repository,
            repo_type="dataset",
            allow_patterns=list(told.files),
            commit_message="Add data made with ToolMind",
        )
    except Exception as error:  # the hub's client raises anything from OSError to its own
        reason = " ".join(str(error).split())
        raise RunError(
            f"{told.repository}: the hub does not take it: {type(error).__name__}: {reason}"
        ) from error
    return Pushed(told.repository, told.files, told.bytes, told.private, str(commit.commit_url))
