"""Other names of places."""

from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.names import also_called


def test_airports_and_short_names() -> None:
    assert also_called()["sfo"] == ("san", "francisco")
    assert also_called()["philly"] == ("philadelphia",)


def test_who_says_the_one_has_said_the_other() -> None:
    evidence = Evidence()
    evidence.add("From SFO to NYC")
    assert all(map(evidence.has_word, ("san", "francisco", "york")))
    assert not evidence.has_word("philadelphia")
