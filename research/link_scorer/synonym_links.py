"""Make a labelled set with other words: links_sgd, reworded by hand-written synonyms.

    python research/link_scorer/synonym_links.py LINKS_SGD OUT --seed 1

The same links; parameters renamed by synonyms and in another spelling, each service in its own way,
and descriptions reworded.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

from link_set import Row, read_rows, write_set

_SYNONYM_LINES = """
destination: dest, arrival place, target
date: day, dt
time: hour, clock time, tm
location: place, locality, loc
city: town, municipality, metro
address: addr, street line, postal address
name: title, label, designation
number: count, qty, num
phone: telephone, tel, contact
price: cost, charge, rate
fare: cost, charge
restaurant: eatery, diner
hotel: lodging, inn
movie: film, picture
ticket: pass, admission
tickets: passes, admissions
passengers: travellers, pax
departure: leaving, outgoing
arrival: landing, incoming
event: happening, occasion
rental: hire
rating: score, stars
genre: style, category
artist: performer, musician
song: track, tune
area: district, zone
venue: place, site
flight: air trip
origin: source, start place
appointment: booking, slot
apartment: flat, unit
property: estate, home
amount: sum, total
doctor: physician
dentist: dental practitioner
station: stop, terminal
where: in which
located: situated
reservation: booking
booking: reservation
trip: journey
journey: trip
average: mean
type: kind, sort
category: class, kind
visit: viewing
start: begin, first
end: final, last
"""
_SYNONYMS = {
    word: [one.strip() for one in others.split(",")]
    for word, _, others in (line.partition(":") for line in _SYNONYM_LINES.split("\n"))
    if word
}
_FRAMES = ("{}", "The {}", "{} (given by the caller or the system)", "Specifies: {}")


class Rewording:
    """Other words for parameters, the same throughout a service."""

    def __init__(self) -> None:
        self._names: dict[tuple[str, str], str] = {}
        self._texts: dict[tuple[str, str], str] = {}

    def name(self, domain: str, name: str) -> str:
        """Rename a parameter: synonyms, and camelCase in every other service."""
        key = domain, name
        if key not in self._names:
            words = []
            for word in name.split("_"):
                other = word in _SYNONYMS and random.random() < 0.7
                words += (random.choice(_SYNONYMS[word]) if other else word).split()
            camel = sum(map(ord, domain)) % 2
            made = words[0] + "".join(map(str.capitalize, words[1:])) if camel else "_".join(words)
            taken = {new for (place, _), new in self._names.items() if place == domain}
            while made in taken:
                made += "2"
            self._names[key] = made
        return self._names[key]

    def text(self, domain: str, text: str) -> str:
        """Reword a description."""
        key = domain, text
        if key not in self._texts:
            words = []
            for word in text.split():
                bare = word.lower().strip(".,")
                other = bare in _SYNONYMS and random.random() < 0.6
                words.append(random.choice(_SYNONYMS[bare]) if other else word)
            self._texts[key] = random.choice(_FRAMES).format(" ".join(words))
        return self._texts[key]

    def function(self, row: Row) -> Row:
        """Reword a function's parameters."""
        domain = row["domain"]
        for part in ("parameters", "returns"):
            schema = row.get(part) or {}
            schema["properties"] = {
                self.name(domain, name): field
                | {"description": self.text(domain, field["description"])}
                for name, field in schema.get("properties", {}).items()
            }
            schema["required"] = [self.name(domain, one) for one in schema.get("required", ())]
        return row

    def link(self, row: Row) -> Row:
        """Rename the ends of a link."""
        output = self.name(row["src"].split(".")[0], row["src_output"])
        taken = self.name(row["dst"].split(".")[0], row["dst_input"])
        return row | {"src_output": output, "dst_input": taken, "same_name": output == taken}


def reworded(source: Path, out: Path, seed: int) -> None:
    """Reword links_sgd."""
    random.seed(seed)
    words = Rewording()
    functions = [words.function(row) for row in read_rows(source / "functions.jsonl")]
    links = [words.link(row) for row in read_rows(source / "links.jsonl")]
    others = [words.link(row) for row in read_rows(source / "negatives.jsonl")]
    write_set(out, functions, links, others)


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("source", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--seed", type=int, default=1)
    reworded(**vars(parser.parse_args()))


if __name__ == "__main__":
    main()
