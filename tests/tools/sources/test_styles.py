import pytest

from toolmind.tools.sources.references import References
from toolmind.tools.sources.styles import style_of


@pytest.mark.parametrize(
    ("said", "place", "style"),
    [
        ({"schema": {"type": "array"}}, "query", ""),
        ({"schema": {}, "style": "form", "explode": True}, "query", ""),
        ({"schema": {}, "explode": False}, "query", "form"),
        ({"schema": {}, "style": "pipeDelimited"}, "query", "pipeDelimited"),
        ({"schema": {}, "style": "deepObject", "explode": True}, "query", "deepObject"),
        ({"schema": {}, "explode": True}, "path", "simple*"),
        ({"schema": {}, "style": "label"}, "path", "label"),
        ({"content": {"application/json": {}}}, "query", "json"),
        ({"type": "array"}, "query", "form"),
        ({"type": "array", "collectionFormat": "multi"}, "query", ""),
        ({"type": "array", "collectionFormat": "ssv"}, "query", "spaceDelimited"),
        ({"type": "array", "collectionFormat": "csv"}, "path", ""),
        ({"type": "string"}, "header", ""),
    ],
)
def test_a_style_is_told_where_it_is_not_that_of_the_place(said, place, style):
    assert style_of(References(said, "file:///x.json").root, place) == style
