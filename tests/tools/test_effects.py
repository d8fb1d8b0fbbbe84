import pytest

from toolmind.records import Tool
from toolmind.tools.effects import named_effect, tool_effect
from toolmind.tools.pool import read_pool, shipped_pool_path


def effect(name, method="", path="/", **annotations):
    if method:
        annotations["http"] = {"method": method, "path": path}
    return tool_effect(Tool(id=name, name=name, annotations=annotations))


def test_what_is_not_known_to_only_read_may_write():
    for name in ("weather", "chat_users_sections_position", "verify_email"):
        unknown = named_effect(name)
        assert unknown.known_by == "unknown" and unknown.may_write
        assert not unknown.reads and not unknown.writes
    for name in ("refund_payment", "delete_order"):
        assert named_effect(name).writes and named_effect(name).may_write
    read = named_effect("get_order")
    assert read.reads and not read.may_write and read.known_by == "name"


def test_a_name_tells_what_is_destroyed():
    assert named_effect("delete_order").destructive
    assert not named_effect("update_order").destructive


def test_hints_come_before_method_and_name():
    read = effect("delete_order", "DELETE", readOnlyHint=True, destructiveHint=True)
    assert (read.verb, read.noun, read.known_by) == ("get", "order", "hint")
    assert read.reads and not read.destructive


def test_not_read_only_says_that_it_may_write_not_how():
    for hints in ({"readOnlyHint": False}, {"destructiveHint": True}):
        may = effect("get_order", "GET", **hints)
        assert (may.verb, may.known_by) == ("other", "hint") and may.may_write
    assert effect("cancel_order", readOnlyHint=False).verb == "update"


def test_what_is_destructive_counts_for_what_may_write_alone():
    assert effect("update_order", destructiveHint=True).destructive
    assert not effect("delete_order", destructiveHint=False).destructive
    assert not effect("list_orders", readOnlyHint=True, destructiveHint=True).destructive


def test_a_hint_that_is_no_boolean_says_nothing():
    assert effect("create_order", readOnlyHint="yes", destructiveHint=1) == effect("create_order")


@pytest.mark.parametrize("method", ["get", "GET", "head", "OPTIONS", "trace"])
def test_safe_methods_read_whatever_the_name(method):
    read = effect("activate_user", method)
    assert (read.verb, read.known_by) == ("get", "method")
    assert read.reads
    assert effect("search_users", method).verb == "list"


@pytest.mark.parametrize(
    ("name", "method", "verb", "destructive"),
    [
        ("membership", "put", "update", False),
        ("create_order", "put", "create", False),
        ("membership", "delete", "delete", True),
        ("cancel_order", "delete", "update", True),
        ("get_order", "delete", "delete", True),
        ("membership", "post", "create", False),
        ("delete_order", "post", "delete", True),
        ("set_limit", "post", "update", False),
        ("search_orders", "patch", "update", False),
    ],
)
def test_other_methods_write_and_the_name_says_how(name, method, verb, destructive):
    write = effect(name, method)
    assert (write.verb, write.known_by) == (verb, "method")
    assert (write.writes, write.destructive) == (True, destructive)


@pytest.mark.parametrize(
    ("name", "reads"),
    [
        ("search_orders", True),
        ("queryUsage", True),
        ("listUsers", True),
        ("calculate_tax", True),
        ("notifications_read", False),
        ("view_page", False),
        ("search_and_replace", False),
        ("export_orders", False),
        ("verify_email", False),
    ],
)
def test_a_post_reads_only_where_its_name_asks(name, reads):
    asked = effect(name, "post")
    assert asked.reads == reads and asked.known_by == ("name" if reads else "method")


def test_a_method_that_is_not_known_leaves_it_to_the_name():
    assert effect("get_order", "report") == effect("get_order")


def test_a_name_that_was_shortened_is_read_as_it_was_declared():
    own = "attributes.removeCatalogAttribute"
    tool = Tool(id=f"google.retail.{own}", name="attributes_removeCatalogAttribute")
    assert tool_effect(tool)[:2] == ("delete", "catalog attribute")


def test_the_shipped_tools_by_what_is_known_of_them():
    effects = [tool_effect(tool) for tool in read_pool([shipped_pool_path()])]
    assert len(effects) == 3362
    assert sum(effect.reads for effect in effects) == 2028
    assert sum(effect.writes for effect in effects) == 1174
    assert sum(effect.known_by == "unknown" for effect in effects) == 160
