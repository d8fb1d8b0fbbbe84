"""What kind of value a parameter holds: a city, a date, an e-mail address, an identifier.

Read from the words of its name and from the head of its description ("City where the bus leaves
from" holds a city, "Number of seats" a count). The words are plain English and the vocabulary of
web APIs; none was chosen for one data set.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from toolmind.text.terms import text_terms

_WORDS = {
    "date": "date day deadline checkin checkout mmdd yyyy weekday",
    "birthday": "birthday dob birthdate birth",
    "time": "time hour clock hh am pm oclock slot",
    "timestamp": "timestamp datetime epoch iso8601 rfc3339 moment instant",
    "duration": "duration ttl timeout interval elapsed period minute second day hour lifetime stay "
    "length latency retention",
    "year": "year",
    "month": "month",
    "city": "city town municipality village metropolis",
    "country": "country nation nationality",
    "region": "region state province county zone district territory continent",
    "place": "location place area destination origin where neighbourhood neighborhood position "
    "spot locality site departure arrival geo whereabouts",
    "address": "address street",
    "postcode": "postcode zip zipcode postal",
    "station": "station airport terminal terminus stop port iata platform",
    "venue": "attraction hotel restaurant theatre theater museum park store shop school hospital "
    "stadium venue property apartment house building office landmark accommodation "
    "arena salon bar cafe mall clinic",
    "latitude": "latitude",
    "longitude": "longitude",
    "coordinates": "coordinate latlng geolocation lonlat",
    "person": "person contact recipient sender author artist director actor performer writer "
    "receiver assignee creator singer player attendee guest owner member employee celeb "
    "starring cast doctor dentist therapist stylist provider customer patient student "
    "friend",
    "email": "email mail inbox",
    "phone": "phone telephone mobile cell msisdn fax",
    "url": "url uri link href website webpage endpoint webhook",
    "handle": "username handle login nickname screenname account user",
    "secret": "password secret passphrase credential apikey pin otp",
    "token": "token session cookie jwt bearer",
    "money": "money price cost fare amount fee balance salary tax rent payment emi revenue "
    "profit total bill budget expense income wage tip discount charge deposit principal "
    "allowance spend sale interest invoice worth subtotal",
    "currency": "currency",
    "count": "count quantity num party passenger traveler traveller adult child infant seat room "
    "ticket guest rider bed bath bag size population occurrence",
    "percent": "percent percentage ratio share rate probability possibility",
    "score": "rating score star rank grade gpa stars",
    "measure": "distance weight height width speed temperature humidity volume depth area mass "
    "pressure wind pace altitude elevation precipitation radius bmi calorie mileage",
    "age": "age",
    "flag": "flag whether boolean bool is has enable enabled disable disabled allow allowed",
    "id": "id uuid guid key number serial identification reference",
    "code": "code symbol ticker abbreviation sku isbn barcode cusip cik acronym",
    "resource": "arn resource selflink",
    "name": "name title label",
    "text": "text message content body comment note description summary sentence lyric review "
    "quote headline caption paragraph word transcript document article snippet prompt "
    "reason remark definition joke answer question story",
    "query": "query keyword search term q phrase",
    "category": "type category genre class kind cuisine tag topic subject mode style subcategory "
    "speciality specialty brand model",
    "status": "status condition stage phase outcome success",
    "language": "language lang locale",
    "file": "file filename path filepath attachment",
    "folder": "directory folder dir",
    "media": "image photo picture video audio thumbnail avatar logo icon track song movie film "
    "album",
    "paging": "page limit offset cursor sort orderby per maxresult pagesize perpage pagination",
    "selection": "filter mask field projection include exclude expand column fieldmask condition",
    "retrying": "idempotency nonce dryrun clienttoken requestid callback verbose format dry",
    "version": "version revision etag checksum hash md5 sha digest fingerprint",
    "network": "ip host hostname domain cidr subnet mac dns",
    "number": "number num value x y n integer digit figure operand dividend numerator",
    "data": "data payload object item result output input response element entity record "
    "information",
    "colour": "color colour",
}
_ALIKE = {
    ("date", "timestamp"): 0.8,
    ("date", "birthday"): 0.2,
    ("time", "timestamp"): 0.7,
    ("date", "time"): 0.2,
    ("city", "place"): 0.65,
    ("region", "place"): 0.6,
    ("country", "place"): 0.6,
    ("country", "region"): 0.4,
    ("city", "region"): 0.4,
    ("address", "place"): 0.85,
    ("venue", "place"): 0.7,
    ("station", "place"): 0.6,
    ("postcode", "place"): 0.5,
    ("coordinates", "place"): 0.4,
    ("latitude", "coordinates"): 0.5,
    ("longitude", "coordinates"): 0.5,
    ("person", "handle"): 0.5,
    ("person", "name"): 0.5,
    ("email", "handle"): 0.3,
    ("email", "address"): 0.3,
    ("id", "code"): 0.5,
    ("id", "resource"): 0.5,
    ("id", "handle"): 0.4,
    ("id", "token"): 0.2,
    ("secret", "token"): 0.4,
    ("name", "query"): 0.5,
    ("name", "venue"): 0.5,
    ("name", "media"): 0.5,
    ("name", "text"): 0.3,
    ("name", "resource"): 0.4,
    ("name", "file"): 0.3,
    ("name", "category"): 0.2,
    ("text", "query"): 0.5,
    ("text", "data"): 0.5,
    ("media", "file"): 0.5,
    ("media", "url"): 0.4,
    ("file", "url"): 0.3,
    ("file", "folder"): 0.2,
    ("place", "query"): 0.4,
    ("money", "number"): 0.5,
    ("count", "number"): 0.5,
    ("measure", "number"): 0.5,
    ("percent", "number"): 0.5,
    ("score", "number"): 0.4,
    ("age", "number"): 0.5,
    ("duration", "number"): 0.4,
    ("year", "number"): 0.4,
    ("category", "status"): 0.2,
}

KINDS = tuple(_WORDS)
GROUPS = {
    "a place": "place city address station region country venue coordinates postcode",
    "a date": "date timestamp year month birthday",
    "a time": "time duration",
    "a quantity": "count number percent score measure age",
    "money": "money",
    "a category": "category status flag language colour",
    "a name": "name person media",
    "an identifier": "id resource code handle token",
    "text": "text query data",
}
"""Coarse kinds of input: some are taken from other tools more often than others."""

NEVER_TAKEN = "paging selection retrying"
"""Kinds of input that a caller sets rather than takes from another tool."""

_OF = {kind: at for at, kind in enumerate(KINDS)}
_BY_WORD: dict[str, list[int]] = {}
for _kind, _line in _WORDS.items():
    for _word in _line.split():
        _BY_WORD.setdefault(_word, []).append(_OF[_kind])

_CODES = frozenset(("code", "abbreviation", "symbol"))
_CODED = frozenset(_OF[kind] for kind in "currency country language station region".split())
"""Things that are named by a code: the code of an airport is an airport."""
_PLACES = frozenset(_OF[kind] for kind in "place city country region address venue".split())
_OF_PEOPLE = frozenset(_OF[kind] for kind in "person handle".split())
_QUANTITIES = frozenset(_OF[kind] for kind in "number count money percent measure score".split())
_PLAIN_KINDS = frozenset(_OF[kind] for kind in "number data text query".split())

_BREAK_WORDS = """
where which that for in at to from when with on by if whether who whose as and during within using
via per you we it will can must used associated containing is are was be has returned under into
between about whom being belonging located
"""
_BREAK = frozenset(_BREAK_WORDS.split())
_SKIP = frozenset(("the", "a", "an", "this", "your", "our", "its", "their", "or", "s"))
_LIGHT_WORDS = "name value list title array full string set info path limit"
_LIGHT = frozenset(_LIGHT_WORDS.split())
"""Nouns that say little: the name of a city is a city, a budget limit a budget."""
_MODIFIERS = frozenset(("departure", "arrival", "origin", "destination", "stop", "second", "slot"))
"""Nouns that speak of the value only where they stand last: a departure time is no place."""
_COUNTS = frozenset(("number", "count", "quantity", "num", "amount"))
_HOW_MANY_WORDS = """
total overall whole max maximum min minimum average mean current exact desired approximate positive
new next given integer random real large small
"""
_HOW_MANY = frozenset(_HOW_MANY_WORDS.split())
"""What stands before a number that counts, or is one."""
_FIRST = re.compile(r"[.;:(]")


def columns(names: str) -> list[int]:
    """Columns of the named kinds (separated by blanks)."""
    return [_OF[name] for name in names.split()]


def alike() -> NDArray[np.float32]:
    """How well a value of one kind serves as another [kinds, kinds], symmetric, 1 for equal."""
    table = np.eye(len(KINDS), dtype=np.float32)
    for (one, other), value in _ALIKE.items():
        table[_OF[one], _OF[other]] = table[_OF[other], _OF[one]] = value
    return table


def speaks_of_no_thing(word: str) -> bool:
    """Whether a word names a value by its form alone: a number, a text, data.

    >>> speaks_of_no_thing("text"), speaks_of_no_thing("city")
    (True, False)
    """
    kinds = _BY_WORD.get(word)
    return kinds is not None and _PLAIN_KINDS.issuperset(kinds)


def head(description: str) -> tuple[list[str], list[str]]:
    """Split the description's first phrase into what the value is and what it is of.

    >>> head("City where the bus is leaving from"), head("The number of seats to reserve")
    ((['city'], []), (['number'], ['seat']))
    """
    noun: list[str] = []
    owner: list[str] = []
    found = noun
    for word in text_terms(_FIRST.split(description.lstrip(), maxsplit=1)[0])[:16]:
        if word == "of" and found is noun and noun:
            found = owner
        elif word in _BREAK and found:
            break
        elif word not in _SKIP:
            found.append(word)
    return noun[-4:], owner[:4]


def semantic_type_vector(
    name: tuple[str, ...], description: str, type_: str, format_: str
) -> NDArray[np.float32]:
    """How strongly a parameter's words speak for each kind [kinds], at most 1 each."""
    found = np.zeros(len(KINDS), dtype=np.float32)
    noun, owner = head(description)
    _read_phrase(found, list(name), [], 1.0)
    _read_phrase(found, noun, owner, 0.9)
    if type_ == "boolean" or description.lower().startswith(_YES_NO):
        found *= 0.3
        found[_OF["flag"]] = 1.0
    if found[_OF["text"]] > 0.8 and _REPORTS.search(description):
        found[_OF["text"]] = 0.0
        found[_OF["status"]] = 0.9
    if format_ in _FORMATS:
        found[_OF[_FORMATS[format_]]] = 1.0
    return found


_REPORTS = re.compile(r"\b(result|success|status|confirm|outcome|fail|error)", re.IGNORECASE)
"""What the description of a message says where it reports what became of a call."""
_YES_NO = ("whether", "boolean", "true if", "if true", "indicates whether", "specifies whether")
_FORMATS = {
    "date-time": "timestamp",
    "date": "date",
    "time": "time",
    "uri": "url",
    "email": "email",
}


def _read_phrase(
    found: NDArray[np.float32], noun: list[str], owner: list[str], strength: float
) -> None:
    """Raise the kinds that a noun phrase speaks for; its last word weighs most."""
    if not noun:
        return
    last = noun[-1]
    numbered = _is_numbered(noun)
    before = _telling(noun[:-1] if numbered else owner or noun[:-1])
    counted = bool(owner) or (noun[0] in _COUNTS and len(noun) > 1)
    counts = (last in _COUNTS or noun[0] in _COUNTS) and counted
    if last == "date" and "birth" in (*noun, *owner):
        _raise(found, "birth", strength)
    elif counts and not numbered and not _is_money(noun + owner):
        _raise(found, "count", strength)
    elif last in _LIGHT or last in _COUNTS:
        _raise(found, last, 0.4 * strength)
        _raise(found, before or last, strength)
        if numbered:
            found[_OF["id"]] = max(found[_OF["id"]], 0.8 * strength)
    else:
        for word in noun[:-1]:
            if word not in _MODIFIERS:
                _raise(found, word, 0.4 * strength)
        _raise(found, "status" if last == "state" and _is_of_no_place(before) else last, strength)
        if last in _CODES:
            for kind in _CODED.intersection(_BY_WORD.get(before, ())):
                found[kind] = max(found[kind], strength)


def _is_numbered(noun: list[str]) -> bool:
    """Whether it is a number that tells things apart: of a train, but not of guests, or a total."""
    return (
        noun[-1] == "number"
        and len(noun) > 1
        and noun[0] not in _COUNTS
        and noun[-2] not in _HOW_MANY
        and not _QUANTITIES.intersection(_BY_WORD.get(noun[-2], ()))
    )


def _telling(words: list[str]) -> str:
    """Return the last word that speaks for a kind: of "the file appeared", the file."""
    return next((word for word in reversed(words) if word in _BY_WORD), words[-1] if words else "")


def _is_of_no_place(word: str) -> bool:
    """Whether the state of this is no region: a job's, but not a city's or a customer's."""
    return bool(word) and not _PLACES.union(_OF_PEOPLE).intersection(_BY_WORD.get(word, ()))


def _is_money(words: list[str]) -> bool:
    return any(_OF["money"] in _BY_WORD.get(word, ()) or word == "money" for word in words)


def _raise(found: NDArray[np.float32], word: str, strength: float) -> None:
    for kind in _BY_WORD.get(word, ()):
        found[kind] = max(found[kind], strength)
