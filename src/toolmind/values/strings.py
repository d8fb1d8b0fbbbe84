"""Plausible strings: which maker fits a field's format, description and name, in that order."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from functools import lru_cache, partial

from toolmind.values import facts, hints, text, times, words
from toolmind.values.draw import Draw
from toolmind.values.facts import shaped, slug
from toolmind.values.field import Field
from toolmind.values.ids import identifier, resource_name

StringMaker = Callable[[Draw], str]


@lru_cache(maxsize=65536)
def string(field: Field) -> StringMaker:
    """Return a maker for the field. What it makes may still be too long or break a pattern."""
    by_format = _FORMATS.get(field.format)
    if by_format:
        return by_format(field)
    closed = hints.listed(field.description)
    if closed and not re.search(r"\b(id|name|url|query)s?$", field.words):
        return choice(closed)
    template = hints.template(field.description)
    if template and re.search(r"name|parent|resource|path|format", field.description + field.words):
        return resource_name(template, field)
    return _by_name(field) or _by_example(field) or text.phrase(field)


def choice(options: Sequence[str]) -> StringMaker:
    """Return a maker that picks one of the options."""
    return lambda draw: draw.rng.choice(options)


def _by_example(field: Field) -> StringMaker | None:
    found = [value for value in hints.examples(field.description) if len(value) <= 80]
    return (lambda draw: vary(draw, draw.rng.choice(found))) if found else None


def vary(draw: Draw, example: str) -> str:
    """Return the example with its numbers and codes redrawn, so that not all values are one."""
    if not re.search(r"\d{3}", example) or re.search(r"\d{4}-\d\d|[a-z]{3,} [a-z]{3,}", example):
        return example
    return re.sub(r"(?<![A-Za-z])\d|(?<=\d)\d", lambda m: str(draw.rng.randrange(1, 10)), example)


# --- by format --------------------------------------------------------------------------------


def _uuid(field: Field) -> StringMaker:
    def make(draw: Draw) -> str:
        h = draw.hex(32)
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-a{h[17:20]}-{h[20:]}"

    return make


def _whole_number(field: Field) -> StringMaker:
    from toolmind.values.numbers import number

    make = number(field, whole=True)
    return lambda draw: str(make(draw))


def _plain_number(field: Field) -> StringMaker:
    from toolmind.values.numbers import number

    make = number(field, whole=False)
    return lambda draw: str(make(draw))


def _field_mask(field: Field) -> StringMaker:
    return choice(("displayName", "description", "displayName,description", "labels"))


def _encoded(field: Field) -> StringMaker:
    make = text.phrase(field)
    return lambda draw: base64.b64encode(make(draw).encode()).decode()


def _email(field: Field) -> StringMaker:
    role = field.role
    return lambda draw: draw.person(role).email


def _url(field: Field) -> StringMaker:
    if re.search(r"image|photo|thumbnail|avatar|logo|icon|picture", field.words):
        return lambda draw: f"https://images.example.com/{draw.code(8)}.jpg"
    if re.search(r"hook|callback|endpoint", field.words):
        return lambda draw: f"https://hooks.example.com/{slug(field.entity) or 'events'}"
    if re.search(r"website|homepage|company|domain", field.words):
        return lambda draw: f"https://www.{slug(draw.fact('company', facts.company))}.example.com"
    path = slug(field.entity) or "pages"
    return lambda draw: f"https://www.example.com/{path}/{draw.code(8)}"


def _host(field: Field) -> StringMaker:
    return lambda draw: f"{slug(draw.fact('company', facts.company))}.example.com"


def _ip(field: Field) -> StringMaker:
    return lambda draw: f"203.0.113.{draw.rng.randrange(1, 255)}"  # reserved (RFC 5737)


def _ipv6(field: Field) -> StringMaker:
    return lambda draw: f"2001:db8::{draw.rng.randrange(1, 65535):x}"  # reserved (RFC 3849)


def _stamped(stamp: times.Stamp) -> Callable[[Field], StringMaker]:
    return lambda field: times.moment(field, stamp)


def _constant(value: str) -> Callable[[Field], StringMaker]:
    return lambda field: lambda draw: value


_FORMATS: dict[str, Callable[[Field], StringMaker]] = {
    "date-time": _stamped(times.iso),
    "google-datetime": _stamped(times.iso),
    "date": _stamped(times.day),
    "time": _stamped(lambda at: f"{at:%H:%M:%S}Z"),
    "duration": lambda field: lambda draw: f"PT{draw.rng.randrange(1, 12)}H",
    "google-duration": lambda field: lambda draw: f"{draw.rng.randrange(5, 600)}s",
    "google-fieldmask": _field_mask,
    "email": _email,
    "idn-email": _email,
    "uri": _url,
    "url": _url,
    "iri": _url,
    "uri-reference": _url,
    "iri-reference": _url,
    "uri-template": _url,
    "hostname": _host,
    "idn-hostname": _host,
    "ipv4": _ip,
    "ip": _ip,
    "ipv6": _ipv6,
    "uuid": _uuid,
    "byte": _encoded,
    "int32": _whole_number,
    "int64": _whole_number,
    "uint32": _whole_number,
    "uint64": _whole_number,
    "double": _plain_number,
    "float": _plain_number,
    "decimal": _plain_number,
    "json-pointer": _constant("/items/0"),
    "relative-json-pointer": _constant("0"),
    "regex": _constant("^[a-z]+$"),
}


# --- by name ----------------------------------------------------------------------------------


def _by_name(field: Field) -> StringMaker | None:
    if times.temporal(field):
        return times.moment(field, times.stamp_for(field))
    for build in _builders(field.words):
        made = build(field)
        if made is not None:
            return made
    return None


@lru_cache(maxsize=65536)
def _builders(words_of_name: str) -> tuple[Callable[[Field], StringMaker | None], ...]:
    """Return what may make a value of that name, the likeliest first."""
    found = [build for pattern, build in _NAMES if pattern.search(words_of_name)]
    for pattern, values in words.WORD_LISTS:
        if pattern.search(words_of_name):
            found.append(partial(_from_list, values=values))
            break
    return tuple(found)


def _from_list(field: Field, values: tuple[str, ...]) -> StringMaker:
    if values[0] == "@currency":
        return _place("currency")(field)
    if values[0] == "@machine":
        return choice(words.MACHINES["google" if "google" in field.domain else "other"])
    if values[0] == "@status":
        about = f"{field.parent} {field.words} {field.description} {field.domain}".lower()
        return choice(next(found for pattern, found in words.STATUSES if pattern.search(about)))
    said = hints.examples(field.description)
    return choice(said) if len(said) > 1 else choice(values)


def _place(attribute: str) -> Callable[[Field], StringMaker]:
    def build(field: Field) -> StringMaker:
        role = field.role
        return lambda draw: str(getattr(draw.place(role), attribute))

    return build


def _person(attribute: str) -> Callable[[Field], StringMaker]:
    def build(field: Field) -> StringMaker:
        role = field.role
        return lambda draw: str(getattr(draw.person(role), attribute))

    return build


def _location(field: Field) -> StringMaker | None:
    about = f"{field.words} {field.description}".lower()
    if re.search(
        r"cloud|resource|aws|zone|data ?center|projects/|gcp|azure|lambda|bucket|host", about
    ):
        return _cloud_region(field)
    if re.search(r"email|address of the (sender|recipient)", about):
        return _email(field)
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


def _country_code(field: Field) -> StringMaker:
    role = field.role
    if re.search(r"alpha-?3|three[- ]letter|3[- ]letter", field.description):
        return lambda draw: draw.place(role).code3
    return lambda draw: draw.place(role).code


def _country(field: Field) -> StringMaker:
    if re.search(r"\b(ISO|code|alpha-?[23]|two[- ]letter|2[- ]letter)\b", field.description):
        return _country_code(field)
    return _place("country")(field)


def _cloud_region(field: Field) -> StringMaker:
    about = f"{field.description} {field.domain}".lower()
    regions = (
        words.AWS_REGIONS if re.search(r"aws|amazon|us-east-1", about) else words.GOOGLE_REGIONS
    )
    suffix = ("a" if regions is words.AWS_REGIONS else "-b") if "zone" in field.words else ""
    return lambda draw: draw.rng.choice(regions) + suffix


def _region(field: Field) -> StringMaker:
    if re.search(
        r"code|cloud|aws|resource|zone|instance|server|gcp|deploy", field.description.lower()
    ):
        return _cloud_region(field)
    return _place("state")(field)


def _phone(field: Field) -> StringMaker:
    role = field.role
    return lambda draw: (
        f"{draw.place(role).dialling} 555 {draw.person(role).number * 97 + 1000:04d}"
    )


def _postcode(field: Field) -> StringMaker:
    role = field.role
    return lambda draw: draw.fact(
        ("postcode", role), lambda rng: shaped(rng, draw.place(role).postcode)
    )


def _street(field: Field) -> StringMaker:
    role = field.role
    if re.search(
        r"ip address|wallet|hash|mac address|email", f"{field.words} {field.description}".lower()
    ):
        return _email(field) if "mail" in field.description else _ip(field)
    line = field.words.endswith(("line 1", "line1", "street", "street address", "line"))

    def make(draw: Draw) -> str:
        street = draw.fact(("street", role), facts.street)
        place = draw.place(role)
        return street if line else f"{street}, {place.city}, {place.country}"

    return make


def _opaque(length: int) -> Callable[[Field], StringMaker]:
    return lambda field: lambda draw: draw.hex(length)


def _secret(field: Field) -> StringMaker:
    if re.search(r"page|next|continuation|marker|cursor|client|sync|request|idempot", field.words):
        return lambda draw: draw.code(16)
    if "password" in field.words:
        return lambda draw: f"{draw.code(4).title()}-{draw.code(4)}-{draw.rng.randrange(10, 99)}"
    return lambda draw: f"{slug(field.words, '_') or 'key'}_{draw.code(20)}"


def _company(field: Field) -> StringMaker:
    return lambda draw: draw.fact("company", facts.company)


def _name(field: Field) -> StringMaker | None:
    """Make a bare name: what it names depends on the object that holds it."""
    about = f"{field.parent} {field.description}".lower()
    if _PEOPLE.search(field.parent) or re.search(
        r"name of (the|a) (user|person|customer|patient|contact|employee|guest)|(full|"
        r"person'?s|user'?s|your) name",
        about,
    ):
        return _person("name")(field)
    if re.search(r"compan|organi[sz]ation|business|employer", about):
        return _company(field)
    if re.search(r"\b(city|town)\b", about):
        return _place("city")(field)
    if re.search(r"\bcountr(y|ies)\b", about):
        return _place("country")(field)
    for pattern, values in words.WORD_LISTS:
        if field.parent and pattern.search(field.parent):
            return _from_list(field, values)
    if re.search(
        r"resource|cluster|bucket|table|instance|database|queue|stack|function|policy|role|"
        r"group|domain|service|project|repositor|branch|file|container|network|pipeline|"
        r"workflow|model|dataset|index|template|stream|rule|key|fleet|channel|workspace|"
        r"application|app|configuration|profile",
        about + field.words,
    ):
        noun = slug(field.entity or "resource")
        return lambda draw: f"{draw.rng.choice(words.RESOURCE_WORDS)}-{noun}"
    return None


def _file(field: Field) -> StringMaker:
    endings = ("pdf", "csv", "txt", "png") if "image" not in field.words else ("png", "jpg")
    folder = "/data/" if re.search(r"path|dir|folder", field.words) else ""

    def make(draw: Draw) -> str:
        name = f"{draw.rng.choice(words.QUALITIES).lower()}-{slug(field.domain or 'report')}"
        ending = "" if re.search(r"dir|folder", field.words) else f".{draw.rng.choice(endings)}"
        return f"{folder}{name}{ending}"

    return make


def _code(shape: str) -> Callable[[Field], StringMaker]:
    return lambda field: lambda draw: shaped(draw.rng, shape)


def _numeric_text(field: Field) -> StringMaker | None:
    """Make numbers that an API takes as text (``"limit": "10"``)."""
    return _whole_number(field)


def _version(field: Field) -> StringMaker:
    return lambda draw: (
        f"{draw.rng.randrange(1, 5)}.{draw.rng.randrange(10)}.{draw.rng.randrange(10)}"
    )


def _duration(field: Field) -> StringMaker:
    if "ISO" in field.description:
        return lambda draw: f"PT{draw.rng.randrange(1, 9)}H"
    return lambda draw: f"{draw.rng.randrange(2, 18) * 5} minutes"


_PEOPLE = re.compile(
    r"\b(user|person|customer|guest|patient|author|owner|employee|student|teacher|driver|"
    r"passenger|contact|"
    r"sender|recipient|member|doctor|physician|agent|assignee|reporter|manager|attendee|"
    r"participant|actor|"
    r"director|player|creator|host|client|candidate|applicant|buyer|seller|instructor|tenant|"
    r"cardholder|"
    r"traveler|traveller|requester|organizer|reviewer|lecturer|professor|lead|account holder|"
    r"supervisor|witness|suspect|victim)s?$"
)

_NAMES: tuple[tuple[re.Pattern[str], Callable[[Field], StringMaker | None]], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (r"\barns?$", identifier),
        (r"e ?mails?( address(es)?)?$", _email),
        (r"\b(uuid|guid)$", _uuid),
        (
            r"^(page size|limit|offset|page|count|max results|quantity|num .*|number of .*|"
            r"per page|size limit|year|amount|price|radius|width|height|age|port|"
            r"duration (minutes|seconds|hours|days)|.* amount|.* price|budget|total|.* count|"
            r"lat|latitude|lon|lng|long|longitude|rating|percentage|temperature|weight|"
            r"distance)$",
            _plain_number,
        ),
        (
            r"\b(password|passwd|secret|token|api ?key|access key|credentials?|cursor|marker|"
            r"jwt|authorization|secret key|private key|public key)$",
            _secret,
        ),
        (r"(^| )(url|uri|link|website|homepage|web ?page|endpoint|webhook|href|site)s?$", _url),
        (
            r"\b(phone|mobile|telephone|fax|msisdn|cell|phone ?number|"
            r"contact number)s?( number)?s?$",
            _phone,
        ),
        (r"^(first|given|fore) ?name$|^first$", _person("first")),
        (r"^(last|family|sur) ?name$|surname", _person("last")),
        (r"user ?name$|^(login|handle|screen name|nickname|nick|account name)$", _person("handle")),
        (
            r"^(full name|customer|author|owner|assignee|created by|updated by|sender|"
            r"recipient|contact|actor|director|attendee|patient|guest|doctor|instructor|"
            r"teacher|student|person|player|employee|host|creator|reviewer|assigned to|"
            r"requested by)$",
            _person("name"),
        ),
        (
            r"\b(customer|guest|patient|author|owner|sender|recipient|contact|employee|"
            r"student|driver|passenger|player|doctor|attendee|assignee|manager|director|host|"
            r"cardholder|card ?holder|actor|teacher|instructor|agent|person|full|member|"
            r"client|user full|holder|applicant|tenant|child|creator|beneficiary|"
            r"account holder|buyer|seller|physician) name$",
            _person("name"),
        ),
        (
            r"\b(company|organi[sz]ation|employer|vendor|merchant|publisher|supplier|retailer|"
            r"bank|insurer|provider|business|store|shop|client company|seller name)( name)?$",
            _company,
        ),
        (r"country code|^(cc|country iso|iso2?)$|countrycode", _country_code),
        (r"\b(country|nation|nationality|citizenship)( name)?$", _country),
        (
            r"(airport|iata)( code)?$|^(origin|destination|departure|arrival) (airport|code|"
            r"iata|station code)$",
            _place("airport"),
        ),
        (r"\b(city|town|municipality|hometown|birthplace)( name)?$", _place("city")),
        (
            r"availability zone|^(zone|cloud region|aws region|region name|region code|"
            r"region id|location id|data ?center)$",
            _cloud_region,
        ),
        (
            r"\b(region|state|province|county)$",
            lambda f: (
                None
                if f.words == "state"
                and not re.search(
                    r"address|location|place|U\.?S|city|province", f"{f.parent} {f.description}"
                )
                else _region(f)
            ),
        ),
        (r"\b(state|province|county) (name)$", _place("state")),
        (
            r"\b(location|place|area|destinations?|origin|departure|arrival|where|locality|"
            r"neighbou?rhood|meeting point|stop|station)$|^(from|to|start|end|source|target)$",
            _location,
        ),
        (r"\b(zip|zip ?code|postal ?code|post ?code|postcode|zipcode)$", _postcode),
        (r"\b(street|address|street address|line 1|address line)$", _street),
        (
            r"coordinates?|lat ?(lon|lng|long)|geolocation|lonlat",
            lambda f: lambda d: f"{d.place(f.role).latitude},{d.place(f.role).longitude}",
        ),
        (r"\b(time ?zone|tz)$", _place("timezone")),
        (
            r"\b(language|lang|locale|language code|lang code|target lang|source lang|hl)$",
            lambda f: (
                _place("language")(f)
                if not re.search(
                    r"name of|e\.g\.,? ['\"]?(English|Spanish)|programming", f.description
                )
                else choice(("English", "Spanish", "French", "German", "Japanese"))
            ),
        ),
        (r"\bcurrency|currencies", _place("currency")),
        (
            r"\b(ip|ip ?address|ip ?addr|cidr|cidr block|ipv4)$",
            lambda f: (
                _ip(f) if "cidr" not in f.words else (lambda d: f"10.{d.rng.randrange(256)}.0.0/16")
            ),
        ),
        (r"ipv6", _ipv6),
        (r"\bmac( address)?$", lambda f: lambda d: ":".join(d.hex(2) for _ in range(6))),
        (r"\b(host|host ?name|domain|domain name|server|fqdn)$", _host),
        (r"\b(sha ?256|checksum|digest)$", _opaque(64)),
        (r"\b(sha ?1|commit|commit sha|sha|revision sha)$", _opaque(40)),
        (r"\b(md5|etag|e tag|hash|fingerprint)$", _opaque(32)),
        (r"(wallet|contract|token|eth\w*) address$", lambda f: lambda d: "0x" + d.hex(40)),
        (r"(tx|transaction) hash$", lambda f: lambda d: "0x" + d.hex(64)),
        (r"\bversions?$", _version),
        (
            r"\b(duration|ttl|timeout|travel time|cook(ing)? time|prep(aration)? time|eta|"
            r"run ?time|response time|delivery time|estimated time|lead time)$",
            _duration,
        ),
        (
            r"\b(file ?name|file|file ?path|path|directory|folder|document|attachment|"
            r"filename|dir)$",
            _file,
        ),
        (r"\bisbn", _code("978-#-###-#####-#")),
        (r"\bvin$", _code("1H?CM#2######")),
        (r"\biban$", _code("DE## #### #### #### #### ##")),
        (r"(card|credit card) number$", _code("4111 1111 1111 ####")),
        (r"\b(cvv|cvc|pin|otp|security code|verification code|passcode)( code)?$", _code("###")),
        (r"(ssn|social security|tax id|national id|passport)( number)?$", _code("?########")),
        (r"(license|licence|number) plate", _code("??-###-??")),
        (
            r"\bflight( number| no| code)?$",
            lambda f: lambda d: shaped(d.rng, d.rng.choice(("LH", "AF", "KL", "DL")) + "###"),
        ),
        (r"\b(sku|barcode|upc|ean|gtin|asin)$", _code("??-#####")),
        (
            r"\b(coupon|promo|promotion|voucher|discount)( code)?$",
            lambda f: choice(("SPRING10", "WELCOME15", "SAVE20", "FREESHIP")),
        ),
        (r"\b(phone extension|gate|terminal)$", _code("?#")),
        (
            r"^kind$",
            lambda f: (
                None
                if not f.domain
                else (lambda d: f"{slug(f.domain)}#{slug(f.parent or 'resource')}")
            ),
        ),
        (
            r"\b(ids?|identifiers?|uid|guid|urn|number|no|reference|ref|confirmation code|"
            r"booking code|tracking code|record locator|pnr|self link|resource name|resource|"
            r"parent|slug)$|^(project|account|order|invoice|shipment|self ?link)$",
            identifier,
        ),
        (
            r"\b(bucket|namespace|cluster|queue|table|dataset|repository|database|branch|stack|"
            r"keyspace|catalog|log group|stream|layer|workspace|schema|index|collection|"
            r"fleet|vault|registry|repo|service|function|application|pipeline|workflow|group)$",
            _name,
        ),
        (r"^(name|names|display name|title|label|resource name|.* name)$", _name),
        (
            r"\b(code)$",
            lambda f: (
                None
                if re.search(r"source|program|snippet", f"{f.words} {f.description}")
                else _code("??#?##")(f)
            ),
        ),
    )
)
