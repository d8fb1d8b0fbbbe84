"""Semantic types: what a value means, as a city, a date, an e-mail address, an identifier.

Read from the words of its name and from the head of its description ("City where the bus leaves
from" holds a city, "Number of seats" a count). The words are plain English and the vocabulary of
web APIs; none was chosen for one data set.
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from toolmind.text.terms import text_terms

_VOCABULARY = {
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
_SIMILARITY = {
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

SEMANTIC_TYPES = tuple(_VOCABULARY)
SEMANTIC_GROUPS = {
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
"""Groups of types: inputs of some are fed by other tools more often than those of others."""

CONTROL_TYPES = "paging selection retrying"
"""Types of inputs that a caller sets itself rather than takes from another tool."""

_COLUMN = {name: at for at, name in enumerate(SEMANTIC_TYPES)}
_TYPES_OF_WORD: dict[str, list[int]] = {}
for _type, _words in _VOCABULARY.items():
    for _word in _words.split():
        _TYPES_OF_WORD.setdefault(_word, []).append(_COLUMN[_type])


def type_columns(names: str) -> list[int]:
    """Return the columns of the named semantic types (separated by blanks)."""
    return [_COLUMN[name] for name in names.split()]


_CODES = frozenset(("code", "abbreviation", "symbol"))
_CODED = frozenset(type_columns("currency country language station region"))
"""Things that are named by a code: the code of an airport is an airport."""
_PLACES = frozenset(type_columns("place city country region address venue"))
_PEOPLE = frozenset(type_columns("person handle"))
_QUANTITIES = frozenset(type_columns("number count money percent measure score"))
_GENERIC = frozenset(type_columns("number data text query"))

_CLAUSE_WORDS = """
where which that for in at to from when with on by if whether who whose as and during within using
via per you we it will can must used associated containing is are was be has returned under into
between about whom being belonging located
"""
_CLAUSE_STARTS = frozenset(_CLAUSE_WORDS.split())
_DETERMINERS = frozenset(("the", "a", "an", "this", "your", "our", "its", "their", "or", "s"))
_LIGHT_NOUN_WORDS = "name value list title array full string set info path limit"
_LIGHT_NOUNS = frozenset(_LIGHT_NOUN_WORDS.split())
"""Nouns that say little: the name of a city is a city, a budget limit a budget."""
_MODIFIERS = frozenset(("departure", "arrival", "origin", "destination", "stop", "second", "slot"))
"""Nouns that speak of the value only where they stand last: a departure time is no place."""
_COUNT_NOUNS = frozenset(("number", "count", "quantity", "num", "amount"))
_QUANTIFIER_WORDS = """
total overall whole max maximum min minimum average mean current exact desired approximate positive
new next given integer random real large small
"""
_QUANTIFIERS = frozenset(_QUANTIFIER_WORDS.split())
"""What stands before a number that counts, or is one."""
_PHRASE_END = re.compile(r"[.;:(]")


def type_similarity() -> NDArray[np.float32]:
    """How well a value of one type serves as another [types, types], symmetric, 1 for equal."""
    table = np.eye(len(SEMANTIC_TYPES), dtype=np.float32)
    for (one, other), value in _SIMILARITY.items():
        table[_COLUMN[one], _COLUMN[other]] = table[_COLUMN[other], _COLUMN[one]] = value
    return table


def is_generic_noun(word: str) -> bool:
    """Whether a noun names a value by its form alone: a number, a text, data.

    >>> is_generic_noun("text"), is_generic_noun("city")
    (True, False)
    """
    types = _TYPES_OF_WORD.get(word)
    return types is not None and _GENERIC.issuperset(types)


def head_noun(description: str) -> tuple[list[str], list[str]]:
    """Split the description's first phrase into what the value is and what it is of.

    >>> head_noun("City where the bus is leaving from"), head_noun("The number of seats to reserve")
    ((['city'], []), (['number'], ['seat']))
    """
    noun: list[str] = []
    owner: list[str] = []
    phrase = noun
    for word in text_terms(_PHRASE_END.split(description.lstrip(), maxsplit=1)[0])[:16]:
        if word == "of" and phrase is noun and noun:
            phrase = owner
        elif word in _CLAUSE_STARTS and phrase:
            break
        elif word not in _DETERMINERS:
            phrase.append(word)
    return noun[-4:], owner[:4]


def semantic_type_vector(
    name: tuple[str, ...], description: str, type_: str, format_: str
) -> NDArray[np.float32]:
    """Score each semantic type by the words of a parameter [types], from 0 to 1."""
    scores = np.zeros(len(SEMANTIC_TYPES), dtype=np.float32)
    noun, owner = head_noun(description)
    _read_phrase(scores, list(name), [], 1.0)
    _read_phrase(scores, noun, owner, 0.9)
    if type_ == "boolean" or description.lower().startswith(_BOOLEAN_OPENINGS):
        scores *= 0.3
        scores[_COLUMN["flag"]] = 1.0
    if scores[_COLUMN["text"]] > 0.8 and _OUTCOME.search(description):
        scores[_COLUMN["text"]] = 0.0
        scores[_COLUMN["status"]] = 0.9
    if format_ in _FORMATS:
        scores[_COLUMN[_FORMATS[format_]]] = 1.0
    return scores


_OUTCOME = re.compile(r"\b(result|success|status|confirm|outcome|fail|error)", re.IGNORECASE)
"""What the description of a message says where it reports what became of a call."""
_BOOLEAN_OPENINGS = (
    "whether",
    "boolean",
    "true if",
    "if true",
    "indicates whether",
    "specifies whether",
)
_FORMATS = {
    "date-time": "timestamp",
    "date": "date",
    "time": "time",
    "uri": "url",
    "email": "email",
}


def _read_phrase(
    scores: NDArray[np.float32], noun: list[str], owner: list[str], strength: float
) -> None:
    """Raise the types that a noun phrase speaks for; its last word weighs most."""
    if not noun:
        return
    last = noun[-1]
    numbered = _is_identifying_number(noun)
    before = _last_typed(noun[:-1] if numbered else owner or noun[:-1])
    counted = bool(owner) or (noun[0] in _COUNT_NOUNS and len(noun) > 1)
    counts = (last in _COUNT_NOUNS or noun[0] in _COUNT_NOUNS) and counted
    if last == "date" and "birth" in (*noun, *owner):
        _raise_score(scores, "birth", strength)
    elif counts and not numbered and not _is_money(noun + owner):
        _raise_score(scores, "count", strength)
    elif last in _LIGHT_NOUNS or last in _COUNT_NOUNS:
        _raise_score(scores, last, 0.4 * strength)
        _raise_score(scores, before or last, strength)
        if numbered:
            scores[_COLUMN["id"]] = max(scores[_COLUMN["id"]], 0.8 * strength)
    else:
        for word in noun[:-1]:
            if word not in _MODIFIERS:
                _raise_score(scores, word, 0.4 * strength)
        _raise_score(
            scores, "status" if last == "state" and _is_of_no_place(before) else last, strength
        )
        if last in _CODES:
            for column in _CODED.intersection(_TYPES_OF_WORD.get(before, ())):
                scores[column] = max(scores[column], strength)


def _is_identifying_number(noun: list[str]) -> bool:
    """Whether it is a number that tells things apart: of a train, but not of guests, or a total."""
    return (
        noun[-1] == "number"
        and len(noun) > 1
        and noun[0] not in _COUNT_NOUNS
        and noun[-2] not in _QUANTIFIERS
        and not _QUANTITIES.intersection(_TYPES_OF_WORD.get(noun[-2], ()))
    )


def _last_typed(words: list[str]) -> str:
    """Return the last word that speaks for a type: of "the file appeared", the file."""
    return next(
        (word for word in reversed(words) if word in _TYPES_OF_WORD), words[-1] if words else ""
    )


def _is_of_no_place(word: str) -> bool:
    """Whether the state of this is no region: a job's, but not a city's or a customer's."""
    return bool(word) and not _PLACES.union(_PEOPLE).intersection(_TYPES_OF_WORD.get(word, ()))


def _is_money(words: list[str]) -> bool:
    return any(
        _COLUMN["money"] in _TYPES_OF_WORD.get(word, ()) or word == "money" for word in words
    )


def _raise_score(scores: NDArray[np.float32], word: str, strength: float) -> None:
    for column in _TYPES_OF_WORD.get(word, ()):
        scores[column] = max(scores[column], strength)
