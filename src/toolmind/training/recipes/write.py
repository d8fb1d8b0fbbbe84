"""Writes a recipe: the rows of a run as one trainer reads them, and its settings beside them."""

from __future__ import annotations

import json
from pathlib import Path

from toolmind.config import PluginConfig, nearest
from toolmind.config.load import load_section
from toolmind.errors import ConfigError, DataError
from toolmind.files import atomic_file
from toolmind.pipeline.export import export_run
from toolmind.records import Record
from toolmind.training.config import TrainConfig
from toolmind.training.data import is_run
from toolmind.training.recipes import axolotl, llamafactory, ms_swift, openrlhf, verl
from toolmind.training.recipes.base import Recipe

RECIPES: dict[str, Recipe] = {
    "llamafactory": llamafactory.RECIPE,
    "axolotl": axolotl.RECIPE,
    "ms-swift": ms_swift.RECIPE,
    "verl": verl.RECIPE,
    "openrlhf": openrlhf.RECIPE,
}


class WrittenRecipe(Record, frozen=True, omit_defaults=False):
    """What was written, relative to its folder, and the command that trains with it there."""

    files: tuple[str, ...]
    command: str
    rows: int
    trained_turns: int
    left_out: dict[str, int]


def write_recipe(
    name: str, run: Path, out: Path, model: str, overrides: list[str]
) -> WrittenRecipe:
    """Write data and settings of a trainer; `overrides` are settings of `TrainConfig`.

    With `tokenizer` among them, rows over `sequence_length` are left out here, and counted.

    Raises:
        ConfigError: there is no such recipe, no model is named, or a setting cannot be.
        DataError: `run` is no run folder.
    """
    if name not in RECIPES:
        raise ConfigError(f"--recipe: no recipe {name!r}{nearest(name, list(RECIPES))}")
    if not is_run(run):
        remedy = "Name a run; toolmind augment makes one of other data"
        raise DataError("is no run folder", file=str(run), remedy=remedy)
    recipe, config = RECIPES[name], _config(run, model, overrides)
    settings: dict[str, object] = {"type": recipe.format}
    if config.tokenizer:
        settings |= {"tokenizer": config.tokenizer, "max_tokens": config.sequence_length}
    (report,) = export_run(run, [PluginConfig.model_validate(settings)], out).reports
    texts = recipe.files(config)
    for file, text in texts.items():
        with atomic_file(out / file) as target:
            target.write(text.encode())
    return WrittenRecipe(
        files=(*texts, *(f"{report.name}/{file}" for file in report.files)),
        command=recipe.command,
        rows=report.rows,
        trained_turns=report.trained_turns,
        left_out=report.left_out,
    )


def _config(run: Path, model: str, overrides: list[str]) -> TrainConfig:
    if not model:
        raise ConfigError("--model: name the model that is trained, as in Qwen/Qwen3-8B")
    given = [f"{key}={json.dumps(value)}" for key, value in (("model", model), ("data", str(run)))]
    return load_section(TrainConfig, None, [*given, *overrides])
