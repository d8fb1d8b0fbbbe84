"""The window before simulated servers: a round is a window's worth of replies."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import pytest

from toolmind.models.client.window import Window

Server = Callable[[float], float]
"""From requests in flight to the share of them that is refused."""


def run(window: Window, server: Server, rounds: int, seed: int = 0) -> list[float]:
    """Play rounds; return the window after each."""
    rng, limits = Random(seed), []
    for _ in range(rounds):
        size = int(window.limit)
        for _ in range(size):
            if rng.random() < server(size):
                window.complained()
            else:
                window.bore()
        limits.append(window.limit)
    return limits


def healthy(_: float) -> float:
    return 0.0


def bears(capacity: float, noise: float = 0.0) -> Server:
    """A server that refuses what is above its capacity, and some more whatever the load."""
    return lambda load: min(1.0, noise + max(0.0, 1 - capacity / load))


def test_a_healthy_server_is_used_fully_in_few_rounds() -> None:
    assert run(Window(64, 512), healthy, 3) == [128, 256, 512]


@pytest.mark.parametrize("capacity", [5, 40, 100, 300])
@pytest.mark.parametrize("seed", range(3))
def test_an_overloaded_server_is_found_out(capacity: float, seed: int) -> None:
    limits = run(Window(64, 512), bears(capacity), 800, seed)[200:]
    mean = sum(limits) / len(limits)
    assert 0.75 * capacity < mean < 1.35 * capacity + 4


@pytest.mark.parametrize("noise", [0.03, 0.1, 0.2])
@pytest.mark.parametrize("seed", range(3))
def test_complaints_at_any_load_do_not_end_at_one_request_at_a_time(
    noise: float, seed: int
) -> None:
    limits = run(Window(64, 512), bears(1e9, noise), 300, seed)[100:]
    assert sum(limits) / len(limits) > 256


@pytest.mark.parametrize("seed", range(3))
def test_noise_does_not_hide_overload(seed: int) -> None:
    limits = run(Window(64, 512), bears(100, 0.1), 800, seed)[200:]
    assert 40 < sum(limits) / len(limits) < 200


def test_a_server_that_refuses_all_is_asked_by_one_at_a_time() -> None:
    assert run(Window(64, 512), lambda _: 1.0, 600)[-1] == 1


def test_noise_that_ends_is_forgotten() -> None:
    window = Window(64, 512)
    run(window, bears(1e9, 0.2), 100)
    assert window.noise > 0.05
    run(window, healthy, 60)
    assert window.noise < 0.01


def test_after_an_outage_it_begins_with_one() -> None:
    window = Window(64, 512)
    run(window, healthy, 3)
    window.restart()
    assert window.limit == 1
    assert run(window, healthy, 9) == [2, 4, 8, 16, 32, 64, 128, 256, 512]


def test_it_grows_with_each_reply_until_the_first_complaint() -> None:
    window = Window(64, 512)
    for _ in range(10):
        window.bore()
    assert window.limit == 74
    window.complained()
    for _ in range(40):
        window.bore()
    assert window.limit == 74, "the rest of the round tells what the complaint means"
