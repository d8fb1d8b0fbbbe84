"""What the page asks for: counts, filtered rows, items, tools, labels."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from toolmind.checks.calibration.calibration import calibrate, write_calibration
from toolmind.pipeline.labelled_run import labelled_run
from toolmind.records.label import Label
from toolmind.viewer.item import pairs_of
from toolmind.viewer.open_source import open_source
from toolmind.viewer.site import Site

pytestmark = pytest.mark.offline


@pytest.fixture
def site(small_run: Path, tmp_path: Path) -> Iterator[Site]:
    shutil.copytree(small_run / "run", tmp_path / "run")
    with closing(Site(open_source([tmp_path / "run"]))) as made:
        made.read()
        yield made


def test_the_overview_adds_up(site: Site, tmp_path: Path) -> None:
    told = site.overview()
    assert told["done"] and told["items"] == 6 == sum(told["states"].values())
    assert sum(made for _, made, _ in told["kinds"]) == 6
    assert sum(kept for _, _, kept in told["kinds"]) == told["states"]["kept"]
    assert told["masked"] <= told["turns"]
    with closing(open_source([tmp_path / "run"])) as source:
        pairs = [frozenset(pairs_of(one.scenario.chain)) for one in source.new() if one.scenario]
    assert told["chains"] == len({one for one in pairs if one}) > 0
    assert told["joined"] == len(frozenset().union(*pairs)) > 0
    assert len(told["never"]) + told["called_tools"] == told["tools"] == 150
    assert sum(count for _, count in told["calls"]) == told["states"]["kept"]


@pytest.mark.parametrize("name", ["state", "kind", "tool", "id"])
def test_each_filter_leaves_those_that_it_names(site: Site, name: str) -> None:
    every = site.rows({})["rows"]
    value = {"state": every[0]["state"], "kind": every[0]["kind"], "id": "003"}.get(name)
    value = value or next(row for row in every if row["tools"])["tools"][0]
    found = site.rows({name: value})["rows"]
    holds = {
        "tool": lambda row: value in row["tools"],
        "id": lambda row: value in row["id"],
    }.get(name, lambda row: row[name] == value)
    assert found == [row for row in every if holds(row)] != []


def test_filters_combine_and_a_text_is_looked_for_in_all_that_was_said(site: Site) -> None:
    whole = site.item(2)
    said = next(m["content"] for m in whole["trajectory"]["messages"] if m["role"] == "user")
    assert 2 in {row["index"] for row in site.rows({"text": said[:60].upper()})["rows"]}
    assert site.rows({"text": said[:60], "id": "t000003"})["total"] == 0
    assert site.rows({"text": "nowhere at all"})["rows"] == []


def test_pages(site: Site) -> None:
    first = site.rows({"count": "4"})
    assert (first["total"], len(first["rows"])) == (6, 4)
    rest = site.rows({"count": "4", "start": "4"})
    assert [row["index"] for row in first["rows"] + rest["rows"]] == list(range(6))
    odd = site.rows({"count": "-1", "start": "x"})
    assert odd["start"] == 0 and len(odd["rows"]) == 6, "what is no number counts as not said"


def test_an_item_knows_its_neighbours(site: Site) -> None:
    assert (site.item(0)["before"], site.item(0)["after"]) == (None, 1)
    assert (site.item(5)["before"], site.item(5)["after"]) == (4, None)
    with pytest.raises(KeyError):
        site.item(99)


def test_the_graph_knows_what_feeds_a_tool_and_how_often_it_is_walked(site: Site) -> None:
    links = [
        (chain["tools"][link["src"]], chain["tools"][link["dst"]])
        for index in range(6)
        if (chain := site.item(index)["scenario"]["chain"])
        for link in chain.get("links", ())
    ]
    source, target = links[0]
    assert site.graph()["tools"] == 150
    edge = site.edge(source, target)
    assert edge["links"][0]["evidence"] and edge["chains"] >= 1
    around = site.neighbours(target)
    assert around["from"]["tools"] >= 1
    walked = {one["tool"]: one["chains"] for one in around["from"]["best"]}
    assert walked.get(source, edge["chains"]) == edge["chains"]
    assert site.tool(source)["tool"]["id"] == source
    found = site.tools({"text": source})
    assert found["total"] >= 1 and found["tools"][0]["id"]


def test_a_graph_that_cannot_be_read_is_told_and_nothing_else_falls(
    small_run: Path, tmp_path: Path
) -> None:
    shutil.copytree(small_run / "run", tmp_path / "run")
    (tmp_path / "run" / "graph.npz").write_bytes(b"broken")
    with closing(Site(open_source([tmp_path / "run"]))) as site:
        site.read()
        assert "graph.npz" in site.graph()["problem"]
        assert site.overview()["items"] == 6
        assert site.walk(0)["calls"] is not None


def test_a_calibration_tells_how_probably_a_turn_is_wrong(small_run: Path, tmp_path: Path) -> None:
    run = tmp_path / "run"
    shutil.copytree(small_run / "run", run)
    with closing(Site(open_source([run]))) as site:
        site.read()
        assert site.rows({"probability": "0"})["total"] == 0, "nothing is known yet"
        turns = [
            (site.item(index)["id"], message["id"])
            for index in range(6)
            for message in site.item(index)["trajectory"]["messages"]
            if message["role"] == "assistant"
        ]
        for at, (item, message) in enumerate(turns):
            said = "wrong" if at % 5 == 0 else "right"
            site.label(Label(item=item, message=message, label=said, labeller="ada"))
    made = calibrate(labelled_run(run), folds=2)
    write_calibration(made, tmp_path / "calibration.json")
    with closing(Site(open_source([run], tmp_path / "calibration.json"))) as site:
        site.read()
        told = site.rows({})["rows"]
        assert all(0 < row["probability"] < 1 for row in told)
        most = max(row["probability"] for row in told)
        found = site.rows({"probability": str(most)})
        assert 1 <= found["total"] <= 6
        assert site.item(found["rows"][0]["index"])["chances"]
        queue = site.queue({"labeller": "bob", "by": "uncertainty"})["rows"]
        unsure = [abs(row["probability"] - 0.5) for row in queue]
        assert unsure == sorted(unsure)


def test_labels_are_kept_told_and_taken_out_of_the_queue(site: Site) -> None:
    assert site.queue({"labeller": "ada"})["left"] == 6
    turn = next(m for m in site.item(0)["trajectory"]["messages"] if m["role"] == "assistant")
    site.label(Label(item="t000000", message=turn["id"], label="right", labeller="ada"))
    assert site.item(0)["labels"][0]["label"] == "right"
    left = {
        name: [row["index"] for row in site.queue({"labeller": name})["rows"]]
        for name in ("ada", "bob")
    }
    assert 0 not in left["ada"] and 0 in left["bob"]
    told = site.labelled()
    assert told["labels"] == 1 and "precision" not in told
    with pytest.raises(KeyError):
        site.label(Label(item="t000000", message="m999", label="right"))


def test_from_fifty_labels_on_masks_are_judged(site: Site) -> None:
    turns = [
        (site.item(index)["id"], message["id"])
        for index in range(6)
        for message in site.item(index)["trajectory"]["messages"]
        if message["role"] == "assistant"
    ]
    for labeller in ("ada", "bob", "cyd", "dan", "eve"):
        for item, message in turns:
            site.label(Label(item=item, message=message, label="wrong", labeller=labeller))
    told = site.labelled()
    assert told["labels"] >= 50 and told["recall"]["of"] == len(turns)
    assert len(told["agreements"]) == 10
