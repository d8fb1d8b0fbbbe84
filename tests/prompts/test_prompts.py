"""Prompts: placeholders are filled, nothing else is touched, and a user's own come first."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import ConfigError
from toolmind.prompts import Prompt, check_folder, load_prompt, shipped_prompts

SHIPPED = sorted(
    entry.name.removesuffix(".md")
    for entry in resources.files("toolmind.prompts").iterdir()
    if entry.name.endswith(".md")
)


def test_values_are_put_in_as_they_are() -> None:
    prompt = Prompt("mine", "{{a}} and {{b}}, {{a}} {c} \\1")
    assert prompt.render(a="{{b}}", b="\\2", unused="") == "{{b}} and \\2, {{b}} {c} \\1"
    assert prompt.render(a="1", b="2") == "1 and 2, 1 {c} \\1"
    assert Prompt("plain", "nothing").render() == "nothing"


@given(st.text(), st.text(), st.text())
def test_whatever_a_value_holds_it_stands_between_the_words(
    before: str, value: str, after: str
) -> None:
    text = f"{before.replace('{', '')}{{{{name}}}}{after.replace('{', '')}"
    assert Prompt("mine", text).render(name=value) == text.replace("{{name}}", value)


def test_an_unknown_placeholder_is_named() -> None:
    with pytest.raises(ConfigError, match=r"'mine'.*\{\{other\}\}.*known: a, b"):
        Prompt("mine", "{{a}} {{other}}").render(a="", b="")


def test_a_digest_is_that_of_the_text_alone() -> None:
    assert Prompt("a", "text").digest == Prompt("b", "text").digest != Prompt("a", "text ").digest


@pytest.mark.parametrize("name", SHIPPED)
def test_a_prompt_of_the_package_is_text_without_blanks_around_it(name: str) -> None:
    prompt = load_prompt(name)
    assert prompt.name == name
    assert prompt.text and prompt.text == prompt.text.strip()


def test_a_users_own_prompt_comes_first_and_the_others_are_the_packages(tmp_path: Path) -> None:
    (tmp_path / "user.md").write_text("\nBe {{brief}}, naïve.\n\n", encoding="utf-8")
    assert load_prompt("user", tmp_path) == Prompt("user", "Be {{brief}}, naïve.")
    assert load_prompt("assistant", tmp_path) == load_prompt("assistant")


@pytest.mark.parametrize("name", ["assistent", "__init__", ""])
def test_a_prompt_that_is_nowhere_is_named_with_where_it_was_looked_for(
    name: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=rf"no prompt '{name}' in the package \({name}\.md\)"):
        load_prompt(name)
    with pytest.raises(ConfigError, match=rf"no prompt '{name}' in {tmp_path} or in the package"):
        load_prompt(name, tmp_path)


def test_a_users_own_prompt_has_no_placeholder_that_nobody_fills(tmp_path: Path) -> None:
    (tmp_path / "user.md").write_text("Be {{breif}}.")
    with pytest.raises(ConfigError, match=r"user.md: .*\{\{breif\}\}.*did you mean 'brief'"):
        load_prompt("user", tmp_path)
    (tmp_path / "mine.md").write_text("For a check of one's own: {{whatever}}.")
    assert load_prompt("mine", tmp_path).render(whatever="x").endswith("x.")


def test_a_prompt_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "user.md").write_bytes(b"caf\xe9")
    with pytest.raises(ConfigError, match=r"user\.md: is not UTF-8: byte 4"):
        load_prompt("user", tmp_path)


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        check_folder(tmp_path / "nowhere", SHIPPED)


@pytest.mark.parametrize("name", ["asistant", "Assistant", "judge-turn", "judgeturn", "users"])
def test_a_misnamed_prompt_gets_the_nearest_name(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.md").write_text("x")
    with pytest.raises(ConfigError, match=r"did you mean (assistant|judge_turn|user)\.md"):
        check_folder(tmp_path, shipped_prompts())


def test_other_files_beside_prompts_are_let_be(tmp_path: Path) -> None:
    for name in ("README.md", "NOTES.md", "assistant.txt", "user.md", "mine.md"):
        (tmp_path / name).write_text("x")
    check_folder(tmp_path, [*shipped_prompts(), "mine"])


def test_all_prompts_of_the_package_are_known() -> None:
    assert shipped_prompts() == SHIPPED
