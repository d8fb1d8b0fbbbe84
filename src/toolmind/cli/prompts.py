"""`toolmind prompts`: list, show, copy and compare the prompts."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Annotated

import typer

from toolmind.cli.output import JsonOption, print_json
from toolmind.config import load_config
from toolmind.errors import ConfigError
from toolmind.files import read_text
from toolmind.prompts import OwnPrompts, Prompt, load_prompt, prompt_file, shipped_prompts

app = typer.Typer(no_args_is_help=True, help="List, show, copy and compare the prompts.")
_Config = Annotated[
    Path | None, typer.Option("--config", help="The run's YAML file, whose own prompts count.")
]


def _own(config: Path | None) -> OwnPrompts:
    """Return the prompts of one's own that a configuration names.

    Raises:
        ConfigError: they cannot be as configured.
    """
    own = OwnPrompts.of(load_config(config).prompts)
    own.check(shipped_prompts())
    return own


@app.command("list")
def list_prompts(config: _Config = None, json: JsonOption = False) -> None:
    """Print every prompt: its name, who is asked, its hash, where it comes from, what it is for."""
    own = _own(config)
    prompts = [load_prompt(name, own) for name in shipped_prompts()]
    if json:
        print_json([_row(prompt) for prompt in prompts])
        return
    wide = max(len(prompt.name) for prompt in prompts)
    for prompt in prompts:
        row = _row(prompt)
        typer.echo(f"{row['name']:{wide}}  {row['role']:9}  {row['hash']}  {row['source']}")
        if prompt.purpose:
            typer.echo(f"{'':{wide}}  {prompt.purpose}")


def _row(prompt: Prompt) -> dict[str, str]:
    return {
        "name": prompt.name,
        "role": prompt.role or "-",
        "hash": prompt.digest,
        "source": prompt.source or "the package",
        "purpose": prompt.purpose,
    }


@app.command()
def show(
    name: Annotated[str, typer.Argument(help="The name of a prompt.")], config: _Config = None
) -> None:
    """Print a prompt as it is sent, with its placeholders."""
    prompt_file(name)  # says which names there are
    typer.echo(load_prompt(name, _own(config)).text)


@app.command()
def copy(
    names: Annotated[list[str] | None, typer.Argument(help="Prompts; by default all.")] = None,
    to: Annotated[Path, typer.Option(help="The folder for them.")] = Path("prompts"),
    force: Annotated[bool, typer.Option(help="Write over files that are there.")] = False,
) -> None:
    """Copy prompts of the package into a folder, to be changed: name it as `prompts`."""
    files = {to / f"{name}.md": prompt_file(name) for name in names or shipped_prompts()}
    if there := [str(file) for file in files if file.exists() and not force]:
        raise ConfigError(f"{', '.join(there)}: there already. Give --force to write over it")
    to.mkdir(parents=True, exist_ok=True)
    for file, text in files.items():
        file.write_text(text, encoding="utf-8")
        typer.echo(file)


@app.command()
def diff(
    folder: Annotated[Path, typer.Argument(help="A folder of prompts, or one prompt file.")],
) -> None:
    """Print how prompts of one's own differ from those of the package."""
    files = [folder] if folder.is_file() else sorted(folder.glob("*.md"))
    known = shipped_prompts()
    if folder.is_dir():
        OwnPrompts(folder).check(known)
    if not (own := [file for file in files if file.stem in known]):
        raise ConfigError(f"{folder} holds no file that is called like a prompt")
    for file in own:
        lines = list(
            difflib.unified_diff(
                prompt_file(file.stem).splitlines(),
                read_text(file).splitlines(),
                f"the package/{file.name}",
                str(file),
                lineterm="",
            )
        )
        typer.echo("\n".join(lines) if lines else f"{file}: as in the package")
