import gzip
import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from toolmind.errors import DataError
from toolmind.records import Tool
from toolmind.tools.names import is_safe
from toolmind.tools.pool import ToolPool, read_pool, shipped_pool, shipped_pool_path

OBJECT = {"type": "object", "properties": {"city": {"type": "string"}}}


def row(**changes: Any) -> dict[str, Any]:
    return {"id": "w.get", "name": "get", "domain": "weather", "parameters": OBJECT} | changes


def write(path: Path, *rows: Any) -> Path:
    lines = "".join((r if isinstance(r, str) else json.dumps(r)) + "\n" for r in rows)
    data = lines.encode()
    path.write_bytes(gzip.compress(data) if path.suffix == ".gz" else data)
    return path


@pytest.mark.parametrize("name", ["pool.jsonl", "pool.jsonl.gz"])
def test_reads_own_and_corpora_rows(tmp_path: Path, name: str) -> None:
    plain = row(id="w.set", name="set", service="Weather", deprecated=True, server_licence="MIT")
    pool = read_pool([write(tmp_path / name, row(), "", plain)], strict=True)
    assert pool.ids == ("w.get", "w.set")
    assert pool["w.set"].licence == "MIT"
    assert pool["w.set"].annotations == {"service": "Weather", "deprecated": True}
    assert pool[0] == Tool(id="w.get", name="get", domain="weather", parameters=OBJECT)
    assert "w.get" in pool and "w.nil" not in pool and len(pool) == 2


def test_reads_a_json_list(tmp_path: Path) -> None:
    path = tmp_path / "pool.json"
    path.write_text(json.dumps([row(), row(id="b", name="b")], indent=1))
    assert read_pool([path]).ids == ("w.get", "b")


def test_digest_follows_content_and_order(tmp_path: Path) -> None:
    one, two = Tool(id="1", name="a"), Tool(id="2", name="b")
    assert ToolPool([one, two]).digest == ToolPool([one, two]).digest
    assert ToolPool([one, two]).digest != ToolPool([two, one]).digest
    swapped = {"properties": {"b": {}, "a": {}}, "type": "object"}
    same = {"type": "object", "properties": {"a": {}, "b": {}}}
    digests = {ToolPool([Tool(id="1", name="a", parameters=p)]).digest for p in (swapped, same)}
    assert len(digests) == 1


@pytest.mark.parametrize(
    ("bad", "field", "word"),
    [
        ('{"id": "x", ', "", "not JSON"),
        ("[1]", "", "JSON object"),
        (row(id=""), "id", "empty"),
        (row(parameters=[]), "parameters", "object"),
        (row(parameters={"type": "dict"}), "parameters", "type object"),
        (row(parameters={"type": "object", "required": None}), "parameters", "/required"),
        (row(returns={"$ref": "http://example.com/x"}), "returns", "outside"),
        (row(returns={"type": "str"}), "returns", "/type"),
        (row(id=7), "id", "str"),
        (row(), "id", "taken"),
    ],
)
def test_unusable_rows_are_listed(tmp_path: Path, bad: Any, field: str, word: str) -> None:
    first = row(description="first")
    path = write(tmp_path / "pool.jsonl", first, bad, row(id="last", name="last"))
    pool = read_pool([path])
    assert pool.ids == ("w.get", "last")
    (skipped,) = pool.skipped
    assert (skipped.file, skipped.row, skipped.field) == (str(path), 2, field)
    assert word in skipped.problem
    with pytest.raises(DataError, match=r"pool\.jsonl:2"):
        read_pool([path], strict=True)


def test_names_are_safe_and_told_apart(tmp_path: Path) -> None:
    rows = [row(id="a"), row(id="b", domain="sea"), row(id="c", name="café.öffne!"), row(id="d")]
    pool = read_pool([write(tmp_path / "pool.jsonl", *rows, row(id="e"))])
    names = [tool.name for tool in pool]
    assert names == ["get", "sea_get", "cafe_offne", "weather_get", "weather_get_2"]


def test_missing_file_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path / "pool.jsonl", row())
    with pytest.raises(DataError, match=r"Did you mean .*pool\.jsonl"):
        read_pool([tmp_path / "pol.jsonl"])
    with pytest.raises(DataError, match="nor its folder"):
        read_pool([tmp_path / "x" / "pool.jsonl"])
    with pytest.raises(DataError, match="folder"):
        read_pool([tmp_path])


def test_empty_and_damaged_files(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="empty"):
        read_pool([write(tmp_path / "none.jsonl")])
    with pytest.raises(DataError, match="no usable tool in any of 1 rows"):
        read_pool([write(tmp_path / "bad.jsonl", "{")])
    whole = write(tmp_path / "cut.jsonl.gz", *[row(id=str(i)) for i in range(2000)]).read_bytes()
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[:-40])
    with pytest.raises(DataError, match="cut short"):
        read_pool([tmp_path / "cut.jsonl.gz"])


def test_shipped_pool_holds_what_its_readme_says() -> None:
    pool = read_pool([shipped_pool_path()], strict=True)
    assert len(pool) == 3362
    assert all(is_safe(tool.name) for tool in pool)
    assert len({tool.name for tool in pool}) == len(pool)
    assert {tool.licence for tool in pool} == {"Apache-2.0", "MIT"}
    assert all(tool.source and tool.description for tool in pool)
    assert sum(1 for tool in pool if (tool.returns or {}).get("properties")) > 2_800
    assert shipped_pool_path().stat().st_size < 1_500_000


def test_shipped_schemas_pass_the_reference_validator() -> None:
    for tool in read_pool([shipped_pool_path()]).tools[::40]:
        jsonschema.Draft202012Validator.check_schema(tool.parameters)
        jsonschema.Draft202012Validator.check_schema(tool.returns or {})


def test_the_shipped_pool_is_read_and_made_lean_once() -> None:
    pool = shipped_pool()
    assert pool is shipped_pool() and not pool.skipped
    assert pool.digest == read_pool([shipped_pool_path()]).digest
    tool = pool.ids[0]
    assert pool.lean[tool] is shipped_pool().lean[tool]
    assert pool.by_id[tool] is pool[tool]
