"""Which process writes."""

from __future__ import annotations

import pytest

from toolmind.training.processes import count, leads, wait_for_all


def test_one_process_leads_and_waits_for_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("RANK", raising=False)
    monkeypatch.delenv("WORLD_SIZE", raising=False)
    assert leads() and count() == 1
    wait_for_all()


def test_of_several_the_first_leads(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORLD_SIZE", "2")
    monkeypatch.setenv("RANK", "1")
    assert not leads() and count() == 2
