"""Dates and times, in the form that a field asks for and in the order that its object asks for."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

from toolmind.offline.values.draw import Draw
from toolmind.offline.values.field import Field
from toolmind.offline.values.runs import moment_of_run

_TEMPORAL = re.compile(
    r"\b(dates?|times?|timestamps?|datetime|day|deadline|dob|birthday|birthdate|check ?in|"
    r"check ?out|expiry|"
    r"expiration|expires|since|until|when|eta|etd|arrival|departure)$"
    r"|\b(created|updated|modified|deleted|started|ended|completed|finished|published|expires|"
    r"scheduled|last \w+|issued|joined|submitted|opened|closed|received|sent|due|ordered|paid|"
    r"delivered|shipped|logged|registered|added|released|stopped|initiated|"
    r"cancell?ed|approved) (at|on)$"
    r"|^(created|updated|expires|published|last (updated|modified|seen|login|checked|used|accessed|"
    r"run|synced)|time created|due|start|end|begin|(start|end) at)$"
    r"|date\b|\btime stamp|timestamp"
)
_NOT_TEMPORAL = re.compile(
    r"\b(time ?zone|zone|format|unit|range|type|count|status|per|lead|ttl|duration|window|period|"
    r"mode|response time|delivery time|travel time|run time|cook time|prep time|uptime|"
    r"updates?(?! (?:time|date|at)\b)|candidate|validate|mandate|id|name)\b"
)
_RANKS = (
    ("birth", re.compile(r"birth|dob\b|born")),
    (
        "updated",
        re.compile(
            r"updat|modif|chang|last |seen|refresh|delet|complet|finish|deliver|paid|closed|sync|"
            r"\b(ended|stopped) (at|on)$"
        ),
    ),
    (
        "created",
        re.compile(
            r"\b(started|began|begun|initiated) (at|on)$|\bevent timestamp$|\w since$"
            r"|\b(dis)?connected\b"
        ),
    ),
    (
        "end",
        re.compile(
            r"\b(end|ends|ended|to|until|till|check ?out|arrival|arrive|arrives|arriving|"
            r"return|returning|drop ?off|expir\w*|due|deadline|stop|before|max|latest|eta|"
            r"through|finish)\b"
        ),
    ),
    (
        "start",
        re.compile(
            r"\b(start\w*|begin\w*|from|since|check ?in|departure|depart\w*|pick ?up|"
            r"effective|after|min|earliest|etd|scheduled?|appointment|reservation|booking|"
            r"event|travel|visit|launch|forecast\w*|predicted|expected|estimated|upcoming)\b"
        ),
    ),
    (
        "created",
        re.compile(
            r"creat|insert|regist|join|open|issue|submit|order|publish|release|added|sent|"
            r"received|logged|timestamp|posted|hired|transaction|purchase|uploaded|taken|"
            r"recorded"
        ),
    ),
)
_PAST = re.compile(
    r"histor|past|metric|log(?:s|ged)?\b|report|statistic|analytic|audit|usage|billing|trend|"
    r"archive|search period|"
    r"observ|record(?:s|ed)\b|filter|quer(?:y|ies)|events? (?:after|since|before)|transactions"
)

Stamp = Callable[[datetime], str]


def temporal(field: Field) -> bool:
    """Tell whether a string of this name holds a date or time."""
    if _NOT_TEMPORAL.search(field.words):
        return False
    if _TEMPORAL.search(field.words):
        return not re.fullmatch(
            r"arrival|departure|day|start|end|begin|when|since|until", field.words
        ) or bool(re.search(r"dates?\b|\btime|ISO|YYYY|day\b|HH", field.description))
    return bool(re.search(r"YYYY|ISO[- ]?8601|RFC ?3339|\bHH:MM", field.description, re.IGNORECASE))


def past(text: str) -> bool:
    """Tell whether a text speaks of what lies in the past: reports, histories."""
    return bool(_PAST.search(text.lower()))


def named_moment(words: str) -> str:
    """Return which moment of its object a field tells by its name; empty if that says nothing."""
    return next((name for name, pattern in _RANKS if pattern.search(words)), "")


def rank(field: Field) -> str:
    """Return which moment of its object the field tells: birth, created, updated, start or end."""
    if field.past == "run" and (told := moment_of_run(field.words)):
        return told
    if named := named_moment(field.words):
        return named
    if re.search(r"date of birth|birth ?date", field.description):
        return "birth"
    return "created" if field.past or field.parent else "start"


def moment(field: Field, stamp: Stamp) -> Callable[[Draw], str]:
    """Return a maker of this field's moment, written by `stamp`."""
    which, past = rank(field), field.past == "period"
    return lambda draw: stamp(draw.moment(which, past))


def stamp_for(field: Field) -> Stamp:
    """Return how the field wants its moment written, judged by its format, name and description."""
    text = field.description
    named = re.search(r"\b(?:YYYY|yyyy|DD|dd|MM|mm)(?:[-/.](?:YYYY|yyyy|DD|dd|MM|mm)){1,2}", text)
    clock = re.search(r"[HhKk]{2}:[Mm]{2}", text)
    if named and not re.search(r"[Tt ]['\"]?[HhKk]{2}:", text):
        shape = re.sub(r"Y{4}", "%Y", named.group().upper())
        shape = shape.replace("DD", "%d").replace("MM", "%m")
        return lambda at: at.strftime(shape)
    if clock and not named:
        return lambda at: f"{at:%H:%M}"
    if re.search(r"\b(unix|epoch)\b", text, re.IGNORECASE):
        return lambda at: str(int(at.replace(tzinfo=UTC).timestamp()))
    if clock or re.search(r"ISO[- ]?8601|RFC ?3339|timestamp|date[- ]?time", text, re.IGNORECASE):
        return iso
    return _by_name(field.words)


def _by_name(words: str) -> Stamp:
    if re.search(
        r"timestamp|date ?time|\bat$|created|updated|modified|(create|update|creation|insert|"
        r"modification|delete|expire|event|last \w+) time",
        words,
    ):
        return iso
    if words == "year":
        return lambda at: f"{at:%Y}"
    if re.search(r"\btime\b", words) and "date" not in words:
        return iso if re.search(r"^(start|end) time$", words) else (lambda at: f"{at:%H:%M}")
    return day


def day(at: datetime) -> str:
    """``2026-03-14``."""
    return at.date().isoformat()


def iso(at: datetime) -> str:
    """``2026-03-14T09:30:00Z`` (RFC 3339)."""
    return f"{at.isoformat(timespec='seconds')[:19]}Z"
