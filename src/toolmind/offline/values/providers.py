"""Makers of strings for what a name or format can mean: people, places, addresses, codes."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence

from toolmind.offline.values import hints, phrases, times, words
from toolmind.offline.values.draw import Draw
from toolmind.offline.values.entities import shaped
from toolmind.offline.values.fake import fake, job
from toolmind.offline.values.field import Field
from toolmind.offline.values.languages import OWN, languages
from toolmind.offline.values.numbers import number
from toolmind.text.slug import slug

StringMaker = Callable[[Draw], str]
Build = Callable[[Field], StringMaker | None]
"""Builds a maker for a field, or finds that its name misled."""


def choice(options: Sequence[str]) -> StringMaker:
    """Return a maker that picks one of the options."""
    return lambda draw: draw.rng.choice(options)


def uuid(field: Field) -> StringMaker:
    """Make version 4 UUIDs."""

    def make(draw: Draw) -> str:
        h = draw.hex(32)
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"

    return make


def whole_number(field: Field) -> StringMaker:
    """Make integers written as text, as APIs with 64-bit numbers want them."""
    make = number(field, whole=True)
    return lambda draw: str(make(draw))


def plain_number(field: Field) -> StringMaker:
    """Make numbers written as text."""
    make = number(field, whole=False)
    return lambda draw: str(make(draw))


def field_mask(field: Field) -> StringMaker:
    """Make lists of field names, as Google APIs take them."""
    return choice(("displayName", "description", "displayName,description", "labels"))


def encoded(field: Field) -> StringMaker:
    """Make texts in base64."""
    make = phrases.phrase(field)
    return lambda draw: base64.b64encode(make(draw).encode()).decode()


def email(field: Field) -> StringMaker:
    """Make the field's person's e-mail address."""
    role = field.role
    return lambda draw: draw.person(role).email


def url(field: Field) -> StringMaker:
    """Make addresses under domains reserved for examples (RFC 2606)."""
    if re.search(r"image|photo|thumbnail|avatar|logo|icon|picture", field.words):
        return lambda draw: f"https://images.example.com/{draw.code(8)}.jpg"
    if re.search(r"hook|callback|endpoint", field.words):
        return lambda draw: f"https://hooks.example.com/{slug(field.entity) or 'events'}"
    if re.search(r"website|homepage|company|domain", field.words):
        return lambda draw: f"https://www.{slug(draw.company)}.example.com"
    path = slug(field.entity) or "pages"
    return lambda draw: f"https://www.example.com/{path}/{draw.code(8)}"


def host_name(field: Field) -> StringMaker:
    """Make host names of the object's company."""
    return lambda draw: f"{slug(draw.company)}.example.com"


def ip_address(field: Field) -> StringMaker:
    """Make IPv4 addresses reserved for documentation (RFC 5737)."""
    return lambda draw: f"203.0.113.{draw.rng.randrange(1, 255)}"  # reserved (RFC 5737)


def ipv6(field: Field) -> StringMaker:
    """Make IPv6 addresses reserved for documentation (RFC 3849)."""
    return lambda draw: f"2001:db8::{draw.rng.randrange(1, 65535):x}"  # reserved (RFC 3849)


def stamped(stamp: times.Stamp) -> Callable[[Field], StringMaker]:
    """Build makers of the field's moment, written by `stamp`."""
    return lambda field: times.moment(field, stamp)


def constant(value: str) -> Callable[[Field], StringMaker]:
    """Build makers of one value."""
    return lambda field: lambda draw: value


def place_of(attribute: str) -> Callable[[Field], StringMaker]:
    """Build makers of one attribute of the field's place."""

    def build(field: Field) -> StringMaker:
        role = field.role
        return lambda draw: str(getattr(draw.place(role), attribute))

    return build


def person_of(attribute: str) -> Callable[[Field], StringMaker]:
    """Build makers of one attribute of the field's person."""

    def build(field: Field) -> StringMaker:
        role = field.role
        return lambda draw: str(getattr(draw.person(role), attribute))

    return build


_CLOUD = re.compile(
    r"\b(cloud|aws|amazon|gcp|azure|lambda|data ?center)\b|projects/"
    r"|location of the (resource|instance|cluster|job)"
)


def location(field: Field) -> StringMaker | None:
    """Make what a location is here: a city, an airport, a region, coordinates."""
    about = f"{field.words} {field.description}".lower()
    if _CLOUD.search(about):
        return cloud_region(field)
    if field.words in ("from", "to") and re.search(r"blockchain|transaction", about):
        return None
    if re.search(r"email|address of the (sender|recipient)", about):
        return email(field)
    role = field.role
    if re.search(r"iata|airport code", about):
        return lambda draw: draw.place(role).airport
    if re.search(r"latitude.*longitude|lat,? ?(?:lon|lng)", about):
        return lambda draw: f"{draw.place(role).latitude},{draw.place(role).longitude}"
    if re.search(r"currency", about):
        return lambda draw: draw.place(role).currency
    if field.words in ("from", "to", "start", "end", "where", "source", "target") and not re.search(
        r"city|place|location|airport|station|address|country|town", about
    ):
        return None
    if "country" in about and "city" not in about:
        return lambda draw: draw.place(role).country
    if re.search(r"city,? (?:and )?(?:state|country)|city, ", about):
        return lambda draw: f"{draw.place(role).city}, {draw.place(role).country}"
    return lambda draw: draw.place(role).city


def language(field: Field) -> StringMaker:
    """Make languages: what is translated is in that of all texts drawn, and into another."""
    said = not re.search(r"\b(codes?|locale|hl)$", field.words) and re.search(
        r"name of|e\.g\.,? ['\"]?(English|Spanish)|programming", field.description
    )
    if re.search(r"\b(source|detected|original)\b", field.words):
        return constant(languages()[OWN].name if said else OWN)(field)
    if said:
        return choice(("French", "Spanish", "German", "Japanese"))
    if "target" not in field.words.split():
        return place_of("language")(field)
    others = [code for code in languages() if code != OWN]
    return lambda draw: draw.fact("target", lambda rng: rng.choice(others))


def language_name(field: Field) -> StringMaker:
    """Make the name of the language whose code the same object has."""
    role = field.role
    return lambda draw: languages()[draw.place(role).language].name


def country_code(field: Field) -> StringMaker:
    """Make ISO 3166-1 codes, of two letters unless three are asked for."""
    role = field.role
    if re.search(r"alpha-?3|three[- ]letter|3[- ]letter", field.description):
        return lambda draw: draw.place(role).code3
    return lambda draw: draw.place(role).code


def country(field: Field) -> StringMaker:
    """Make countries, by name or code as the description asks."""
    if re.search(r"\b(ISO|code|alpha-?[23]|two[- ]letter|2[- ]letter)\b", field.description):
        return country_code(field)
    return place_of("country")(field)


def cloud_region(field: Field) -> StringMaker:
    """Make regions or zones of the cloud that the description speaks of."""
    about = f"{field.description} {field.domain}".lower()
    # Where nothing names the cloud, its word does: Google's regions are called locations.
    amazon = re.search(r"aws|amazon|us-east-1", about) or (
        "region" in field.words and not re.search(r"google|gcp|projects/|compute engine", about)
    )
    regions = words.AWS_REGIONS if amazon else words.GOOGLE_REGIONS
    suffix = ("a" if regions is words.AWS_REGIONS else "-b") if "zone" in field.words else ""
    return lambda draw: draw.rng.choice(regions) + suffix


def names_a_cloud(field: Field) -> bool:
    """Tell whether a description speaks of a cloud, whose regions are not those of the earth."""
    return bool(_CLOUDS.search(f"{field.description} {field.domain}"))


_CLOUDS = re.compile(r"aws|amazon|gcp|cloud|compute engine|us-east|us-central", re.IGNORECASE)

_OF_A_CLOUD = re.compile(
    r"(?i:code|cloud|aws|amazon|resource|zone|instance|server|gcp|deploy)"
    # As those write it who mean a region of theirs, of whatever lies in it.
    r"|(?<!^)\bRegion\b|^Region of (a|an|the) "
)
_OF_THE_EARTH = re.compile(
    r"\b(province|state|count(y|ry|ries)|address|geographical|lives?|resid\w+|person)\b",
    re.IGNORECASE,
)
_OF_AN_ADDRESS = re.compile(r"\b(address|place|location|home|person|billing)$")


def region(field: Field) -> StringMaker:
    """Make states, or regions of a cloud; where some are given as examples, one of them."""
    about = field.description
    if _OF_A_CLOUD.search(about) and not (
        _OF_THE_EARTH.search(about) or _OF_AN_ADDRESS.search(field.parent)
    ):
        return cloud_region(field)
    named = [each for each in hints.examples(about) if each[:1].isupper()]
    return choice(named) if len(named) > 1 else place_of("state")(field)


def phone(field: Field) -> StringMaker:
    """Make phone numbers with the place's dialling code and fictitious subscribers (555)."""
    role = field.role
    return lambda draw: (
        f"{draw.place(role).dialling} 555 {draw.person(role).number * 97 + 1000:04d}"
    )


def postcode(field: Field) -> StringMaker:
    """Make postal codes of the place's form."""
    role = field.role
    return lambda draw: draw.fact(
        ("postcode", role), lambda rng: shaped(rng, draw.place(role).postcode)
    )


def street(field: Field) -> StringMaker:
    """Make streets, or full addresses."""
    role = field.role
    if re.search(
        r"ip address|wallet|hash|mac address|email", f"{field.words} {field.description}".lower()
    ):
        return email(field) if "mail" in field.description else ip_address(field)
    line = field.words.endswith(("line 1", "line1", "street", "street address", "line"))

    def make(draw: Draw) -> str:
        street = draw.fact(("street", role), lambda rng: fake("street_address", rng))
        place = draw.place(role)
        return street if line else f"{street}, {place.city}, {place.country}"

    return make


def opaque(length: int) -> Callable[[Field], StringMaker]:
    """Build makers of that many hexadecimal digits."""
    return lambda field: lambda draw: draw.hex(length)


def secret(field: Field) -> StringMaker:
    """Make tokens, keys and passwords; page tokens and the like bare."""
    if re.search(r"page|next|continuation|marker|cursor|client|sync|request|idempot", field.words):
        return lambda draw: draw.code(16)
    if "password" in field.words:
        return lambda draw: f"{draw.code(4).title()}-{draw.code(4)}-{draw.rng.randrange(10, 99)}"
    return lambda draw: f"{slug(field.words, '_') or 'key'}_{draw.code(20)}"


def company(field: Field) -> StringMaker:
    """Make the object's company."""
    return lambda draw: draw.company


def file_name(field: Field) -> StringMaker:
    """Make file names, paths or folders."""
    endings = ("pdf", "csv", "txt", "png") if "image" not in field.words else ("png", "jpg")
    folder = "/data/" if re.search(r"path|dir|folder", field.words) else ""

    def make(draw: Draw) -> str:
        name = f"{draw.rng.choice(words.QUALITIES).lower()}-{slug(field.domain or 'report')}"
        ending = "" if re.search(r"dir|folder", field.words) else f".{draw.rng.choice(endings)}"
        return f"{folder}{name}{ending}"

    return make


def code_of(shape: str) -> Callable[[Field], StringMaker]:
    """Build makers of codes of a shape: # a digit, ? a letter."""
    return lambda field: lambda draw: shaped(draw.rng, shape)


def faked(what: str) -> Callable[[Field], StringMaker]:
    """Build makers of what Faker's method of that name makes."""
    return lambda field: lambda draw: fake(what, draw.rng)


def occupation(field: Field) -> StringMaker:
    """Make names of jobs; where some are given as examples, one of them."""
    said = hints.examples(field.description)
    return choice(said) if len(said) > 1 else lambda draw: job(draw.rng)


def version(field: Field) -> StringMaker:
    """Make version numbers."""
    return lambda draw: (
        f"{draw.rng.randrange(1, 5)}.{draw.rng.randrange(10)}.{draw.rng.randrange(10)}"
    )


def duration(field: Field) -> StringMaker:
    """Make spans of time."""
    if "ISO" in field.description:
        return lambda draw: f"PT{draw.rng.randrange(1, 9)}H"
    return lambda draw: f"{draw.rng.randrange(2, 18) * 5} minutes"
