"""A trajectory held against checks path by path, and judges that are asked of what is left."""

from dialogues import GOOD, TOOLS, scenario, trajectory, user
from toolmind.checks.base import Finding, RuleCheck
from toolmind.checks.paths import check_paths
from toolmind.records import Message


class Swears(RuleCheck):
    name, version = "swears", "2"

    def __init__(self, word):
        self.word = word

    def findings(self, context):
        for message in context.trajectory.messages:
            if self.word in message.content:
                turn = message.id if message.role == "assistant" else ""
                yield Finding("swears", message.content, turn, (message.id,))


def branching():
    """Two answers to one question: m1 was given up, m2 stands."""
    given_up = Message(role="assistant", content="Damn", id="m1")
    stands = Message(role="assistant", content="Hello", id="m2", parent="m0")
    return trajectory(user("hi"), given_up, stands)


class Counts(RuleCheck):
    name = "counts"

    def findings(self, context):
        yield Finding("count", f"{[one.id for one in context.trajectory.messages]}")


async def test_every_path_of_a_trajectory_is_checked_as_a_dialogue_of_its_own():
    found = await check_paths([Counts()], branching(), scenario(), TOOLS)
    assert [one.explanation for one in found] == ["['m0', 'm1']", "['m0', 'm2']"]


async def test_a_verdict_on_what_paths_share_stands_once():
    found = await check_paths([Swears("hi"), Swears("Damn")], branching(), scenario(), TOOLS)
    assert [(one.outcome, one.turn) for one in found] == [
        ("fail", ""),
        ("fail", "m1"),
        ("pass", ""),
    ]


class Judges(RuleCheck):
    """A judge that notes for which failed turns it is asked, and finds what it is told to."""

    name = "judges"

    def __init__(self, *found):
        self.found, self.asked = found, []

    def findings(self, context):
        self.asked.append(context.failed)
        return self.found


async def test_a_judge_is_asked_only_of_what_would_be_kept_and_knows_what_failed():
    masked, dropped = Finding("swears", "m1", "m1"), Finding("ends", "all")
    for before, asked in (((), [frozenset()]), ((masked,), [frozenset({"m1"})]), ((dropped,), [])):
        first, last = Judges(*before), Judges()
        await check_paths([], trajectory(*GOOD), scenario(), TOOLS, [first, last])
        assert (first.asked, last.asked) == ([frozenset()], asked)
        await check_paths([Judges(*before)], trajectory(*GOOD), scenario(), TOOLS, [last])
        assert last.asked == asked * 2


async def test_a_trajectory_of_one_path_is_checked_as_it_is():
    seen = []

    class Sees(RuleCheck):
        name = "sees"

        def findings(self, context):
            seen.append(context.trajectory)
            return ()

    played = trajectory(*GOOD)
    await check_paths([Sees()], played, scenario(), TOOLS)
    assert seen[0] is played
