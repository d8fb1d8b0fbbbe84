"""Recipes written for tests, and read as their trainers read them."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import yaml

from toolmind.training.recipes.write import WrittenRecipe, write_recipe
from trained import small_run_folder


def write(name: str, folder: Path, *settings: str) -> WrittenRecipe:
    """Write a recipe of a small run into ``folder/out``, by the paper's preset."""
    run = small_run_folder(folder / "run", 6)
    return write_recipe(name, run, folder / "out", "Qwen/Qwen3-8B", ["preset=paper", *settings])


def settings_of(name: str, file: str, folder: Path, *settings: str) -> dict[str, Any]:
    """Return what a recipe's file of settings says."""
    write(name, folder, *settings)
    return dict(yaml.safe_load((folder / "out" / file).read_text()))


def words_of(name: str, folder: Path, *settings: str) -> list[str]:
    """Return the words of a recipe's command."""
    write(name, folder, *settings)
    text = (folder / "out" / "train.sh").read_text()
    return shlex.split(text.split("pipefail\n")[1].replace("\\\n", " "))
