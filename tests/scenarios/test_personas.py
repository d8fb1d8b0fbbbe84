"""Who users are: varied without a file, and a file's own in turn."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from toolmind.errors import DataError
from toolmind.scenarios.personas import Persona, Personas


def test_of_a_thousand_hardly_two_are_alike_and_a_seed_gives_the_same() -> None:
    drawn = [Personas(3).draw(index) for index in range(1000)]
    assert drawn == [Personas(3).draw(index) for index in range(1000)]
    assert drawn != [Personas(4).draw(index) for index in range(1000)]
    assert max(Counter(one.text for one in drawn).values()) == 1
    for one in drawn:
        assert one.occupation and one.text.count(one.occupation) == 1


def test_plainly_it_is_who_without_what_they_go_through() -> None:
    drawn = Personas(3).draw(0)
    assert drawn.text == f"{drawn.plain().text}, {drawn.manner}."
    assert drawn.name in drawn.plain().text and drawn.occupation in drawn.plain().text
    assert Persona("Ada, a baker.").plain().text == "Ada, a baker."


def test_those_of_a_file_have_their_turn_before_any_comes_again(tmp_path: Path) -> None:
    file = tmp_path / "own.jsonl"
    file.write_text('Ada, a baker.\n\n"Bo, a \\"pilot\\"."\n{"persona": " Cy, a nurse. "}\n')
    own = Personas(0, str(file))
    for start in (0, 3, 6):
        turn = {own.draw(index).text for index in range(start, start + 3)}
        assert turn == {"Ada, a baker.", 'Bo, a "pilot".', "Cy, a nurse."}
    assert own.draw(0).occupation == ""
    assert own.digest and not Personas(0).digest


@pytest.mark.parametrize(
    ("name", "occupation", "told"),
    [
        ("Bo", "surveyor about to retire", "Bo, surveyor about to retire, calm."),
        ("Bo", "retired surveyor", "Bo, retired surveyor, calm."),
        ("Bo", "baker", "Bo, baker, is about to retire; calm."),
        ("", "baker, soon retiring", "Ada, 64, baker, soon retiring in Cork, calm."),
        ("", "baker", "Ada, 64, baker in Cork, is about to retire; calm."),
        ("", "", "Ada, 64, florist in Cork, is about to retire; calm."),
        ("Bo", "", "Bo, is about to retire; calm."),
    ],
)
def test_nothing_is_told_twice_of_a_person(name: str, occupation: str, told: str) -> None:
    manner = "is about to retire; calm"
    drawn = Persona(f"Ada, 64, florist in Cork, {manner}.", "florist", "Ada", manner)
    assert drawn.retold(name, occupation) == told


def test_a_persona_of_ones_own_is_kept() -> None:
    assert Persona("Ada, a baker.").retold("", "a pilot") == "Ada, a baker."


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Ada.\n{broken\n", ":2.*not JSON"),
        ('Ada.\n\n{"name": "Bo"}\n', r":3 \[persona\].*no persona"),
        ("[1]\n", ":1 .*no persona"),
        ("\n", "there is no persona in it"),
    ],
)
def test_a_bad_row_is_named(tmp_path: Path, text: str, told: str) -> None:
    file = tmp_path / "own.txt"
    file.write_text(text)
    with pytest.raises(DataError, match=told):
        Personas(0, str(file))
