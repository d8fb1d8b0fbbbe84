"""`toolmind tools`: import tools from anywhere, list, show and lint them."""

from __future__ import annotations

import asyncio
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack, aclosing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toolmind.cli.output import JsonOption, print_json
from toolmind.errors import ConfigError, DataError

if TYPE_CHECKING:
    from toolmind.records import Tool
    from toolmind.tools.constraints import ConstraintCount
    from toolmind.tools.importer import Complete, ImportOptions, ImportReport
    from toolmind.tools.lint import Finding
    from toolmind.tools.pool import ToolPool
    from toolmind.tools.sources.base import Source

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)

_SOURCES = "KIND:PLACE, or a file or address that tells its kind; see docs/tools.md."
Pools = Annotated[
    list[Path] | None, typer.Argument(help="Pool files; without any, the shipped pool.")
]
Headers = Annotated[
    list[str] | None,
    typer.Option(metavar="NAME:VALUE", help="Header for sources read over HTTP; repeatable."),
]


@app.command("import")
def import_(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help=_SOURCES)],
    out: Annotated[Path, typer.Option(help="The pool to write: .jsonl or .jsonl.gz.")],
    licence: Annotated[
        str, typer.Option(help="Licence of the sources that declare none themselves.")
    ] = "",
    only_licence: Annotated[
        list[str] | None, typer.Option(help="Keep only tools of this licence; repeatable.")
    ] = None,
    domain: Annotated[
        str,
        typer.Option(help="One domain for all tools, as for an API that its tags divide."),
    ] = "",
    merge: Annotated[bool, typer.Option(help="Merge near-duplicates too.")] = True,
    similarity: Annotated[
        float, typer.Option(min=0, max=1, help="How alike near-duplicates are, by their words.")
    ] = 0.85,
    changes: Annotated[
        Path | None, typer.Option(help="JSONL file that gets every repair, before and after.")
    ] = None,
    complete: Annotated[
        str,
        typer.Option(
            metavar="ENDPOINT",
            help="Let this model of the configuration fill in what is missing; `embedded` is the "
            "offline rule.",
        ),
    ] = "",
    config: Annotated[Path | None, typer.Option(help="Configuration with the endpoint.")] = None,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds to wait for a server.")] = 30.0,
    header: Headers = None,
    json: JsonOption = False,
) -> None:
    """Import tools from any sources into one clean pool, and report what happened."""
    from toolmind.tools.importer import ImportOptions
    from toolmind.tools.sources.choose import choose_source

    if not out.name.endswith((".jsonl", ".jsonl.gz")):
        raise ConfigError(f"--out {out}: a pool is written as .jsonl or .jsonl.gz")
    headers = _headers(header)
    chosen = [
        choose_source(text, licence=licence, timeout_s=timeout, headers=headers) for text in sources
    ]
    options = ImportOptions(
        merge=merge,
        similarity=similarity,
        licences=tuple(only_licence or ()),
        domain=domain,
        changes=str(changes or ""),
    )
    report = asyncio.run(_import(chosen, out, options, complete, config))
    if json:
        print_json(report)
    else:
        _print_report(report, out)
        if not complete and (undeclared := report.kept - report.with_returns):
            _print_undeclared(undeclared, report.kept, out, config)


@app.command("list")
def list_(
    pools: Pools = None,
    domain: Annotated[str, typer.Option(help="Only tools of this domain.")] = "",
    domains: Annotated[bool, typer.Option(help="List the domains instead, with counts.")] = False,
    json: JsonOption = False,
) -> None:
    """List the tools of a pool: id, domain, parameters, whether a result is declared."""
    pool = _read(pools)
    if domains:
        counts = Counter(tool.domain for tool in pool).most_common()
        if json:
            print_json(dict(counts))
        else:
            typer.echo("\n".join(f"{count:7}  {name}" for name, count in counts))
        return
    rows = [_row(tool) for tool in pool if not domain or tool.domain == domain]
    if json:
        print_json(rows)
        return
    for row in rows:
        result = "returns" if row["returns"] else "-"
        parameters = f"{row['parameters']} parameters"
        typer.echo("\t".join((row["id"], row["domain"], parameters, result, row["name"])))


@app.command()
def show(
    tool_id: Annotated[str, typer.Argument(metavar="ID", help="The tool's id or name.")],
    pools: Pools = None,
) -> None:
    """Show one tool of a pool, with everything that is known of it, as JSON."""
    print_json(_find(_read(pools), tool_id))


@app.command()
def lint(
    sources: Annotated[list[str], typer.Argument(metavar="SOURCE", help=_SOURCES)],
    strict: Annotated[bool, typer.Option(help="Fail on warnings too.")] = False,
    notes: Annotated[bool, typer.Option(help="Show notes too.")] = False,
    json: JsonOption = False,
    timeout: Annotated[float, typer.Option(min=0.1, help="Seconds to wait for a server.")] = 30.0,
    header: Headers = None,
) -> None:
    """Find what is wrong with functions. Exit code 1 if there are errors."""
    from toolmind.tools.constraints import ConstraintCount
    from toolmind.tools.sources.choose import choose_source

    counts: Counter[str] = Counter()
    constraints = ConstraintCount()
    listed: list[Finding] = []
    for text in sources:
        source = choose_source(text, timeout_s=timeout, headers=_headers(header))
        told = listed.append if json else typer.echo
        asyncio.run(_lint(source, counts, constraints, notes, told))
    if json:
        numbers = {"read": constraints.read, "kept": constraints.kept, "lost": constraints.lost}
        print_json({"findings": listed, "counts": counts, "constraints": numbers})
    typer.echo(
        f"{counts['error']} errors, {counts['warning']} warnings, {counts['note']} notes", err=True
    )
    if constraints.read:
        lost = f", lost: {_counts(constraints.lost)}" if constraints.lost else ""
        said = f"constraints: {constraints.read:,} in, {constraints.kept:,} out{lost}"
        typer.echo(said, err=True)
    if counts["error"] or (strict and counts["warning"]):
        raise typer.Exit(1)


async def _import(
    sources: list[Source], out: Path, options: ImportOptions, endpoint: str, config: Path | None
) -> ImportReport:
    from toolmind.tools.importer import import_tools

    async with AsyncExitStack() as stack:
        complete = await _completer(endpoint, config, out, stack) if endpoint else None
        return await import_tools(
            sources, out, options, complete=complete, progress=_progress if _terminal() else None
        )


async def _completer(
    endpoint: str, config: Path | None, out: Path, stack: AsyncExitStack
) -> Complete:
    from toolmind.config import ModelConfig, load_config, nearest
    from toolmind.models.cache import ReplyCache
    from toolmind.models.factory import open_model
    from toolmind.prompts import OwnPrompts, load_prompt
    from toolmind.tools.complete import complete

    settings = load_config(config)
    known = {"embedded": ModelConfig(), **settings.models.endpoints}
    if endpoint not in known:
        raise ConfigError(f"--complete: no endpoint {endpoint!r}{nearest(endpoint, list(known))}")
    cache = None
    if known[endpoint].type != "embedded":
        cache = ReplyCache(out.with_name(f"{out.name.split('.')[0]}.replies.sqlite"))
        stack.callback(cache.close)
    model = open_model(known[endpoint], cache=cache)
    stack.push_async_callback(model.close)
    prompt = load_prompt("complete", OwnPrompts.of(settings.prompts))

    async def fill(tool: Tool) -> Tool:
        return await complete(tool, model, prompt)

    return fill


async def _lint(
    source: Source,
    counts: Counter[str],
    constraints: ConstraintCount,
    notes: bool,
    tell: Callable[[Finding], object],
) -> None:
    from toolmind.tools.lint import lint as findings

    async with aclosing(findings(source, constraints)) as found:
        async for finding in found:
            counts[finding.severity] += 1
            if finding.severity != "note" or notes:
                tell(finding)


def _headers(texts: list[str] | None) -> dict[str, str]:
    headers = {}
    for text in texts or ():
        name, colon, value = text.partition(":")
        if not colon or not name.strip():
            raise ConfigError("--header is not of the form NAME:VALUE")
        headers[name.strip()] = value.strip()
    return headers


def _read(pools: list[Path] | None) -> ToolPool:
    from toolmind.tools.pool import read_pool, shipped_pool

    return read_pool(pools) if pools else shipped_pool()


def _find(pool: ToolPool, wanted: str) -> Tool:
    from toolmind.config import nearest

    named = next((tool for tool in pool if wanted in (tool.id, tool.name)), None)
    if named is None:
        known = [*pool.ids, *(tool.name for tool in pool)]
        raise DataError(f"no tool {wanted!r}{nearest(wanted, known[:10_000])}")
    return named


def _row(tool: Tool) -> dict[str, Any]:
    return {
        "id": tool.id,
        "name": tool.name,
        "domain": tool.domain,
        "parameters": len(tool.parameters.get("properties", {})),
        "returns": bool(tool.returns),
    }


def _print_report(report: ImportReport, out: Path) -> None:
    from toolmind.tools.importer import beside

    aside = sum(report.set_aside.values())
    rows = [
        ("functions read", report.read, ""),
        ("kept", report.kept, f"{report.domains} domains, {report.with_returns} with a result"),
        ("merged: exact duplicates", report.exact, ""),
        ("merged: near-duplicates", report.near, ""),
        ("left out by licence", report.filtered, ""),
        ("set aside", aside, _counts(report.set_aside)),
        ("repaired", report.repaired, _counts(report.repairs)),
        (
            "constraints kept",
            report.constraints_kept,
            f"of {report.constraints_read:,}"
            + (f"; lost: {_counts(report.constraints_lost)}" if report.constraints_lost else ""),
        ),
        ("renamed (name clashes)", report.renamed, ""),
        ("domain found by clustering", report.labelled, ""),
        ("completed by a model", report.completed, _counts(report.not_completed)),
    ]
    for name, count, detail in rows:
        typer.echo(f"{count:8,}  {name}" + (f": {detail}" if detail else ""))
    typer.echo(f"pool: {out}   report: {beside(out, 'report.json')}")
    if aside:
        typer.echo(f"set aside, with reasons: {beside(out, 'set-aside.jsonl')}")


def _print_undeclared(undeclared: int, kept: int, out: Path, config: Path | None) -> None:
    from toolmind.tools.undeclared import how_to_complete

    how = how_to_complete([out], str(config or "run.yaml"))
    text = f"{undeclared:,} of {kept:,} tools declare no result: no call can follow from theirs"
    typer.echo(f"note: {text}. {how}.", err=True)


def _counts(counts: dict[str, int]) -> str:
    return ", ".join(f"{name} {count:,}" for name, count in counts.items())


def _terminal() -> bool:
    return sys.stderr.isatty()


def _progress(count: int) -> None:
    typer.echo(f"\r{count:,} functions read", nl=False, err=True)
