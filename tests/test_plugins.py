"""Plug-ins: classes by name, settings by the constructor's parameters, resources by name."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

import pytest

from toolmind.config import PluginConfig
from toolmind.errors import ConfigError
from toolmind.plugins import PluginLoader, Resource, Wanted, import_object


class Model:
    """Something that only a run can give."""

    def __init__(self, name: str) -> None:
        self.name = name


class Plain:
    name = "plain"

    def look(self) -> None: ...


@dataclass(frozen=True)
class Counted:
    most: int
    way: Literal["up", "down"] = "up"
    names: tuple[str, ...] = ()
    name: str = "counted"

    def look(self) -> None: ...


class Judging:
    name = "judging"

    def __init__(
        self, model: Annotated[Model, Resource("judge")], share: float = 0.5, copy: bool = False
    ) -> None:
        self.model, self.share, self.copy = model, share, copy

    def look(self) -> None: ...


class Nameless:
    def look(self) -> None: ...


HERE = f"{__name__}:"
LOADER: PluginLoader[Any] = PluginLoader(
    "checks.use", {"plain": f"{HERE}Plain", "counted": f"{HERE}Counted"}, ["look"], ["name"]
)


@pytest.fixture(autouse=True)
def importable(monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, __name__, sys.modules[Plain.__module__])


def test_a_bare_name_and_a_mapping_name_the_same() -> None:
    assert PluginConfig.model_validate("plain") == PluginConfig.model_validate({"type": "plain"})
    assert isinstance(LOADER.load("plain").build(), Plain)
    assert PluginConfig(type="counted", most=3).model_dump() == {"type": "counted", "most": 3}


def test_settings_reach_the_constructor_as_its_types() -> None:
    config = PluginConfig(type="counted", most="3", way="down", names=["a", "b"])
    assert LOADER.load(config).build() == Counted(3, "down", ("a", "b"))


def test_a_class_of_ones_own_is_named_by_its_module() -> None:
    judging = LOADER.load(PluginConfig(type=f"{HERE}Judging", share=1, copy=True))
    built = judging.build(lambda wanted: Model(wanted.name))
    assert (built.model.name, built.share, built.copy) == ("judge", 1.0, True)


def test_a_resource_is_asked_for_by_the_name_that_a_setting_gives() -> None:
    judging = LOADER.load(PluginConfig(type=f"{HERE}Judging", model="teacher"))
    assert judging.resources == {"model": Wanted(Model, "teacher", "judge")}


@pytest.mark.parametrize(
    ("config", "message"),
    [
        ("plane", r"checks.use: unknown 'plane' \(did you mean 'plain'\?\)"),
        ("nowhere:Check", "checks.use: cannot load 'nowhere:Check'"),
        (":", "checks.use: cannot load ':'"),
        ("json:loads", "'json:loads' is not a class"),
        ("collections:Counter", "collections:Counter: it has no look"),
        ({"type": "plain", "most": 3}, r"plain: unknown setting 'most' \(it takes none\)"),
        ({"type": "counted", "most": 3, "wey": "up"}, "'wey' .did you mean 'way'"),
        ({"type": "counted", "most": "three"}, "counted: most: .*valid integer"),
        ({"type": "counted", "most": 3, "way": "left"}, "counted: way: .*'up' or 'down'"),
        ({"type": "counted", "most": 3, "names": ["a", 4]}, r"counted: names\.1: .*valid string"),
        ("counted", "counted: 'most' must be given"),
        ({"type": f"{HERE}Judging", "model": 3}, "Judging: model: give a name, not 3"),
    ],
)
def test_what_does_not_fit_is_named(config: Any, message: str) -> None:
    with pytest.raises(ConfigError, match=message):
        LOADER.load(PluginConfig.model_validate(config))


def test_what_an_object_lacks_is_named_when_it_is_built() -> None:
    with pytest.raises(ConfigError, match="Nameless: it has no name"):
        LOADER.load(f"{HERE}Nameless").build()


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ConfigError) as told:
        LOADER.load(PluginConfig(type="counted", wey="up", nmes=[]))
    assert str(told.value).count("\n") == 2


@dataclass(frozen=True)
class Ordered:
    least: int = 1
    most: int = 2
    name: str = "ordered"

    def __post_init__(self) -> None:
        if self.least > self.most:
            raise ValueError(f"least {self.least} is more than most {self.most}")

    def look(self) -> None: ...


def test_settings_that_do_not_fit_each_other_are_refused_by_name() -> None:
    plugin = LOADER.load(PluginConfig(type=f"{HERE}Ordered", least=3))
    with pytest.raises(ConfigError, match=r"^checks\.use: .*Ordered: least 3 is more than most 2"):
        plugin.build()


def test_what_needs_a_resource_is_not_built_without_one() -> None:
    plugin = LOADER.load(PluginConfig(type=f"{HERE}Judging"))
    with pytest.raises(ConfigError, match="Judging: nothing is there to give it model"):
        plugin.build()


def test_a_resource_that_nobody_has_is_told_by_who_gives_them() -> None:
    def give(wanted: Wanted) -> Any:
        raise ConfigError(f"no model {wanted.name!r} for the {wanted.role}")

    with pytest.raises(ConfigError, match="no model 'teachr' for the judge"):
        LOADER.load(PluginConfig(type=f"{HERE}Judging", model="teachr")).build(give)


def test_a_module_that_fails_when_it_is_imported_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "broken_check.py").write_text("1 / 0")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(ConfigError, match="'broken_check:Own' fails when it is imported: ZeroDiv"):
        LOADER.load("broken_check:Own")


class Unreadable:
    name = "unreadable"

    def __init__(self, most: Nowhere) -> None: ...  # type: ignore[name-defined]  # noqa: F821

    def look(self) -> None: ...


class Open:
    name = "open"

    def __init__(self, *rest: int, most=3, **more: int) -> None:  # type: ignore[no-untyped-def]
        self.most, self.more = most, more

    def look(self) -> None: ...


def test_a_constructor_that_cannot_be_read_is_named() -> None:
    with pytest.raises(ConfigError, match=r"Unreadable: its constructor cannot be read: .*Nowhere"):
        LOADER.load(f"{HERE}Unreadable")


def test_a_parameter_without_a_type_takes_anything_and_no_others_are_taken() -> None:
    assert LOADER.load(PluginConfig(type=f"{HERE}Open", most=[1])).build().most == [1]
    for setting in ("rest", "more", "other"):
        with pytest.raises(ConfigError, match=f"Open: unknown setting '{setting}'"):
            LOADER.load(PluginConfig.model_validate({"type": f"{HERE}Open", setting: 1}))


def test_a_module_without_a_name_in_it_is_told_the_form() -> None:
    with pytest.raises(
        ConfigError, match=r"environment\.functions: 'library' .* Give library:name"
    ):
        import_object("library", "environment.functions")


@pytest.mark.parametrize("spec", [{}, {"most": 3}, {"type": ""}, 7, None, ["plain"]])
def test_what_names_no_plug_in_at_all_is_told_with_its_key(spec: Any) -> None:
    with pytest.raises(ConfigError, match=r"^checks\.use: .* names no plug-in: "):
        LOADER.load(spec)
