"""Addresses of another sort and ids of other things are no links."""

from __future__ import annotations

from typing import Any

import pytest

from toolmind.records import Chain, Link, Schema, Tool
from toolmind.scenarios.mistaken_links import is_mistaken
from toolmind.scenarios.usable_links import usable_links
from toolmind.schema import split

TEXT = {"type": "string"}


def nested(path: str, schema: Schema) -> Schema:
    for step in reversed(split(path)):
        schema = (
            {"type": "array", "items": schema}
            if step == "[]"
            else {"type": "object", "properties": {step: schema}}
        )
    return schema


def mistaken(
    source: str, output: str, target: str, path: str, given: Any = None, into: Any = None
) -> bool:
    given, into = {**TEXT, **(given or {})}, {**TEXT, **(into or {})}
    first = Tool(id=source, name=source, returns=nested(output, given))
    last = Tool(id=target, name=target, parameters=nested(path, into))
    chain = Chain(
        id="c",
        tools=(source, target),
        links=(Link(src=0, src_output=output, dst=1, dst_input=path, score=0.9),),
    )
    found = is_mistaken(first, output, given, last, path, into)
    kept = usable_links(chain, {source: first, target: last}).links
    assert bool(kept) != found
    return found


DELIVERED = {"description": "The address where notifications are delivered for this channel."}


@pytest.mark.parametrize(
    ("output", "path", "given", "into"),
    [
        ("emailAddress", "address", {}, DELIVERED),
        ("user.emailAddress", "notificationAddress.url", {}, {}),
        ("email", "webhook", {}, {}),
        ("owner.email", "callbackUrl", {}, {}),
        ("contact", "endpoint", {"format": "email"}, {}),
        ("phoneNumber", "email", {}, {}),
        ("websiteUrl", "to_email", {}, {}),
        ("ipAddress", "address", {}, {"description": "The street address of the office."}),
    ],
)
def test_addresses_of_different_sorts(output: str, path: str, given: Any, into: Any) -> None:
    assert mistaken("get_user", output, "watch_channel", path, given, into)


@pytest.mark.parametrize(
    ("output", "path", "given", "into"),
    [
        ("emailAddress", "address", {}, {}),
        ("emailAddress", "address", {}, {"description": "The e-mail address to write to."}),
        ("webhook.url", "address", {}, DELIVERED),
        ("email", "recipient", {}, {}),
        ("email", "login", {}, {}),
        ("emailId", "email_url", {}, {}),
        ("homepage", "website_url", {"format": "uri"}, {}),
    ],
)
def test_addresses_of_one_sort_or_of_none(output: str, path: str, given: Any, into: Any) -> None:
    assert not mistaken("get_user", output, "watch_channel", path, given, into)


@pytest.mark.parametrize(
    ("source", "output", "target", "path"),
    [
        ("get_post", "post.id", "delete_comment", "commentId"),
        ("list_posts", "posts[].postId", "comments_delete", "comment_id"),
        ("get_order", "order_id", "getInvoice", "invoice.invoiceId"),
    ],
)
def test_ids_of_different_things(source: str, output: str, target: str, path: str) -> None:
    assert mistaken(source, output, target, path)


@pytest.mark.parametrize(
    ("source", "output", "target", "path"),
    [
        ("get_post", "post.id", "list_comments", "postId"),
        ("get_post", "id", "delete_comment", "commentId"),
        ("list_comments", "post.id", "delete_comment", "commentId"),
        ("get_comment", "comment.id", "delete_comment", "commentId"),
        ("get_user", "user.id", "remove_member", "memberId"),
        ("get_file", "parent.id", "get_folder", "folderId"),
        ("get_post", "post.id", "delete_comment", "postId"),
        ("get_post", "post.title", "delete_comment", "commentId"),
        ("get_post", "author.id", "assign_task", "assigneeId"),
    ],
)
def test_ids_that_may_be_of_one_thing(source: str, output: str, target: str, path: str) -> None:
    assert not mistaken(source, output, target, path)


@pytest.mark.parametrize(
    ("source", "target", "path", "wrong"),
    [
        ("playlistImages_insert", "videos_rate", "id", True),
        ("captions_update", "chatBans_insert", "body.id", True),
        ("videos_insert", "videos_rate", "id", False),
        ("create_file", "get_document", "id", False),
        ("orders_create", "rate_order_delivery", "id", False),
        ("create_item", "get_video", "id", False),
    ],
)
def test_the_bare_id_of_a_thing_is_not_that_of_another(
    source: str, target: str, path: str, wrong: bool
) -> None:
    assert mistaken(source, "id", target, path) is wrong
    assert not mistaken(source, "video.id", target, path)


@pytest.mark.parametrize("path", ["part", "fields", "updateMask"])
def test_which_parts_are_wanted_is_no_value_that_was_found(path: str) -> None:
    assert mistaken("list_items", "title", "insert_thread", path)
    assert not mistaken("list_items", path, "insert_thread", path)


def test_the_name_of_what_is_made_is_none_that_is_there() -> None:
    assert mistaken("list_branches", "[].name", "create_branch", "branch_name")
    assert not mistaken("list_branches", "[].name", "create_branch", "base_branch")
    assert not mistaken("list_branches", "[].name", "delete_branch", "branch_name")
    assert not mistaken("suggest_name", "name", "create_branch", "branch_name")


def test_an_input_that_is_called_another_thing_takes_no_id_or_name_of_this_one() -> None:
    assert mistaken("list_animals", "[].animal_id", "find_slots", "vet")
    assert mistaken("list_animals", "[].name", "find_slots", "vet")
    assert not mistaken("list_vets", "[].name", "find_slots", "vet")
    assert not mistaken("list_animals", "[].name", "search", "query")
    assert not mistaken("list_animals", "[].animal_id", "find_slots", "animal")
    told = {"description": "The id of the animal that is brought."}
    assert not mistaken("list_animals", "[].animal_id", "find_slots", "patient", into=told)
    assert not mistaken("list_users", "[].user_id", "invite", "member")
