"""Precision and recall of decontamination on planted leaks: `make bench-filters CORPORA=FOLDER`.

    python benchmarks/filters/leaks.py CORPORA [BENCHMARK...]

CORPORA holds `dialogues_sgd`, `dialogues_apibank` and `dialogues_tooltalk`, each with
`dialogues.jsonl.gz`; BENCHMARK is a benchmark's text, such as the folder of BFCL's tasks. None of
it is shipped. Passages of the benchmark are planted into dialogues as what the user says, word for
word (within other words) and in other words; all other dialogues are without, so that each flag
there is false. Beside it the hardest case: a half of SGD as the benchmark of the other half, in
which other dialogues are made from the same templates.
"""

from __future__ import annotations

import argparse
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from toolmind.checks.contamination import Benchmark
from toolmind.datasets.dialogue import Dialogue
from toolmind.datasets.passages import Passage, benchmark_files, read_passages
from toolmind.datasets.read import read_every_row
from toolmind.runs.labels import wilson
from toolmind.text.words import words

PLANTED = 200
"""Leaks of each way, as far as there are dialogues."""

OTHER_WORDS = {
    "find": "look up", "search": "look", "looking": "searching", "want": "would like",
    "need": "require", "book": "reserve", "buy": "purchase", "get": "obtain", "show": "display",
    "give": "tell", "tell": "inform", "check": "verify", "calculate": "work out", "help": "assist",
    "cheap": "inexpensive", "big": "large", "movie": "film", "restaurant": "place to eat",
    "flight": "plane", "trip": "journey", "using": "with", "please": "kindly", "create": "make",
    "retrieve": "fetch", "determine": "establish", "provide": "supply", "current": "present",
    "currently": "at the moment", "information": "details", "price": "cost", "start": "begin",
    "send": "forward", "add": "put in", "change": "alter", "cancel": "call off", "make": "do",
    "near": "close to", "about": "regarding", "also": "too", "what's": "what is", "i'm": "i am",
    "i'd": "i would", "can": "could", "could": "can", "ensure": "make sure", "large": "big",
    "identify": "spot", "update": "refresh", "list": "enumerate", "between": "from",
}  # fmt: skip
FILLERS = ("actually", "if possible", "for me", "right now", "by the way", "this time")
BEFORE = ("Hi there! ", "Hello, I hope you are well. ", "One more thing: ", "")
AFTER = (" Thanks in advance!", " That would be great.", " Let me know.", "")


def in_other_words(text: str, rng: random.Random) -> str:
    """Put a text in other words: synonyms, clauses in another order, fillers, words left out."""
    clauses = [one for one in re.split(r"(?<=[.!?;,])\s+", text.strip()) if one]
    rng.shuffle(clauses)
    said: list[str] = []
    for word in " ".join(clauses).split():
        bare = word.strip(".,!?;:'\"").lower()
        if bare in ("the", "a", "an", "of", "that", "to", "and", "for") and rng.random() < 0.4:
            continue
        said.append(OTHER_WORDS.get(bare, word))
        if rng.random() < 0.08:
            said.append(rng.choice(FILLERS))
    return " ".join(said)


def dialogues(files: Iterable[Path]) -> Iterator[list[str]]:
    """Yield what the user of each dialogue says."""
    for file in files:
        for row in read_every_row(file):
            if isinstance(row, Dialogue):
                yield [one.content for one in row.messages if one.role == "user"]


def planted(
    rows: Sequence[list[str]], passages: Sequence[Passage], rng: random.Random
) -> dict[str, list[tuple[list[str], Passage]]]:
    """Return dialogues with a leak, by its way, and which passage was planted."""
    found: dict[str, list[tuple[list[str], Passage]]] = {"verbatim": [], "reworded": []}
    for way, leaks in found.items():
        for passage in rng.sample(list(passages), min(PLANTED, len(passages))):
            text = passage.text if way == "verbatim" else in_other_words(passage.text, rng)
            row = list(rng.choice(rows))
            row[rng.randrange(len(row))] = rng.choice(BEFORE) + text + rng.choice(AFTER)
            leaks.append((row, passage))
    return found


def measure(name: str, rows: list[list[str]], passages: list[Passage], shown: int) -> None:
    rng = random.Random(0)
    with_leaks = planted(rows, passages, rng)
    all_rows = [*rows, *(row for leaks in with_leaks.values() for row, _ in leaks)]
    began = time.process_time()
    index = Benchmark(passages)
    for row in all_rows:
        index.note(row)
    index.weigh()
    flags = [index.leaks(row) for row in all_rows]
    seconds = time.process_time() - began
    false = [leak for one in flags[: len(rows)] for leak in one[:1]]
    cells, right, at = [], 0, len(rows)
    for leaks in with_leaks.values():
        hits = 0
        for _, passage in leaks:
            hits += any(leak.asked == passage.text for leak in flags[at])
            at += 1
        right += hits
        cells.append(told(hits, len(leaks)))
    cells += [told(len(false), len(rows)), told(right, right + len(false))]
    speed = f"{len(all_rows) / seconds:,.0f}"
    print(f"| {name} | {len(index):,} | {len(rows):,} | {' | '.join(cells)} | {speed} |")
    for leak in false[:shown]:
        print(f"    {leak.how} {leak.share}: {leak.said!r}\n        {leak.asked!r} {leak.words}")
    print(end="" if not shown else f"{Counter(leak.how for leak in false)}\n")


def told(hits: int, of: int) -> str:
    share = wilson(hits, of)
    return f"{share.share:.1%} ({share.low:.0%} to {share.high:.0%})" if share else "–"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpora", type=Path)
    parser.add_argument("benchmarks", type=Path, nargs="*")
    parser.add_argument("--shown", type=int, default=0, help="So many false flags are printed.")
    args = parser.parse_args()
    names = ("dialogues_sgd", "dialogues_apibank", "dialogues_tooltalk")
    gold = [args.corpora / name / "dialogues.jsonl.gz" for name in names]
    print("| benchmark | passages | dialogues | verbatim found | reworded found | false flags |"
          " precision | dialogues a second |")  # fmt: skip
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for path in args.benchmarks:
        read = [one for file in benchmark_files([path]) for one in read_passages(file)]
        passages = [one for one in read if isinstance(one, Passage)]
        measure(path.name, list(dialogues(gold)), passages, args.shown)
    sgd = [row for row in dialogues(gold[:1]) if row]
    half = [Passage("sgd", at, row[0]) for at, row in enumerate(sgd[::2])]
    half = [one for one in half if len(words(one.text)) >= 8]
    measure("the other half of SGD", sgd[1::2], half, args.shown)


if __name__ == "__main__":
    main()
