from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from toolmind.errors import DataError
from toolmind.tools.sources.documents import is_api_document, load_document, parse_document

API = {"paths": {}, "info": {"title": "x" * 9000}, "openapi": "3.0.0"}


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        (json.dumps(API), True),
        ("\ufeff" + json.dumps(API), True),
        ('{"definitions": {}, "swagger": "2.0"}', True),
        ('{"tools": [{"name": "openapi"}], "note": "swagger"}', False),
        ('[{"openapi": "3.0.0"}]', False),
        ('{"name": "a", "parameters": {"openapi": {}}}\n{"name": "b"}', False),
        ("{broken", False),
        ("", False),
    ],
)
def test_a_document_is_told_by_its_keys(tmp_path: Path, text: str, is_one: bool) -> None:
    path = tmp_path / "a.json"
    path.write_text(text, encoding="utf-8")
    assert is_api_document(path) is is_one
    packed = tmp_path / "a.json.gz"
    packed.write_bytes(gzip.compress(text.encode()))
    assert is_api_document(packed) is is_one


async def test_a_packed_document_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(json.dumps(API).encode()))
    document, uri = await load_document(str(path))
    assert document == API and uri == path.as_uri()
    path.write_bytes(gzip.compress(b"{}")[:-6])
    with pytest.raises(DataError, match="cannot be read"):
        await load_document(str(path))


def test_a_mark_before_json_is_no_part_of_it() -> None:
    assert parse_document(b'\xef\xbb\xbf{"a": 1}', "a.json") == {"a": 1}
    assert parse_document(b"\xef\xbb\xbfa: NO", "a.yaml") == {"a": "NO"}


def test_json_with_a_comma_too_many_is_yaml_under_another_name() -> None:
    assert parse_document(b'{"a": 1,}', "a.yaml") == {"a": 1}
    with pytest.raises(DataError, match="line 1, column"):
        parse_document(b'{"a": 1,}', "a.json")
