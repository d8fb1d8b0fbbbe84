"""Prompts: placeholders are filled, nothing else is touched, and a user's own come first."""

from __future__ import annotations

from importlib import resources
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.errors import ConfigError
from toolmind.prompts import OwnPrompts, Prompt, load_prompt, prompt_file, shipped_prompts

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


def test_points_on_what_is_not_there_are_left_out() -> None:
    points = "- `a`: one\n  - `b`, where `a` is: two\n- of `b` or `c`\n{{told}}"
    prompt = Prompt("p", f"Parts:\n{points}")
    assert prompt.without({"b", "c"}).text == "Parts:\n- `a`: one\n- of `b` or `c`\n{{told}}"
    assert prompt.without(()) is prompt
    assert prompt.without({"a"}).render(told="- `a`: told").endswith("- `a`: told")


def test_a_digest_is_that_of_the_text_alone() -> None:
    assert Prompt("a", "text").digest == Prompt("b", "text").digest != Prompt("a", "text ").digest


@pytest.mark.parametrize("name", SHIPPED)
def test_a_prompt_of_the_package_is_text_without_blanks_around_it(name: str) -> None:
    prompt = load_prompt(name)
    assert prompt.name == name
    assert prompt.text and prompt.text == prompt.text.strip()
    assert prompt.role and prompt.purpose and prompt.purpose not in prompt.text
    assert prompt_file(name).rstrip().endswith(prompt.text)


def test_a_users_own_prompt_comes_first_and_the_others_are_the_packages(tmp_path: Path) -> None:
    (tmp_path / "user.md").write_text("\nBe {{brief}}, naïve.\n\n", encoding="utf-8")
    assert load_prompt("user", OwnPrompts(tmp_path)) == Prompt("user", "Be {{brief}}, naïve.")
    assert load_prompt("assistant", OwnPrompts(tmp_path)) == load_prompt("assistant")


@pytest.mark.parametrize("name", ["assistent", "__init__", ""])
def test_a_prompt_that_is_nowhere_is_named_with_where_it_was_looked_for(
    name: str, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match=rf"no prompt '{name}' in the package \({name}\.md\)"):
        load_prompt(name)
    with pytest.raises(ConfigError, match=rf"no prompt '{name}' in {tmp_path} or in the package"):
        load_prompt(name, OwnPrompts(tmp_path))


def test_a_users_own_prompt_has_no_placeholder_that_nobody_fills(tmp_path: Path) -> None:
    (tmp_path / "user.md").write_text("Be {{breif}}.")
    with pytest.raises(ConfigError, match=r"user.md: .*\{\{breif\}\}.*did you mean 'brief'"):
        load_prompt("user", OwnPrompts(tmp_path))
    (tmp_path / "mine.md").write_text("For a check of one's own: {{whatever}}.")
    assert load_prompt("mine", OwnPrompts(tmp_path)).render(whatever="x").endswith("x.")


def test_a_prompt_that_is_no_text_is_named(tmp_path: Path) -> None:
    (tmp_path / "user.md").write_bytes(b"caf\xe9")
    with pytest.raises(ConfigError, match=r"user\.md: is not UTF-8: byte 4"):
        load_prompt("user", OwnPrompts(tmp_path))


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="nowhere"):
        OwnPrompts(tmp_path / "nowhere").check(SHIPPED)


@pytest.mark.parametrize("name", ["asistant", "Assistant", "judge-turn", "judgeturn", "users"])
def test_a_misnamed_prompt_gets_the_nearest_name(name: str, tmp_path: Path) -> None:
    (tmp_path / f"{name}.md").write_text("x")
    with pytest.raises(ConfigError, match=r"did you mean (assistant|judge_turn|user)\.md"):
        OwnPrompts(tmp_path).check(shipped_prompts())


def test_other_files_beside_prompts_are_let_be(tmp_path: Path) -> None:
    for name in ("README.md", "NOTES.md", "assistant.txt", "user.md", "mine.md"):
        (tmp_path / name).write_text("x")
    OwnPrompts(tmp_path).check([*shipped_prompts(), "mine"])


def test_all_prompts_of_the_package_are_known() -> None:
    assert shipped_prompts() == SHIPPED


def test_the_head_of_a_file_is_for_people_and_is_not_sent(tmp_path: Path) -> None:
    file = tmp_path / "user.md"
    file.write_text(
        "---\nrole: user\npurpose: Speaks\n  as I do.\n---\n\nBe {{brief}}.\n---\nStop.\n"
    )
    prompt = load_prompt("user", OwnPrompts(tmp_path))
    assert prompt.text == "Be {{brief}}.\n---\nStop."
    assert (prompt.role, prompt.purpose, prompt.source) == ("user", "Speaks as I do.", str(file))
    headless = tmp_path / "other.md"
    headless.write_text("Be {{brief}}.\n---\nStop.")
    assert load_prompt("user", OwnPrompts(files={"user": headless})).digest == prompt.digest


@pytest.mark.parametrize(
    "head", ["aim: to speak\n", "role user\n", "role: user\n\nBe {{brief}}.\n"]
)
def test_a_head_of_another_form_is_not_sent_unseen(head: str, tmp_path: Path) -> None:
    (tmp_path / "user.md").write_text(f"---\n{head}---\nBe {{{{brief}}}}.")
    with pytest.raises(ConfigError, match=r"user\.md: .*`role: `"):
        load_prompt("user", OwnPrompts(tmp_path))


def test_a_single_prompt_comes_before_the_folder(tmp_path: Path) -> None:
    (tmp_path / "user.md").write_text("The folder's {{brief}}.")
    (tmp_path / "assistant.md").write_text("The folder's {{clock}}.")
    (tmp_path / "calm.txt").write_text("Mine: {{brief}}.")
    own = OwnPrompts.of({"folder": str(tmp_path), "user": str(tmp_path / "calm.txt")})
    own.check(SHIPPED)
    assert load_prompt("user", own).text == "Mine: {{brief}}."
    assert load_prompt("assistant", own).text == "The folder's {{clock}}."
    assert load_prompt("tool", own) == load_prompt("tool")
    assert OwnPrompts.of("") == OwnPrompts() and OwnPrompts.of("x") == OwnPrompts(Path("x"))


def test_a_single_prompt_that_cannot_be_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"'usr' \(did you mean 'user'"):
        OwnPrompts.of({"usr": "x.md"}).check(SHIPPED)
    with pytest.raises(ConfigError, match=r"prompts\.user: .*x\.md is no file"):
        OwnPrompts.of({"user": str(tmp_path / "x.md")}).check(SHIPPED)
    (tmp_path / "x.md").write_text("{{breif}}")
    with pytest.raises(ConfigError, match=r"x\.md: .*\{\{breif\}\}"):
        load_prompt("user", OwnPrompts.of({"user": str(tmp_path / "x.md")}))
