"""Choose the pool that ships with the package from the function corpora.

    python research/pool/build_pool.py --corpora DIR --botocore WHEEL --google WHEEL

DIR holds `functions_google`, `functions_aws`, `functions_seal_tools` and `functions_mcp`, each
with a `functions.jsonl.gz`; the wheels hold the limits that the corpora lack (declared_limits.py).
Whole services are taken together, so that the outputs of some tools
can feed the inputs of others. Left out: deprecated functions, thin descriptions, very large
schemas, and functions whose licence is not MIT or Apache-2.0.
"""

from __future__ import annotations

import argparse
import gzip
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec
import orjson
import yaml
from declared_limits import AwsLimits, GoogleLimits

from toolmind.datasets.files import read_rows
from toolmind.errors import DataError
from toolmind.records import Tool
from toolmind.tools.names import qualified_name
from toolmind.tools.pool import pool_tool

SOURCES = Path(__file__).parent / "pool_sources.yaml"
MAX_BYTES = 6_000  # of one record: beyond it a prompt with several tools gets too long
MAX_FIELDS = 60  # named fields, inputs and outputs together
MIN_DESCRIPTION = 20
MAX_PER_SERVICE = 42  # so that no service outweighs the others
SILENT_SHARE = 0.15  # of a service: functions that return nothing, such as deletions
PAGING = {"nextToken", "NextToken", "nextPageToken", "pageToken", "maxResults", "MaxResults"}
PAGING |= {"pageSize", "kind", "etag", "body", "requestId"}


def main() -> None:
    """Choose, write, and say what was chosen."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("src/toolmind/data/pool.jsonl.gz"))
    parser.add_argument("--botocore", type=Path, help="its wheel: the limits that AWS declares")
    parser.add_argument("--google", type=Path, help="the wheel of google-api-python-client")
    options = parser.parse_args()
    tools = list(unique_names(map(limits_of(options), choose(options.corpora))))
    write(tools, options.out)
    outputs = sum(1 for tool in tools if named_fields(tool.returns))
    corpora = Counter(tool.id.split(".")[0] for tool in tools)
    print(f"{len(tools)} tools, {outputs} with outputs, {len({t.domain for t in tools})} domains")
    print(", ".join(f"{name} {count}" for name, count in sorted(corpora.items())))


def limits_of(options: argparse.Namespace) -> Callable[[Tool], Tool]:
    """Return what gives a tool the limits that its maker declares, where the wheels are named."""
    aws = AwsLimits(options.botocore) if options.botocore else None
    google = GoogleLimits(options.google) if options.google else None

    def limited(tool: Tool) -> Tool:
        if aws and tool.id.startswith("aws."):
            return aws.of(tool)
        return google.of(tool) if google and tool.id.startswith("google.") else tool

    return limited


def choose(corpora: Path) -> Iterator[Tool]:
    """Yield the chosen tools, grouped by service, in a fixed order."""
    chosen: dict[str, list[Tool]] = {}
    for corpus, wanted in yaml.safe_load(SOURCES.read_text()).items():
        for read in read_rows(corpora / corpus / "functions.jsonl.gz"):
            if isinstance(read, DataError):
                raise read
            row = read.value
            group = group_of(corpus, row)
            if group not in wanted["take"] or row.get("deprecated"):
                continue
            row["licence"] = row.pop("server_licence", None) or wanted.get("licence", "")
            if corpus == "functions_seal_tools":
                row["domain"] = group
            with suppress(DataError):
                tool = pool_tool(row)
                if is_good(tool):
                    chosen.setdefault(f"{corpus}/{group}", []).append(tool)
    for group, tools in chosen.items():
        yield from tools if group.startswith("functions_mcp") else thin_out(tools)


def group_of(corpus: str, row: dict[str, Any]) -> str:
    """Return the group that a row is chosen by: its server, service or main domain."""
    if corpus == "functions_mcp":
        return str(row.get("service"))
    return str(row["domain"]).split("/")[0]


def is_good(tool: Tool) -> bool:
    """Say whether a tool has a real description, an open licence and a handy size."""
    size = len(msgspec.json.encode(tool))
    fields = named_fields(tool.parameters) + named_fields(tool.returns)
    return (
        tool.licence in ("MIT", "Apache-2.0")
        and len(tool.description) >= MIN_DESCRIPTION
        and size <= MAX_BYTES
        and 1 <= fields <= MAX_FIELDS
    )


def thin_out(tools: list[Tool]) -> list[Tool]:
    """Keep the best-connected functions of a service with outputs, and a share of the silent."""
    inputs = {tool.id: field_names(tool.parameters) for tool in tools}
    outputs = {tool.id: field_names(tool.returns) for tool in tools}
    given = Counter(name for names in outputs.values() for name in names)
    taken = Counter(name for names in inputs.values() for name in names)

    def connections(tool: Tool) -> int:
        return sum(given[name] for name in inputs[tool.id]) + sum(
            taken[name] for name in outputs[tool.id]
        )

    ranked = sorted(tools, key=connections, reverse=True)
    speaking = [tool.id for tool in ranked if outputs[tool.id]][:MAX_PER_SERVICE]
    silent = [tool.id for tool in ranked if not outputs[tool.id]]
    kept = {*speaking, *silent[: int(len(speaking) * SILENT_SHARE)]}
    return [tool for tool in tools if tool.id in kept]


def field_names(schema: Any) -> set[str]:
    """Return the names of all properties of a schema, but for those of paging."""
    if isinstance(schema, list):
        return {name for item in schema for name in field_names(item)}
    if not isinstance(schema, dict):
        return set()
    own = schema.get("properties")
    names = set(own) - PAGING if isinstance(own, dict) else set()
    return names.union(*map(field_names, schema.values()))


def named_fields(schema: Any) -> int:
    """Count the named properties of a schema at all depths."""
    if isinstance(schema, list):
        return sum(map(named_fields, schema))
    if not isinstance(schema, dict):
        return 0
    own = schema.get("properties")
    count = len(own) if isinstance(own, dict) else 0
    return count + sum(named_fields(item) for item in schema.values())


def unique_names(tools: Iterable[Tool]) -> Iterator[Tool]:
    """Yield the tools with clashing names qualified by their domain, all of them alike."""
    tools = list(tools)
    count = Counter(tool.name for tool in tools)
    taken = {name for name, times in count.items() if times == 1}
    for tool in tools:
        if count[tool.name] > 1:
            tool = msgspec.structs.replace(tool, name=qualified_name(tool.name, tool.domain, taken))
            taken.add(tool.name)
        yield tool


def write(tools: Iterable[Tool], path: Path) -> None:
    """Write the pool, byte for byte the same from the same tools."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = b"\n".join(orjson.dumps(msgspec.to_builtins(tool)) for tool in tools) + b"\n"
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=buffer, mode="wb", mtime=0, compresslevel=9) as file:
        file.write(text)
    path.write_bytes(buffer.getvalue())


if __name__ == "__main__":
    main()
