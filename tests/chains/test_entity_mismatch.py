"""Entity mismatch: the id of one kind of job is of no use to a tool about another kind."""

from __future__ import annotations

import msgspec
import numpy as np

from graph_tools import make_tool
from toolmind.chains.entity_mismatch import mismatched
from toolmind.chains.walk import sample_chains
from toolmind.config import ChainsConfig
from toolmind.graph.build import build_graph
from toolmind.records import Tool

JOB = {"JobId": "The identifier of the job."}


def told_apart(*tools: Tool) -> set[tuple[str, str]]:
    """Return the pairs of tools that a mismatched link joins."""
    graph = build_graph(tools)
    domains = np.array(graph.domains)
    found = mismatched(graph, np.arange(graph.n_links), domains[graph.src] == domains[graph.dst])
    names = [tool.rpartition(".")[2] for tool in graph.tools]
    return {(names[graph.src[at]], names[graph.dst[at]]) for at in np.flatnonzero(found)}


def job(name: str, domain: str = "shop") -> Tool:
    return make_tool(name, JOB, JOB, domain=domain, description="Work on a job.")


def test_the_job_of_another_kind_is_a_mismatch() -> None:
    found = told_apart(
        job("StartPhiDetectionJob"), job("StopPhiDetectionJob"), job("StopTopicsDetectionJob"),
        job("StartTopicsDetectionJob"),
    )  # fmt: skip
    assert ("StartPhiDetectionJob", "StopTopicsDetectionJob") in found
    assert ("StartPhiDetectionJob", "StopPhiDetectionJob") not in found


def test_where_its_own_kind_gives_none_another_kind_is_no_mismatch() -> None:
    assert not told_apart(job("StartPhiDetectionJob"), job("StopTopicsDetectionJob"))


def test_a_tool_that_says_less_of_its_thing_is_kin() -> None:
    assert not told_apart(job("StartPhiJob"), job("StopPhiJob"), job("DescribeJob"))


def test_a_kind_with_a_word_more_is_another_where_both_have_links_of_their_own() -> None:
    found = told_apart(
        job("StartEntitiesJob"), job("StopEntitiesJob"),
        job("StartPiiEntitiesJob"), job("StopPiiEntitiesJob"),
    )  # fmt: skip
    assert ("StartEntitiesJob", "StopPiiEntitiesJob") in found
    assert ("StartPiiEntitiesJob", "StopEntitiesJob") in found
    assert ("StartPiiEntitiesJob", "StopPiiEntitiesJob") not in found
    assert not told_apart(
        job("StartEntitiesJob"), job("StopPiiEntitiesJob"), job("StartPiiEntitiesJob")
    )


def test_a_verb_among_other_words_is_part_of_the_kind() -> None:
    found = told_apart(
        job("StartNotesExportJob"), job("DescribeNotesExportJob"),
        job("StartNotesImportJob"), job("DescribeNotesImportJob"),
    )  # fmt: skip
    assert ("StartNotesExportJob", "DescribeNotesImportJob") in found
    assert ("StartNotesExportJob", "DescribeNotesExportJob") not in found


def test_a_value_named_after_the_lesser_kind_is_passed_on() -> None:
    config = {"CodeSigningConfigArn": "The ARN of the signing configuration."}
    tools = (
        make_tool(name, config, config)
        for name in (
            "GetCodeSigningConfig",
            "DeleteCodeSigningConfig",
            "GetFunctionCodeSigningConfig",
            "PutFunctionCodeSigningConfig",
        )
    )
    assert not told_apart(*tools)


def test_what_names_a_thing_that_both_belong_to_is_passed_on() -> None:
    function = {"FunctionName": "The name of the function."}
    tools = (
        make_tool(name, function, function, description="Configure a function.")
        for name in (
            "GetFunctionCodeSigningConfig",
            "PutFunctionCodeSigningConfig",
            "GetFunctionEventConfig",
        )
    )
    assert not told_apart(*tools, make_tool("PutFunctionEventConfig", function, function))


def test_what_stands_behind_a_preposition_is_not_what_a_tool_is_about() -> None:
    badge = {"BadgeTypeId": "The identifier of the badge type."}
    tools = (
        make_tool(name, badge, badge, description="List what has a badge.")
        for name in ("ListTasksForBadgeType", "ListWorkersWithBadgeType", "GetBadgeType")
    )
    assert not told_apart(*tools)


def test_a_bare_id_is_of_the_object_that_holds_it() -> None:
    def tool(name: str, holder: str) -> Tool:
        one = make_tool(name, {"Id": "Its identifier."}, {"Id": "Its identifier."})
        held = {"type": "object", "properties": {holder: one.returns}}
        return msgspec.structs.replace(one, returns=held)

    found = told_apart(
        tool("GetMetricsPlan", "MetricsPlan"), tool("PutMetricsPlan", "MetricsPlan"),
        tool("GetBackupPlan", "BackupPlan"), tool("PutBackupPlan", "BackupPlan"),
        tool("CopyBackupPlan", "Owner"),
    )  # fmt: skip
    assert ("GetMetricsPlan", "PutBackupPlan") in found
    assert not [pair for pair in found if pair[0] == "CopyBackupPlan"], "the id of an owner"


def test_no_chain_walks_a_mismatched_link() -> None:
    kinds = ("Phi", "Topics", "Events")
    tools = [job(f"{verb}{kind}Job") for kind in kinds for verb in ("Start", "Get", "Stop", "List")]
    config = ChainsConfig(min_length=2, max_length=4)
    for chain in sample_chains(build_graph(tools), 60, 1, config):
        assert len({kind for kind in kinds for tool in chain.tools if kind in tool}) == 1
