"""Descriptions in Markdown and HTML are read as prose."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.offline.player.dialogue import read
from toolmind.offline.player.goals import goal
from toolmind.offline.player.markdown import prose
from toolmind.records import Message, Tool

pytestmark = pytest.mark.offline


@pytest.mark.parametrize(
    ("description", "text"),
    [
        ("**For members.**\n\nLists seats.", "For members.\n\n\nLists seats."),
        ("**Deletes** a seat.", "Deletes a seat."),
        ("***Deprecated.*** Lists seats.", "Deprecated.\n Lists seats."),
        ("_Lists_ seats of a *file*.", "_Lists_ seats of a file."),
        ("__Note:__ lists seats.", "Note:\n lists seats."),
        ("> [!NOTE]\n> Be quick.\n\nLists seats.", "Be quick.\n\nLists seats."),
        ("## List seats\nOf a team.", "List seats\nOf a team."),
        ("# Details\nLists seats.", "Lists seats."),
        ("- Lists seats\n- and more", "Lists seats\nand more"),
        ("<p>Lists <b>seats</b>.</p>", "Lists seats."),
        ("[Lists seats](https://x.test/a_(b)) of a team.", "Lists seats of a team."),
        ("Multiplies a * b * c.", "Multiplies a * b * c."),
        ("Calls `__init__` and __init__ of <name>.", "Calls `__init__` and __init__ of <name>."),
        ("Gets a*b and file_name_here.", "Gets a*b and file_name_here."),
    ],
)
def test_marks_are_taken_off_and_words_stay(description: str, text: str) -> None:
    assert prose(description) == text


@given(st.text("ab *_#>[]()<p/.:\n", max_size=60))
def test_no_word_is_lost_or_made(description: str) -> None:
    letters = [letter for letter in prose(description) if letter == "a"]
    assert len(letters) <= description.count("a")


@pytest.mark.parametrize(
    ("name", "description", "wish"),
    [
        (
            "getLocalVariables",
            "**This API is available to full members of Enterprise orgs.**\n\n"
            "The `GET /v1/files/:file_key/variables/local` endpoint lets you enumerate local"
            " variables created in the file.",
            "get local variables",
        ),
        ("listSeats", "**Beta:** Lists the seats of a team.", "list the seats of a team"),
        ("listSeats", "### Usage notes\nLists the seats of a team.", "list the seats of a team"),
        ("listSeats", "__Lists the seats__ of a team.", "list the seats of a team"),
        ("listSeats", "<p>Lists the seats of a team.</p><p>More.</p>", "list the seats of a team"),
        ("listSeats", "> **Note**\n> Paid plans.\n\nLists the seats of a team.", "list the seats"),
        (
            "postSeats",
            "**For members.**\n\nThe `POST /seats` endpoint lets you bulk create, update, and"
            " delete seats.\n\nChanges from these lists will be applied in order.",
            "bulk create, update, and delete seats",
        ),
        ("listSeats", "This endpoint lists the seats of a team.", "list the seats of a team"),
    ],
)
def test_a_wish_of_a_marked_description_finds_its_tool(
    name: str, description: str, wish: str
) -> None:
    made = goal(name, description)
    assert made.startswith(wish)
    tools = [
        Tool(id=name, name=name, description=description),
        Tool(id="getPublishedThings", name="getPublishedThings", description="**Beta.** Gets it."),
    ]
    for offered in (tools, tools[::-1]):
        task = read([Message(role="user", content=f"Please {made}.")], offered).tasks[0]
        assert task.tool is not None and task.tool.name == name
