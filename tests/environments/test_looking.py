import pytest

from toolmind.environments.looking import looks
from toolmind.errors import ConfigError
from toolmind.records import Tool


def tool(name, *required, optional=()):
    properties = {each: {"type": "string"} for each in (*required, *optional)}
    schema = {"type": "object", "properties": properties, "required": list(required)}
    return Tool(id=name, name=name, parameters=schema)


TOOLS = {
    each.name: each
    for each in (tool("all"), tool("one", "id"), tool("of", "repo", optional=["page"]), tool("add"))
}


def reads(each):
    return each.name != "add"


def test_a_state_is_what_can_be_asked_for_with_what_is_known():
    assert [each.name for each in looks(TOOLS, None, {}, reads)] == ["all"]
    known = {"repo": ["/a", "/b"], "page": 2, "user": "me"}
    assert [each.name for each in looks(TOOLS, None, known, reads)] == ["all", "of"]
    assert looks(TOOLS, None, known, reads)[1].arguments == {"repo": "/a"}
    (_, of) = looks(TOOLS, None, {"repo": "/a", "of.repo": ["/c"], "one.repo": "/d"}, reads)
    assert of.arguments == {"repo": "/c"}
    many = {str(number): tool(str(number)) for number in range(99)}
    assert len(looks(many, None, {}, reads)) == 12


def test_those_that_are_named_are_asked_and_no_others():
    assert [each.name for each in looks(TOOLS, ["one"], {"id": 1}, reads)] == ["one"]
    assert looks(TOOLS, [], {}, reads) == []
    call = {"tool": "of", "arguments": {"page": 3}, "as": "third"}
    (third,) = looks(TOOLS, [call], {"repo": "/a"}, reads)
    assert third == ("third", TOOLS["of"], {"repo": "/a", "page": 3})


def test_what_cannot_be_asked_is_refused():
    with pytest.raises(ConfigError, match=r"look: one needs id: .*known"):
        looks(TOOLS, ["one"], {}, reads)
    with pytest.raises(ConfigError, match=r"look: no tool 'oen'.*did you mean 'one'"):
        looks(TOOLS, ["oen"], {}, reads)
