"""What whoever calls may know or choose by itself."""

import pytest

from toolmind.checks.grounding.own_choice import chosen_by_caller, in_own_words, is_search

REPORT = "# A report\n" + "on what was found in 4711 places " * 8


@pytest.mark.parametrize(
    ("kind", "name", "value", "expected"),
    [
        ("text", "url", "https://www.bbc.com/news", True),
        ("identifier", "image", "data:text/html;charset=utf-8,<p>4711</p>", True),
        ("identifier", "path", "/root/ppt/make_2.py", True),
        ("identifier", "output_filename", "report_2.pdf", True),
        ("identifier", "order", "report_2.pdf", False),
        ("identifier", "background", "#1a1a2e", True),
        ("identifier", "order", "#W9502127", False),
        ("identifier", "symbol", "005930.KS", True),
        ("identifier", "order", "005930.KS", False),
        ("identifier", "query_list", "when was it founded, 1968?", True),
        ("identifier", "query", "AB-4711", False),
        ("identifier", "content", REPORT, True),
        ("identifier", "content", "room 4711", False),
        ("identifier", "name", REPORT, False),
        ("identifier", "data", "2023", True),
        ("number", "from_latitude", 31.2278, True),
        ("number", "line_end", 3, True),
        ("number", "amount", 3, False),
        ("boolean", "query", True, False),
    ],
)
def test_what_the_caller_may_choose(kind, name, value, expected):
    assert chosen_by_caller(kind, value, name) is expected


def test_text_of_the_callers_own():
    assert in_own_words("search_query") and in_own_words("event_type") and in_own_words("subject")
    assert not in_own_words("city") and not in_own_words("query_id")


def test_what_is_looked_for():
    assert is_search("query_list") and is_search("keyword")
    assert not is_search("content") and not is_search("list")
