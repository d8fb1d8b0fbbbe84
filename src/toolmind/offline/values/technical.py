"""Makers of technical strings that no name alone tells: digests, keys, ranges, queries, networks.

Tried where a field's name is no known one: of each kind, what its words or its description say.
"""

from __future__ import annotations

import base64
import re

from toolmind.offline.values import words
from toolmind.offline.values.draw import Draw
from toolmind.offline.values.field import Field
from toolmind.offline.values.ids import identifier, kms_key_arn, role_arn
from toolmind.offline.values.providers import (
    Build,
    StringMaker,
    choice,
    code_of,
    email,
    encoded,
    language,
    person_of,
    postcode,
    url,
)
from toolmind.text.slug import slug


def technical(field: Field) -> StringMaker | None:
    """Return a maker of the kind of value that a field is said to hold, or None."""
    about = f"{field.words} | {field.parent} | {field.domain} | {field.description}".lower()
    for words_of_name, said, build in _KINDS:
        if words_of_name.search(field.words) and said.search(about):
            return build(field)
    return None


_BYTES = (
    (re.compile(r"crc ?32"), 4),
    (re.compile(r"crc ?64|xxh\w* ?(3|64)\b"), 8),
    (re.compile(r"md5|xxh\w* ?128"), 16),
    (re.compile(r"sha ?-?512"), 64),
)
_DIGEST_BYTES = 32
"""Of a digest that does not say what made it: as many as of SHA-256."""


def _digest(field: Field) -> StringMaker:
    """Make base64 of as many bytes as the named algorithm gives."""
    size = next((size for name, size in _BYTES if name.search(field.words)), _DIGEST_BYTES)
    return lambda draw: base64.b64encode(bytes.fromhex(draw.hex(2 * size))).decode()


def _certificate(field: Field) -> StringMaker:
    """Make what a certificate in PEM looks like (RFC 7468); its content is none."""

    def make(draw: Draw) -> str:
        body = base64.b64encode(bytes.fromhex(draw.hex(96))).decode()
        return f"-----BEGIN CERTIFICATE-----\n{body}\n-----END CERTIFICATE-----"

    return make


def _kms_key(field: Field) -> StringMaker:
    return kms_key_arn


def _object_key(field: Field) -> StringMaker:
    """Make keys of stored objects: ``reports/2025/04/quarterly-17.csv``."""

    def make(draw: Draw) -> str:
        at = draw.moment("created")
        name = f"{draw.rng.choice(words.QUALITIES).lower()}-{draw.rng.randrange(2, 40)}"
        return f"{slug(field.domain) or 'reports'}/{at:%Y/%m}/{name}.csv"

    return make


def _key_prefix(field: Field) -> StringMaker:
    return lambda draw: f"{draw.rng.choice(words.RESOURCE_WORDS)}/{draw.moment('created'):%Y}/"


def _name_prefix(field: Field) -> StringMaker:
    return lambda draw: f"{draw.rng.choice(words.RESOURCE_WORDS)}-"


def _slug_name(field: Field) -> StringMaker:
    """Make names that a system accepts: letters, digits, hyphens."""
    noun = slug(field.entity) or "item"
    return lambda draw: (
        f"{draw.rng.choice(words.RESOURCE_WORDS)}-{noun}-{draw.rng.randrange(2, 99)}"
    )


def _network(prefix: str) -> Build:
    """Build makers of ids as Amazon's networks have them: ``subnet-0a1b…``."""
    return lambda field: lambda draw: f"{prefix}-0{draw.hex(16)}"


def _cidr(field: Field) -> StringMaker:
    """Make blocks of networks for private use (RFC 1918)."""
    return lambda draw: f"10.{draw.rng.randrange(256)}.{draw.rng.randrange(256)}.0/24"


def _cells(field: Field) -> StringMaker:
    """Make ranges of a spreadsheet in A1 notation."""

    def make(draw: Draw) -> str:
        first = draw.rng.randrange(1, 12)
        last = first + draw.rng.randrange(3, 30)
        return f"Sheet1!A{first}:{draw.rng.choice('BCDEFG')}{last}"

    return make


def _ports(field: Field) -> StringMaker:
    def make(draw: Draw) -> str:
        first = draw.rng.randrange(80, 90) * 100
        return f"{first}-{first + draw.rng.randrange(10, 99)}"

    return make


def _digits(field: Field) -> StringMaker:
    return lambda draw: str(draw.rng.randrange(2, 500))


def _percent(field: Field) -> StringMaker:
    return lambda draw: f"{draw.rng.randrange(2, 40)}%"


def _sql(field: Field) -> StringMaker:
    def make(draw: Draw) -> str:
        table = draw.rng.choice(_TABLES)
        return f"SELECT * FROM {table} LIMIT {draw.rng.randrange(2, 20) * 10}"

    return make


def _condition(field: Field) -> StringMaker:
    """Make conditions on rows: ``status = 'active'``."""

    def make(draw: Draw) -> str:
        if draw.rng.random() < 0.5:
            return f"amount > {draw.rng.randrange(1, 40) * 25}"
        column, value = draw.rng.choice(
            (("status", "active"), ("team", "finance"), ("tier", "gold"), ("country", "FR"))
        )
        return f"{column} = '{value}'"

    return make


def _account(field: Field) -> StringMaker:
    """Make account numbers of Amazon Web Services: twelve digits."""
    return lambda draw: str(draw.rng.randrange(10**11, 10**12))


def _project(field: Field) -> StringMaker:
    return lambda draw: f"acme-prod-{draw.rng.randrange(10, 99)}"


def _prefixed_email(start: str) -> Build:
    """Build makers of members as access rules name them: ``user:ana@example.com``."""

    def build(field: Field) -> StringMaker:
        role = field.role
        return lambda draw: f"{start}{draw.person(role).email}"

    return build


def _json(field: Field) -> StringMaker:
    """Make small JSON objects, written as text."""
    return lambda draw: (
        f'{{"name":"{draw.rng.choice(words.RESOURCE_WORDS)}","version":{draw.rng.randrange(1, 9)}}}'
    )


def _wallet(field: Field) -> StringMaker:
    """Make addresses on a blockchain."""
    return lambda draw: "0x" + draw.hex(40)


def _machine(field: Field) -> StringMaker:
    return choice(words.MACHINES["google" if "google" in field.domain else "other"])


def _issuer(field: Field) -> StringMaker:
    return lambda draw: f"https://login.{slug(draw.company)}.example.com"


_TABLES = ("orders", "customers", "events", "sessions", "invoices")
_LISTS_OF_NAMES = ("id,name", "id,name,status", "id,title,updated", "name,description")
_CAR_MODELS = ("Corolla", "Golf", "Focus", "Clio", "Civic", "Octavia")
_MODELS = ("general/nmt", "general/base")
_PARTS = ("snippet", "id,snippet", "snippet,status")
_HEADERS = ("Content-Type", "X-Request-Id", "Cache-Control", "Accept-Language", "X-Trace-Id")
_DIMENSIONS = ("30 x 20 x 15 cm", "120 x 80 cm", "45 x 35 x 16 cm", "2.4 x 1.2 x 1.1 m")
_VALUES = ("north", "enabled", "42", "blue", "annual", "17", "online", "B-12")
_MIME_TYPES = ("application/pdf", "text/csv", "image/png", "application/json", "text/plain")

# What a field's own words are, what is said of it (its words, parent, domain and description), and
# the maker; the first row of which both fit counts.
_KINDS: tuple[tuple[re.Pattern[str], re.Pattern[str], Build], ...] = tuple(
    (re.compile(words_of_name), re.compile(said), build)
    for words_of_name, said, build in (
        (r"role", r"\biam\b|identity and access|\brole arn|\baws\b|amazon|kms", lambda f: role_arn),
        (r"key", r"\bkms\b|key management service", _kms_key),
        (r"", r"\barns?\b", lambda f: identifier(f._replace(words="arn"))),
        (
            r"(members?|principals?|grantees?)$",
            r"\b(roles?|iam|iam_member|identities|bindings?|permissions?)\b",
            _prefixed_email("user:"),
        ),
        (r"^entity$", r"user-e?mail", _prefixed_email("user-")),
        (r"^(to|from)$", r"blockchain|transaction", _wallet),
        (r"^(begin|end)$", r"postal code", postcode),
        (r"^types?$", r"\binstance type", _machine),
        (r"", r"\| [^|]{0,60}\bbase64(url)?[- ]encoded[^|]*$", encoded),
        (r"\burl\b", r"", url),
        (r"", r"\| the url\b[^|]*$", url),
        (r"", r"\bjson (string|blob|object|definition|document)|json-encoded", _json),
        (r"objects?$", r"name of the \w* ?objects?\b", _object_key),
        (r"subnets?$", r"", _network("subnet")),
        (r"\bvpcs?$", r"", _network("vpc")),
        (
            r"checksum|signature|^bytes$|\bblob$|\bhmac\b|challenge|nonce|digest|encrypted|"
            r"crc ?\d|xxh|token value|receipt handle|task handle|encryption key$",
            r"",
            _digest,
        ),
        (r"", r"\bhash(es)? of\b|username hash", lambda f: lambda draw: draw.hex(64)),
        (r"\bpem$|certificates?( body| chain)?$", r"\bpem\b|x\.?509|certificate", _certificate),
        (r"prefix$", r"\bs3\b|object|key prefix|path|folder|bucket|storage", _key_prefix),
        (r"prefix$", r"", _name_prefix),
        (r"\b(s3|object) (key|name)s?$", r"", _object_key),
        (r"^keys?$", r"\b(s3|objects?|bucket)\b", _object_key),
        (r"range|cidr|block|network", r"\bcidr\b", _cidr),
        (r"\bip ranges?$", r"", _cidr),
        (r"range", r"\ba1\b|spreadsheet|\bsheets?\b|\bcells?\b", _cells),
        (r"port range$", r"", _ports),
        (r"^(target|source|from|to)$", r"\blanguage", language),
        (r"\bpositions?$", r"\b(volume|document|text|image|page|reading)\b", _digits),
        (r"(start|end|begin)\w* (offset|position|index|line)$|^offset", r"", _digits),
        (r"\brevisions?$", r"", _digits),
        (r"percent(age)?$|\btax (bracket|rate)$", r"", _percent),
        (r"quer|statement|expression|\bsql\b", r"\b(sql|partiql)\b(?! boolean)", _sql),
        (r"expression$|predicate$|^filter$|condition$", r"", _condition),
        (r"account|owner|receiver|payer", r"aws account|account ids?\b", _account),
        (r"^scopes?$", r"oauth|openid|oidc", lambda f: choice(("openid profile email", "openid"))),
        (r"^scopes?\b", r"oauth|openid|oidc", lambda f: choice(("openid", "profile", "email"))),
        (r"on behalf of", r"", lambda f: lambda draw: draw.code(22)),
        (r"^part$", r"api response", lambda f: choice(_PARTS)),
        (r"^models?$", r"\bcars?\b|vehicle|automot", lambda f: choice(_CAR_MODELS)),
        (r"^models?$", r"translat|language|entit", lambda f: choice(_MODELS)),
        (r"\bmodels?$", r"device|product|phone|laptop", code_of("??-####")),
        (r"operating system$", r"", lambda f: choice(("iOS", "Android", "Windows", "macOS"))),
        (r"project$", r"project", _project),
        (r"^issuer( url)?$", r"", _issuer),
        (r"mime ?types?$", r"", lambda f: choice(_MIME_TYPES)),
        (r"file extensions?$", r"", lambda f: choice(("pdf", "csv", "png", "docx"))),
        (r"headers?$", r"http|header", lambda f: choice(_HEADERS)),
        (
            r"^part$|fields?$|columns?$|projection|attributes to get",
            r"comma[- ]separated",
            lambda f: choice(_LISTS_OF_NAMES),
        ),
        (
            r"referers?$",
            r"http",
            lambda f: lambda draw: f"https://app-{draw.code(3)}.example.com/*",
        ),
        (
            r"(members?|principals?|grantees?|users?|identit(y|ies)|owners?|guests?|sender)$",
            r"e-?mail|principals|serviceaccount|workmail",
            email,
        ),
        (r"\b\w+(ed|sent|made) by$", r"", person_of("name")),
        (r"\bdimensions?$", r"", lambda f: choice(_DIMENSIONS)),
        (r"^(uname|username hash)", r"", lambda f: lambda draw: draw.hex(64)),
        (
            r"",  # what is said of it begins with what it is: "The unique identifier of the …"
            r"\| (?:(?:required|optional|output only|immutable|deprecated)\W+)*"
            r"(?:the |an? |lists? of )?(?:[\w'-]+ ){0,3}(?:ids?|identifiers?)\b[^|]*$",
            identifier,
        ),
        (r"value$", r"\bboolean|'true'", lambda f: choice(("true", "false"))),
        (
            r"(value|capacity|used|scanned|deleted|amount|size|threshold|quantity|weight)s?$",
            r"\b(number|amount|capacity|transacted|threshold|how (many|much)|greater)\b",
            _digits,
        ),
        (r"\bvalue$", r"\be-?mail", email),
        (r"\bvalue$", r"", lambda f: choice(_VALUES)),
        (
            r"names?$",
            r"alphanumeric|case[- ]sensitive|hyphens?\b|underscores?|unique name|a-z",
            _slug_name,
        ),
    )
)
