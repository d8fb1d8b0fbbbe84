"""Values as tests of the offline values draw them: at one clock, for many seeds."""

from datetime import datetime

from toolmind.offline.values import generate

CLOCK = datetime(2026, 3, 10, 9, 30)
SEEDS = range(25)


def texts(name, description="", domain="", **more):
    schema = {"type": "string", "description": description, **more}
    return [generate(schema, seed=s, name=name, clock=CLOCK, domain=domain) for s in SEEDS]


def numbers(name, kind="number", **more):
    return [
        generate({"type": kind, **more}, seed=s, name=name, clock=CLOCK, domain="") for s in SEEDS
    ]


def objects(properties, name="", seeds=SEEDS):
    schema = {
        "type": "object",
        "properties": {
            key: {"type": "string"} if isinstance(value, str) else value
            for key, value in properties.items()
        },
        "required": list(properties),
    }
    for key, value in properties.items():
        if isinstance(value, str):
            schema["properties"][key]["description"] = value
    return [generate(schema, seed=s, name=name, clock=CLOCK) for s in seeds]
