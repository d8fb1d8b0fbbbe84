"""What never flows from one tool to another."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.graph.features.filters import is_given, is_taken, is_told
from toolmind.graph.features.parameters import Parameter
from toolmind.records import Tool


def parameter(name: str, **more: object) -> Parameter:
    plain = Parameter(0, name, name, "", "", "string", "", (), False, False)
    return plain._replace(**more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "name",
    """
    pageToken NextToken page_size maxResults result_limit orderBy clientToken updateMask
    idempotency_key dryRun description etag createTime
    """.split(),
)
def test_what_a_caller_sets_itself_is_not_taken(name: str) -> None:
    assert not is_taken(parameter(name))


@pytest.mark.parametrize(
    "name", ["order_id", "city", "email", "page_id", "tokenId", "credit_limit"]
)
def test_what_a_caller_takes_is_taken(name: str) -> None:
    assert is_taken(parameter(name))
    assert is_given(parameter(name))


def test_read_only_inputs_switches_and_errors_do_not_flow() -> None:
    assert not is_taken(parameter("state", description="Output only. State of the job"))
    assert not is_taken(parameter("force", type="boolean"))
    assert not is_given(parameter("code", path="error.code"))


@pytest.mark.parametrize("kind", ["boolean", "object", "null"])
def test_switches_and_things_without_a_value_flow_neither_way(kind: str) -> None:
    assert not is_taken(parameter("order", type=kind))
    assert not is_given(parameter("order", type=kind))


@pytest.mark.parametrize("name", ["limit", "max_limit", "results_limit", "searchLimit"])
def test_a_limit_is_of_the_answer_unless_it_is_of_something_else(name: str) -> None:
    assert not is_taken(parameter(name))
    assert is_taken(parameter("speed_limit"))


@pytest.mark.parametrize(
    "path", ["error", "failures[].order_id", "debug.city", "unprocessedItems.id", "result.warnings"]
)
def test_what_lies_in_an_error_is_not_given(path: str) -> None:
    assert not is_given(parameter("order_id", path=path))
    assert is_taken(parameter("order_id", path=path))


@pytest.mark.parametrize("name", ["description", "userComment", "cancel_reason", "notes"])
def test_prose_is_given_and_not_taken(name: str) -> None:
    assert is_given(parameter(name))
    assert not is_taken(parameter(name))


@pytest.mark.parametrize("name", ["lastModified", "order_created_at", "selfLink", "kind"])
def test_what_a_server_notes_for_itself_flows_neither_way(name: str) -> None:
    assert not is_given(parameter(name))
    assert not is_taken(parameter(name))


@pytest.mark.parametrize(
    ("description", "taken"),
    [
        ("  [Output Only] The state", False),
        ("Read-only: the state", False),
        ("The state. Output only.", True),
    ],
)
def test_an_input_that_says_first_that_it_is_none_is_not_taken(
    description: str, taken: bool
) -> None:
    assert is_taken(parameter("state", description=description)) is taken


@given(st.text(max_size=20), st.text(max_size=20), st.text(max_size=60))
def test_any_name_is_decided_on(name: str, path: str, description: str) -> None:
    one = parameter(name, path=path, description=description)
    assert isinstance(is_taken(one), bool) and isinstance(is_given(one), bool)


def test_a_guess_of_what_a_write_answers_is_told_where_it_names_what_was_made() -> None:
    def told(tool: str, output: str, completed: tuple[str, ...] = ("/returns",)) -> bool:
        return is_told(parameter(output), Tool(id=tool, name=tool, completed=completed))

    assert not told("git_checkout", "git_checkout")
    assert not told("git_add", "result_id")
    assert not told("deploy", "output")
    assert told("git_create_branch", "branch_id")
    assert told("list_branches", "result") and told("get_status", "get_status"), "they read"
    assert told("git_checkout", "git_checkout", ("/description",)), "declared"
