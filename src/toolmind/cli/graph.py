"""`toolmind graph`: build, look at, export and score a function graph."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toolmind.cli.output import JsonOption, print_json
from toolmind.errors import ConfigError, DataError

if TYPE_CHECKING:
    from toolmind.chains.coverage import Coverage
    from toolmind.chains.unreached import Unreached
    from toolmind.config import ChainsConfig, RunConfig
    from toolmind.graph.graph import ToolGraph
    from toolmind.graph.scoring.evaluate import ScoreReport
    from toolmind.graph.summary import GraphSummary
    from toolmind.models.cost import Meter
    from toolmind.records import Edge
    from toolmind.tools.pool import ToolPool

app = typer.Typer(no_args_is_help=True, pretty_exceptions_enable=False)

GraphFile = Annotated[Path, typer.Option("--graph", help="A file that `graph build` wrote.")]
Config = Annotated[Path | None, typer.Option(help="Run configuration with graph and chains.")]
_DEFAULT = Path("graph.npz")


@app.command()
def build(
    pools: Annotated[
        list[Path] | None, typer.Argument(help="Pool files; without any, the shipped pool.")
    ] = None,
    out: Annotated[Path, typer.Option(help="The file to write.")] = _DEFAULT,
    config: Config = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="KEY=VALUE", help="As in `toolmind run`.")
    ] = None,
    validate: Annotated[
        str,
        typer.Option(
            metavar="ENDPOINT",
            help="Let this model of the configuration judge each pair of tools; `embedded` is the "
            "offline rule. Resumes from OUT.verdicts.jsonl.",
        ),
    ] = "",
) -> None:
    """Link the outputs of tools to the inputs that can take their values."""
    from toolmind.config import load_config
    from toolmind.graph.build import build_graph
    from toolmind.graph.graph import FAILED
    from toolmind.models.cost import Meter
    from toolmind.pipeline.embedding import embedding
    from toolmind.tools.pool import read_pool, shipped_pool

    settings = load_config(config, set_)
    meter = Meter(max_cost=settings.runtime.max_cost, max_tokens=settings.runtime.max_tokens)
    pool = read_pool(pools) if pools else shipped_pool()
    with embedding(settings, out.with_suffix(".embeddings.db"), meter) as embedder:
        graph = build_graph(pool, settings.graph, embedder=embedder)
    if validate:
        graph = asyncio.run(_validated(graph, pool, validate, settings, meter, out))
        chains = settings.chains
        passed = int(graph.passed(chains.min_transitivity, chains.min_coherence).sum())
        failed = int((graph.transitivity == FAILED).sum())
        typer.echo(f"validated: {passed} links passed, {failed} could not be judged")
    graph.save(out)
    walked, _ = _survey(graph, settings.chains)
    typer.echo(
        f"{out}: {len(graph.tools)} tools, {graph.n_links} links, {walked} of them good enough to "
        f"walk, between {graph.n_pairs} pairs of tools, threshold {graph.threshold:g}"
    )
    if not any(tool.returns for tool in pool):
        typer.echo(
            "no tool declares what it returns, so that none can be linked; `toolmind tools import "
            "--complete` lets a model fill that in",
            err=True,
        )


@app.command()
def stats(
    graph: GraphFile = _DEFAULT,
    chains: Annotated[
        int, typer.Option(min=0, help="Walk so many chains and report what they cover.")
    ] = 0,
    seed: int = 0,
    config: Config = None,
    json: JsonOption = False,
) -> None:
    """Count tools, links, hubs and domains, and tools that no chain comes to; with --chains,
    what walks cover of them.
    """
    from toolmind.chains.coverage import coverage
    from toolmind.chains.unreached import in_words
    from toolmind.config import load_config
    from toolmind.graph.summary import summarize

    loaded = _load(graph)
    summary, settings = summarize(loaded), load_config(config).chains
    walked, unreached = _survey(loaded, settings)
    covered = coverage(loaded, chains, seed, settings) if chains else None
    if json:
        found = {"graph": summary, "walked": walked, "unreached": unreached, "chains": covered}
        print_json(found)
        return
    _print_summary(summary, walked)
    for sentence in in_words(unreached, 10) if unreached and unreached.count else ():
        typer.echo(sentence)
    if covered:
        _print_coverage(covered)


@app.command()
def show(
    tool: Annotated[str, typer.Argument(help="A tool's id or name.")],
    graph: GraphFile = _DEFAULT,
    most: Annotated[int, typer.Option(min=1, help="Links shown each way.")] = 20,
    json: JsonOption = False,
) -> None:
    """Show the best links into and out of one tool."""
    loaded = _load(graph)
    feeds = sorted(loaded.edges(src=tool), key=lambda edge: -edge.score)
    fed_by = sorted(loaded.edges(dst=tool), key=lambda edge: -edge.score)
    if json:
        print_json({"feeds": feeds[:most], "is_fed_by": fed_by[:most]})
        return
    for title, edges in (("feeds", feeds), ("is fed by", fed_by)):
        typer.echo(f"{tool} {title} ({len(edges)} links)")
        for edge in edges[:most]:
            typer.echo(f"  {edge.score:.3f}  {_arrow(edge)}")


@app.command()
def explain(
    src: Annotated[str, typer.Argument(help="Id or name of the tool that gives.")],
    dst: Annotated[str, typer.Argument(help="Id or name of the tool that takes.")],
    graph: GraphFile = _DEFAULT,
    json: JsonOption = False,
) -> None:
    """Say why two tools are linked: every link with all its evidence."""
    edges = list(_load(graph).edges(src=src, dst=dst))
    if json:
        print_json(edges)
        return
    for edge in edges:
        typer.echo(f"{edge.score:.3f}  {_arrow(edge)}")
        for name, strength in edge.evidence.items():
            typer.echo(f"       {strength:>6}  {name}")
    if not edges:
        typer.echo(f"no link from {src} to {dst}")


@app.command()
def export(
    out: Annotated[Path, typer.Argument(help="A .graphml, .jsonl or .parquet file.")],
    graph: GraphFile = _DEFAULT,
) -> None:
    """Write the graph for other programs: GraphML, JSON lines, Parquet."""
    from toolmind.graph.export import export_graph

    loaded = _load(graph)
    export_graph(loaded, out)
    typer.echo(f"{out}: {loaded.n_links} links")


@app.command()
def score(
    functions: Annotated[Path, typer.Option(help="Functions, one JSON object a line.")],
    links: Annotated[Path, typer.Option(help="Links: src, src_output, dst, dst_input.")],
    negatives: Annotated[Path | None, typer.Option(help="Pairs that are no links.")] = None,
    scorer: Annotated[
        str, typer.Option(help="evidence (ours), cosine (the paper's), or both.")
    ] = "both",
    threshold: Annotated[
        float | None, typer.Option(help="Instead of the scorer's own default.")
    ] = None,
    embedder: Annotated[
        str,
        typer.Option(help="For cosine: static, or {type: …, settings} as in a configuration."),
    ] = "static",
    config: Annotated[Path | None, typer.Option(help="Run configuration with endpoints.")] = None,
    json: JsonOption = False,
) -> None:
    """Measure scorers on labelled links, overall and by slice."""
    from toolmind.config import load_config
    from toolmind.graph.embedding.embedders import open_embedder
    from toolmind.graph.scoring.evaluate import score_files

    if scorer not in ("evidence", "cosine", "both"):
        raise ConfigError(f"--scorer {scorer}: give evidence, cosine or both")
    named = [f"graph.embedder={embedder}"] if embedder else []
    settings = load_config(config, ["graph.scorer=cosine", *named])
    opened = open_embedder(settings.graph, settings.models)
    reports = (
        score_files(functions, links, negatives, scorer=name, threshold=threshold, embedder=opened)
        for name in (("evidence", "cosine") if scorer == "both" else (scorer,))
    )
    if json:
        print_json(list(reports))
        return
    for report in reports:
        _print_score(report)


async def _validated(
    graph: ToolGraph, pool: ToolPool, endpoint: str, settings: RunConfig, meter: Meter, out: Path
) -> ToolGraph:
    from toolmind.config import ModelConfig, nearest
    from toolmind.graph.validate import validate_graph
    from toolmind.models.cache import ReplyCache
    from toolmind.models.factory import open_model
    from toolmind.prompts import OwnPrompts, load_prompt
    from toolmind.runs.progress import Progress

    known = {"embedded": ModelConfig(), **settings.models.endpoints}
    if endpoint not in known:
        raise ConfigError(f"--validate: no endpoint {endpoint!r}{nearest(endpoint, list(known))}")
    async with AsyncExitStack() as stack:
        cache = None
        if known[endpoint].type != "embedded":
            cache = ReplyCache(out.with_suffix(".replies.sqlite"))
            stack.callback(cache.close)
        model = open_model(known[endpoint], cache=cache, meter=meter)
        stack.push_async_callback(model.close)
        progress = stack.enter_context(Progress("pairs of tools", meter))
        return await validate_graph(
            graph,
            {tool.id: tool for tool in pool},
            model,
            out.with_suffix(".verdicts.jsonl"),
            prompt=load_prompt("validate_edge", OwnPrompts.of(settings.prompts)),
            judged=progress.reached,
        )


def _load(path: Path) -> ToolGraph:
    from toolmind.graph.graph import load_graph

    return load_graph(path)


def _arrow(edge: Edge) -> str:
    return f"{edge.src}.{edge.src_output} → {edge.dst}.{edge.dst_input}"


def _survey(graph: ToolGraph, chains: ChainsConfig) -> tuple[int, Unreached | None]:
    """Return how many links chains walk and which tools they do not come to.

    None where a model judged all links and none passed.
    """
    from toolmind.chains.transitions import Transitions
    from toolmind.chains.unreached import find_unreached

    try:
        transitions = Transitions.of(graph, chains)
    except DataError:
        return 0, None
    return len(transitions.links), find_unreached(graph, transitions, chains)


def _print_summary(found: GraphSummary, walked: int) -> None:
    typer.echo(f"{found.tools} tools in {found.domains} domains")
    typer.echo(
        f"{found.links} links between {found.pairs} pairs of tools;"
        f" {found.links_across} links join domains; {walked} links are good enough to walk"
    )
    typer.echo(f"{found.unlinked} tools have no link")
    typer.echo(f"scorer {found.scorer}, threshold {found.threshold:g}")
    _print_table("tools that feed most", found.feed_most)
    _print_table("tools that are fed most", found.fed_most)


def _print_coverage(found: Coverage) -> None:
    typer.echo(
        f"\n{found.chains} chains, {found.distinct} distinct; mean length "
        f"{found.mean_length:.1f}; {found.domains_per_chain:.1f} domains a chain"
    )
    lengths = ", ".join(f"{length}: {times}" for length, times in found.lengths.items())
    typer.echo(f"chains of each length: {lengths}")
    typer.echo(f"cover {found.tools:.1%} of the tools, {found.pairs:.1%} of the joined pairs")
    _print_table("tools visited most", found.hubs)
    _print_table("steps between domains", found.domain_pairs)


def _print_table(title: str, counts: dict[str, int]) -> None:
    typer.echo(f"\n{title}")
    for name, count in counts.items():
        typer.echo(f"  {count:8}  {name}")


def _print_score(report: ScoreReport) -> None:
    typer.echo(
        f"{report.scorer}: {report.links} links, {report.negatives} negatives, threshold "
        f"{report.threshold:g}"
        + (f"; {report.left_out} links name what is not declared" if report.left_out else "")
    )
    typer.echo(f"  {'slice':22}{'links':>7}{'AP':>8}{'F1':>8}{'prec.':>8}{'recall':>8}")
    for one in report.slices:
        figures = (one.average_precision, one.best_f1, one.precision, one.recall)
        shown = "".join(f"{value:8.3f}" if value is not None else f"{'–':>8}" for value in figures)
        typer.echo(f"  {one.name:22}{one.links:7}{shown}")
