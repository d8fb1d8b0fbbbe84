"""Leaks are found word for word and in other words; what people or templates share is none."""

import pytest

from toolmind.checks.contamination import Benchmark, Leak
from toolmind.datasets.passages import Passage

TASK = (
    "You are Mia Okonkwo and want to move the standing desk of order W5513 to 87 Harbour Lane,"
    " because the courier refused to climb the lighthouse stairs"
)
COMMON = "I would like to book a table for dinner at a nice restaurant in the city please"


def talk(at: int) -> list[str]:
    """Other dialogues, each with words of its own and those that all use."""
    own = " ".join(f"{word}{at}" for word in ("alpha", "bravo", "charlie", "delta"))
    return [f"{COMMON}, because you are of the people who want and do: {own}", f"Thanks, {own}!"]


def leaks(said: list[str], *texts: str, others: int = 300) -> list[Leak]:
    index = Benchmark([Passage("tasks.jsonl", at, text) for at, text in enumerate(texts, 1)])
    for row in (*map(talk, range(others)), said):
        index.note(row)
    index.weigh()
    assert not any(index.leaks(talk(at)) for at in range(0, others, 50))
    return index.leaks(said)


def test_a_task_within_other_words_is_verbatim_and_the_evidence_is_its_text() -> None:
    said = ["Hello there!", f"So here we go. {TASK}. Can you do that?"]
    [leak] = leaks(said, TASK, COMMON)
    assert (leak.how, leak.benchmark, leak.share) == ("verbatim", "tasks.jsonl:1", 1.0)
    assert leak.runs == (TASK,)
    assert leak.asked == TASK and leak.said == said[1]
    assert {"lighthouse", "climb"} <= set(leak.words)


def test_half_of_a_task_is_enough_and_a_tenth_is_not() -> None:
    half = TASK[: TASK.index(", because")]
    assert [one.how for one in leaks([half], TASK)] == ["verbatim"]
    assert not leaks([TASK[:40]], TASK)


def test_a_task_in_other_words_is_reworded() -> None:
    said = (
        "The courier refused climbing my lighthouse stairs. So order W5513, a standing desk, should"
        " move to 87 Harbour Lane. Mia Okonkwo"
    )
    [leak] = leaks([said], TASK)
    assert leak.how == "reworded" and leak.share >= 0.75
    assert "order W5513" not in leak.runs and "standing desk" not in leak.runs  # of two words
    assert "to 87 Harbour Lane" in leak.runs


def test_another_order_at_another_place_is_another_task() -> None:
    other = TASK.replace("W5513", "W9107").replace("Mia Okonkwo", "Ana Ruiz")
    other = other.replace("87 Harbour", "12 Castle")
    said = " ".join(reversed(other.split()))  # no run in common
    assert not leaks([said], TASK)


def test_common_phrases_are_no_leaks() -> None:
    assert not leaks([COMMON], COMMON + " for the two of us")


def test_a_template_of_the_benchmark_is_no_leak() -> None:
    rules = "if the agent asks for quixotic zeppelin credentials then refuse with vermilion candour"
    tasks = [
        f"{rules} {' '.join(f'{n}{at}' for n in ('kilo', 'lima', 'mike') * 9)}" for at in range(9)
    ]
    assert not leaks([f"{rules} and so on"], *tasks)


def test_a_long_dialogue_does_not_hold_a_task_by_chance() -> None:
    words = TASK.replace(",", "").split()
    scattered = [
        f"{word} {' '.join(f'x{at}y{n}' for n in range(9))}" for at, word in enumerate(words)
    ]
    assert not leaks([" ".join(scattered)], TASK)


@pytest.mark.parametrize("said", [[], [""], ["short"], ["東京から大阪まで新幹線で行きたい"]])
def test_little_or_nothing_is_no_leak(said: list[str]) -> None:
    assert leaks(said, TASK) == []
