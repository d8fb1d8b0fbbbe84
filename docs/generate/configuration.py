"""The reference of a run's configuration: every section, key, type and default, from the models."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterator
from textwrap import dedent
from typing import Any, get_args, get_origin

import plugin_settings
from pydantic.fields import FieldInfo
from wording import flat, type_of, value

from toolmind.config import RunConfig, Section
from toolmind.config.plugin import PluginConfig
from toolmind.training.config import TrainConfig

HEAD = """\
# Configuration: every setting

<!-- Made from the code by `make docs`; what is changed here is lost. -->

One YAML file. Every setting has a default, so that an empty file is a valid configuration;
`toolmind init` writes a short one with comments. `toolmind run config.yaml count=50
models.assistant=teacher` changes single settings. An unknown key is an error that names the
nearest known one. Defaults that the paper gives name its section; "ours" says that it gives none.
"""


def page() -> str:
    """Return the page."""
    return "\n".join([HEAD, *_section("", RunConfig), *plugin_settings.section()]).rstrip() + "\n"


TRAINING_HEAD = """\
# Training: every setting

<!-- Made from the code by `make docs`; what is changed here is lost. -->

One YAML file for `toolmind train`; see [training](training.md). `toolmind train t.yaml steps=100
lora.rank=8` changes single settings. An unknown key is an error that names the nearest known one.
"""


def training_page() -> str:
    """Return the page of what `toolmind train` reads."""
    return "\n".join([TRAINING_HEAD, *_section("", TrainConfig)]).rstrip() + "\n"


def _section(path: str, model: type[Section]) -> Iterator[str]:
    """Yield the lines of a section: its own keys as a table, then the sections in it."""
    yield f"## `{path}`\n" if path else "## At the top\n"
    yield f"{flat(inspect.getdoc(model) or '')}\n"
    told, inner, rows = docstrings(model), [], []
    for name, field in model.model_fields.items():
        if section := _section_of(f"{path}.{name}".lstrip("."), field):
            inner.append(section)
        else:
            default = field.get_default(call_default_factory=True)
            cells = (type_of(field.annotation, field.metadata), value(default))
            if isinstance(default, PluginConfig):
                inner += _sections_beside(f"{path}.{name}".lstrip("."), type(default))
            rows.append(f"| `{name}` | {' | '.join(cells)} | {flat(told.get(name, ''))} |")
    if rows:
        yield "| key | type | default | meaning |\n| --- | --- | --- | --- |"
        yield "\n".join(rows) + "\n"
    for section in inner:
        yield from _section(*section)


def _section_of(path: str, field: FieldInfo) -> tuple[str, type[Section]] | None:
    """Return the section that a key holds, itself or under names of one's own."""
    kind: Any = field.annotation
    if get_origin(kind) is dict:
        kind, path = get_args(kind)[1], f"{path}.NAME"
    if type(None) in get_args(kind):  # it may be left out
        kind = get_args(kind)[0]
    is_section = isinstance(kind, type) and issubclass(kind, Section)
    return (path, kind) if is_section and not issubclass(kind, PluginConfig) else None


def _sections_beside(path: str, plugin: type[PluginConfig]) -> Iterator[tuple[str, type[Section]]]:
    """Yield the sections that stand beside a plug-in's type and its own settings."""
    for name, field in plugin.model_fields.items():
        if section := _section_of(f"{path}.{name}", field):
            yield section


def docstrings(model: type[Any]) -> dict[str, str]:
    """Return what stands in the source under each attribute of a class."""
    [defined] = ast.parse(dedent(inspect.getsource(model))).body
    assert isinstance(defined, ast.ClassDef)
    return {
        key.target.id: str(text.value.value)
        for key, text in zip(defined.body, defined.body[1:], strict=False)
        if isinstance(key, ast.AnnAssign)
        and isinstance(key.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
    }
