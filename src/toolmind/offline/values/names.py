"""What a name means: the table from names to makers, and the word lists after it."""

from __future__ import annotations

import re
from functools import lru_cache, partial

from toolmind.offline.values import hints, times, words
from toolmind.offline.values.draw import Draw
from toolmind.offline.values.entities import shaped
from toolmind.offline.values.field import Field
from toolmind.offline.values.ids import identifier
from toolmind.offline.values.providers import (
    Build,
    StringMaker,
    choice,
    cloud_region,
    code_of,
    company,
    country,
    country_code,
    duration,
    email,
    faked,
    file_name,
    host_name,
    ip_address,
    ipv6,
    language,
    language_name,
    location,
    names_a_cloud,
    occupation,
    opaque,
    person_of,
    phone,
    place_of,
    plain_number,
    postcode,
    region,
    secret,
    street,
    url,
    uuid,
    version,
)
from toolmind.text.slug import slug


def by_name(field: Field) -> StringMaker | None:
    """Return a maker of what the field's name means, or None where the name is not known."""
    if times.temporal(field):
        return times.moment(field, times.stamp_for(field))
    for build in _builders(field.words):
        made = build(field)
        if made is not None:
            return made
    return None


@lru_cache(maxsize=8192)
def _builders(words_of_name: str) -> tuple[Build, ...]:
    """Return what may make a value of that name, the likeliest first."""
    found = [build for pattern, build in _NAMES if pattern.search(words_of_name)]
    if values := _word_list(words_of_name):
        found.append(partial(_from_list, values=values))
    return tuple(found)


@lru_cache(maxsize=512)
def _word_list(name: str) -> tuple[str, ...]:
    """Return the known values of things of that name; none where there is no list of them."""
    lists = words.WORD_LISTS if name else ()
    return next((values for pattern, values in lists if pattern.search(name)), ())


def _from_list(field: Field, values: tuple[str, ...]) -> StringMaker:
    if values[0] == "@currency":
        return place_of("currency")(field)
    if values[0] == "@machine":
        return choice(words.MACHINES["google" if "google" in field.domain else "other"])
    if values[0] == "@status":
        about = f"{field.parent} {field.words} {field.description} {field.domain}".lower()
        own = next(found for pattern, found in words.STATUSES if pattern.search(field.words))
        general = words.STATUSES[-1][1]
        if own is general:  # of an order's payment status, the payment tells more
            own = next(found for pattern, found in words.STATUSES if pattern.search(about))
        return choice(own)
    said = hints.examples(field.description)
    return choice(said) if len(said) > 1 else choice(values)


def _label_part(field: Field) -> StringMaker | None:
    """Make the key or the value of a label, which belong together."""
    if not _LABELS.search(field.parent):
        return None
    keys = field.words.endswith(("key", "name"))
    if field.words == "name" and not _PAIRS.search(field.parent):
        return None  # metadata has the name of what it tells of

    def make(draw: Draw) -> str:
        key, value = draw.fact("label", lambda rng: rng.choice(words.LABELS))
        return key if keys else value

    return make


_LABELS = re.compile(r"\b(tag|label|attribute|annotation|metadata|meta data)s?$")
_PAIRS = re.compile(r"\b(tag|label|attribute)s?$")


def _amount(field: Field) -> StringMaker | None:
    """Make the value of a price, as text."""
    return plain_number(field._replace(words="price")) if _PRICES.search(field.parent) else None


_PRICES = re.compile(r"\b(price|amount|cost|fee|tax|money|balance|discount|refund|rate|total)$")


def _address(field: Field) -> StringMaker:
    """Make an address: of a place, or of what else the description says."""
    about = f"{field.parent} {field.description} {field.domain}".lower()
    if "street" in about:
        return street(field)
    if re.search(r"blockchain|wallet|contract|token|ethereum", about):
        return lambda draw: "0x" + draw.hex(40)
    if re.search(r"webhook|callback|notifications are delivered", about):
        return url(field)
    return email(field) if re.search(r"e-?mail|smtp|mailbox|notif", about) else street(field)


def _of_a_place(field: Field) -> bool:
    """Say whether a state is one of a country, not of affairs."""
    about = f"{field.words} {field.parent} {field.description}"
    return bool(re.search(r"address|location|place|U\.?S|city|province|home|billing", about))


def _of_a_language(field: Field) -> bool:
    """Say whether a runtime is one that programs run in, and no span of time."""
    about = f"{field.words} {field.parent} {field.description}".lower()
    return "runtime" in field.words and bool(
        re.search(r"compatible|layer|function|language|environment", about)
    )


def _name(field: Field) -> StringMaker | None:
    """Make a bare name: what it names depends on the object that holds it."""
    about = f"{field.parent} {field.description}".lower()
    if _PEOPLE.search(field.parent) or re.search(
        r"name of (the|a) (user|person|customer|patient|contact|employee|guest)|(full|"
        r"person'?s|user'?s|your) name",
        about,
    ):
        return person_of("name")(field)
    if re.search(r"compan|organi[sz]ation|business|employer", about):
        return company(field)
    if re.search(r"\b(city|town)\b", about):
        return place_of("city")(field)
    if re.search(r"\bcountr(y|ies)\b", about):
        return place_of("country")(field)
    if field.words in _BARE_NAMES and field.parent.endswith("language"):
        return language_name(field)
    if field.words in _BARE_NAMES and (values := _word_list(field.parent)):
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


_BARE_NAMES = frozenset(("name", "names", "title", "label", "display name"))
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

_NAMES: tuple[tuple[re.Pattern[str], Build], ...] = tuple(
    (re.compile(pattern), build)
    for pattern, build in (
        (r"\barns?$", identifier),
        (r"^(?:(?:tag|label|attribute|annotation) )?(key|name|value)$", _label_part),
        (r"^value$", _amount),
        (r"e ?mails?( address(es)?)?$|\b(bcc|cc|to|reply to) address(es)?$", email),
        (r"\b(uuid|guid)$", uuid),
        (r"(wallet|contract|token|eth\w*) address$", lambda f: lambda d: "0x" + d.hex(40)),
        (r"(tx|transaction) hash$", lambda f: lambda d: "0x" + d.hex(64)),
        (
            r"\bs3 ?(uri|url|path|location)$",
            lambda f: lambda d: f"s3://acme-data-{d.code(4)}/{slug(f.parent) or 'in'}/",
        ),
        (r"\b(allowed|allow|cors) origins?$", lambda f: lambda d: f"https://app.{host_name(f)(d)}"),
        (
            r"^(page size|limit|offset|page|count|max results|quantity|num .*|number of .*|"
            r"per page|size limit|year|amount|price|radius|width|height|age|port|"
            r"duration (minutes|seconds|hours|days)|.* amount|.* price|.* budget|balance|"
            r".* balance|reward|.* fee|fee|cost|.* cost|budget|total|.* count|"
            r"lat|latitude|lon|lng|long|longitude|rating|percentage|temperature|weight|"
            r"distance)$",
            plain_number,
        ),
        (
            r"\b(password|passwd|secret|token|api ?key|access key|credentials?|cursor|marker|"
            r"jwt|authorization|secret key|private key|public key)$",
            secret,
        ),
        (r"(^| )(url|uri|link|website|homepage|web ?page|end ?point|webhook|href|site)s?$", url),
        (
            r"\b(phone|mobile|telephone|fax|msisdn|cell|phone ?number|"
            r"contact number)s?( number)?s?$",
            phone,
        ),
        (r"^(first|given|fore) ?name$|^first$", person_of("first")),
        (r"^(last|family|sur) ?name$|surname", person_of("last")),
        (
            r"user ?name$|^(login|handle|screen name|nickname|nick|account name)$",
            person_of("handle"),
        ),
        (
            r"^(full name|customer|author|owner|assignee|created by|updated by|sender|"
            r"recipient|contact|actor|director|attendee|patient|guest|doctor|instructor|"
            r"teacher|student|person|player|employee|host|creator|reviewer|assigned to|"
            r"requested by|(account|card|policy|licen[cs]e) ?holder|beneficiary|next of kin)$",
            person_of("name"),
        ),
        (
            r"\b(customer|guest|patient|author|owner|sender|recipient|contact|employee|"
            r"student|driver|passenger|player|doctor|attendee|assignee|manager|director|host|"
            r"cardholder|card ?holder|actor|teacher|instructor|agent|person|full|member|"
            r"client|user full|holder|applicant|tenant|child|creator|beneficiary|"
            r"account holder|buyer|seller|physician) name$",
            person_of("name"),
        ),
        (
            r"\b(company|organi[sz]ation|employer|vendor|developer|merchant|publisher|supplier|retailer|"
            r"bank|insurer|winery|brewery|manufacturer|airline|agency|studio|provider|business|"
            r"store|shop|client company|seller name)( name)?$",
            company,
        ),
        (
            r"^(job title|job|occupation|profession|position|designation|title role)$",
            occupation,
        ),
        (r"country code|^(cc|country iso|iso2?)$|countrycode", country_code),
        (r"\b(country|nation|nationality|citizenship)( name)?$", country),
        (
            r"(airport|iata)( code)?$|^(origin|destination|departure|arrival) (airport|code|"
            r"iata|station code)$",
            place_of("airport"),
        ),
        (r"\b(city|town|municipality|hometown|birthplace)( name)?$", place_of("city")),
        (
            r"availability zone|^(zone|cloud region|aws region|region name|location id|"
            r"data ?center)$",
            cloud_region,
        ),
        (r"^region code$", lambda f: cloud_region(f) if names_a_cloud(f) else country_code(f)),
        (r"^region id$", lambda f: cloud_region(f) if names_a_cloud(f) else None),
        (
            r"\b(region|state|province|county)$",
            lambda f: None if f.words.endswith("state") and not _of_a_place(f) else region(f),
        ),
        (r"\b(state|province|county) (name)$", place_of("state")),
        (
            r"\b(location|place|area|destinations?|origin|departure|arrival|where|locality|"
            r"neighbou?rhood|meeting point|stop|station)$|^(from|to|start|end|source|target)$",
            location,
        ),
        (r"\b(zip|zip ?code|postal ?code|post ?code|postcode|zipcode)$", postcode),
        (r"\b(?<!mac )(?<!ip )(?<!street )address$", _address),
        (r"\b(street( address)?|line 1|address line)$", street),
        (
            r"coordinates?|lat ?(lon|lng|long)|geolocation|lonlat",
            lambda f: lambda d: f"{d.place(f.role).latitude},{d.place(f.role).longitude}",
        ),
        (r"\b(time ?zone|tz)$", place_of("timezone")),
        (
            r"\b(language|lang|locale|language code|lang code|target lang|source lang|hl)$",
            language,
        ),
        (r"\bcurrency|currencies", place_of("currency")),
        (
            r"\b(ip|ip ?address|ip ?addr|cidr|cidr block|ipv4)$",
            lambda f: (
                ip_address(f)
                if "cidr" not in f.words
                else (lambda d: f"10.{d.rng.randrange(256)}.0.0/16")
            ),
        ),
        (r"ipv6", ipv6),
        (r"\bmac( address)?$", lambda f: lambda d: ":".join(d.hex(2) for _ in range(6))),
        (r"\b(host|host ?name|domain|domain name|dns name|server|fqdn)$", host_name),
        (r"\b(sha ?256|checksum|digest)$", opaque(64)),
        (r"\b(sha ?1|commit|commit sha|sha|revision sha)$", opaque(40)),
        (r"\b(md5|etag|e tag|hash|fingerprint)$", opaque(32)),
        (r"\bversions?$", version),
        (
            r"\b(duration|ttl|timeout|travel time|cook(ing)? time|prep(aration)? time|eta|"
            r"run ?time|response time|delivery time|estimated time|lead time)$",
            lambda f: None if _of_a_language(f) else duration(f),
        ),
        (
            r"\b(file ?name|file|file ?path|path|directory|folder|document|attachment|"
            r"filename|dir)$",
            file_name,
        ),
        (r"\bisbn", faked("isbn13")),
        (r"\bvin$", faked("vin")),
        (r"\biban$", code_of("DE## #### #### #### #### ##")),
        (r"(card|credit card) number$", code_of("4111 1111 1111 ####")),
        (r"\b(cvv|cvc|pin|otp|security code|verification code|passcode)( code)?$", code_of("###")),
        (r"(ssn|social security|tax id|national id|passport)( number)?$", code_of("?########")),
        (r"(license|licence|number) plate", faked("license_plate")),
        (
            r"\bflight( number| no| code)?$",
            lambda f: lambda d: shaped(d.rng, d.rng.choice(("LH", "AF", "KL", "DL")) + "###"),
        ),
        (r"\b(barcode|ean|gtin)$", faked("ean13")),
        (r"\b(sku|upc|asin)$", code_of("??-#####")),
        (r"\b(slogan|tag ?line|motto|catch ?phrase)$", faked("catch_phrase")),
        (
            r"\b(coupon|promo|promotion|voucher|discount)( code)?$",
            lambda f: choice(("SPRING10", "WELCOME15", "SAVE20", "FREESHIP")),
        ),
        (r"\b(phone extension|gate|terminal)$", code_of("?#")),
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
                else _from_list(f, ("@status",))
                if f.words == "code" and f.parent.endswith("status")
                else code_of("??#?##")(f)
            ),
        ),
    )
)
