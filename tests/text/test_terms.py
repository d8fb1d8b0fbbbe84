"""Words in the one form by which tools are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from toolmind.text.terms import name_terms, text_terms


@pytest.mark.parametrize(
    ("name", "terms"),
    [
        ("user_ids", ("user", "id")),
        ("UserIdentifier", ("user", "id")),
        ("StartJobsARN", ("start", "job", "arn")),
        ("SubnetARNs", ("subnet", "arn")),
        ("drive.files.get", ("drive", "file", "get")),
        ("line2_addr", ("line", "2", "address")),
        ("getHTTPResponse2", ("get", "http", "response", "2")),
        ("客户编号", ("客户编号",)),
        ("langs", ("language",)),
        ("größen", ("größen",)),
        ("", ()),
    ],
)
def test_terms_of_a_name(name, terms):
    assert name_terms(name) == terms


def test_terms_of_a_text_are_those_of_a_name():
    assert text_terms("The user's IDs, by line2 address") == (
        *("the", "user", "s", "id", "by"),
        *name_terms("line2Addresses"),
    )


@given(st.text())
def test_terms_are_terms_themselves(text):
    for read in (name_terms, text_terms):
        found = read(text)
        assert read(" ".join(found)) == found
        assert all(found)
