"""Names that every endpoint accepts, and those that they were made of."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.records import Tool
from toolmind.tools.names import declared_name, is_safe, qualified_name, safe_name

LONG = "retail.projects.locations.catalogs.merchantCenterAccountLinks.list"


@given(st.text())
def test_any_name_becomes_a_safe_one_that_stays(name: str) -> None:
    safe = safe_name(name)
    assert is_safe(safe)
    assert safe_name(safe) == safe


@pytest.mark.parametrize(
    ("id", "name", "domain", "declared"),
    [
        ("google.drive.files.get", "drive_files_get", "drive", "drive.files.get"),
        (f"google.{LONG}", safe_name(LONG), "retail", LONG),
        ("aws.sns.ListTopics", "ListTopics", "sns", "ListTopics"),
        ("aws.sns.ListTopics", qualified_name("ListTopics", "sns", ()), "sns", "ListTopics"),
        ("mcp.some/server.get_ad", "get_ad", "ads", "get_ad"),
        ("unlike", "get_ad", "", "get_ad"),
    ],
)
def test_the_name_that_a_source_gave_is_found_in_the_id(
    id: str, name: str, domain: str, declared: str
) -> None:
    assert declared_name(Tool(id=id, name=name, domain=domain)) == declared


@given(st.text(min_size=1), st.text())
def test_a_safe_name_is_made_of_the_declared_one(name: str, source: str) -> None:
    tool = Tool(id=f"{source}.{name}", name=safe_name(name))
    assert safe_name(declared_name(tool)) == tool.name
