"""Wishes are made of what tools say that they do."""

from __future__ import annotations

import pytest

from toolmind.offline.player.goals import goal


@pytest.mark.parametrize(
    ("name", "description", "wish"),
    [
        (
            "GetJob",
            "GetJob retrieves details of a specific job.",
            "retrieve details of a specific job",
        ),
        (
            "GetItem",
            "The GetItem operation returns the attributes.",
            "return the attributes (item)",
        ),
        (
            "ListItems",
            "ListItems is part of a previous API. See the guide.",
            "list items",
        ),
        (
            "get_all",
            "Use this tool to find all modules of a course.",
            "find all modules of a course",
        ),
        (
            "areas_compute",
            "This method lets you retrieve insights about areas.",
            "retrieve insights about areas",
        ),
        (
            "drafts_delete",
            "Permanently deletes the given draft of a message.",
            "permanently delete the given draft of a message",
        ),
        (
            "put_rule",
            "Creates or updates a rule and returns the rule to the caller.",
            "create or update a rule and return the rule to the caller",
        ),
        (
            "batch",
            "Retrieves, inserts, and deletes several accounts in a request.",
            "retrieve, insert, and delete several accounts in a request",
        ),
        (
            "analyze_id",
            "Analyzes identity documents for relevant details.",
            "analyze identity documents for relevant details",
        ),
        (
            "storage_alerts_get",
            "Important: closed. The alert is returned if it exists.",
            "get storage alerts",
        ),
        (
            "abort_upload",
            "This operation aborts a multipart upload. As a result, parts are lost.",
            "abort a multipart upload",
        ),
        (
            "stop_actions",
            "This API works with: EC2, Container Suspends types of activity.",
            "suspend types of activity",
        ),
        (
            "delete_scaling_policy",
            "This API works with: EC2 (IQ) Deletes a scaling policy. To suspend policies, use"
            " StopActions. This operation suspends all policies for the fleet.",
            "delete a scaling policy",
        ),
        (
            "delete_policy",
            "Note: none is left. This operation lists all policies first.",
            "delete policy",
        ),
        (
            "update_flow",
            "Updates the metadata of a flow, such as:\n\n- its name\n- its categories",
            "update the metadata of a flow",
        ),
        ("find_rooms", "Finds rooms with wishes, for example.", "find rooms with wishes"),
    ],
)
def test_a_wish_says_what_the_tool_does_without_naming_it(
    name: str, description: str, wish: str
) -> None:
    assert goal(name, description) == wish
