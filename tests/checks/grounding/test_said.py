"""Texts and results, read once for each kind of value."""

from __future__ import annotations

from toolmind.checks.grounding.evidence import Evidence
from toolmind.checks.grounding.said import Said


def test_an_echo_of_what_was_invented_proves_nothing() -> None:
    evidence = Evidence()
    evidence.add_result('{"id":"W23","total":44}', {"W23"})
    assert not evidence.has_text("W23")
    assert evidence.has_number(44)


def test_each_kind_reads_what_is_new_to_it() -> None:
    said = Said("en")
    said.add("one")
    assert said._unread("words") == (["one"], [])
    said.add("two")
    said.add_result('["three"]')
    assert said._unread("words") == (["two"], [("three",)])
    assert said._new_spoken("dates") == ["one", "two"]
    assert said._new_returned("words") == []
