"""Technical values: told by what a field is called and what is said of it."""

import base64
import re
from datetime import datetime

import pytest

from toolmind.offline.values import generate

CLOCK = datetime(2026, 3, 10, 9, 30)


def made(name, description="", domain="", **schema):
    schema = {"type": "string", "description": description, **schema}
    return [generate(schema, seed=s, name=name, clock=CLOCK, domain=domain) for s in range(20)]


@pytest.mark.parametrize(
    ("name", "description", "pattern"),
    [
        ("KMSKey", "A KMS key for the output", r"arn:aws:kms:[a-z0-9-]+:\d{12}:key/[\w-]{36}"),
        ("streamsKmsRole", "Role to use", r"arn:aws:iam::\d{12}:role/[a-z-]+"),
        ("edges", "A list of ARNs", r"arn:aws:.+"),
        ("dimensions", "The dimensions of the parcel", r"[\d.]+ x [\d. x]+ c?m"),
        ("policy_holder", "The holder of the policy", r"\w+ \w+"),
        ("Subnets", "The subnets of the network", r"subnet-0[0-9a-f]{16}"),
        (
            "signedCertificate",
            "X.509, in PEM",
            r"-----BEGIN CERT[^\n]+\n[\w+/=]+\n-----END.+",
        ),
        ("S3Key", "The path to the input", r"[a-z0-9-]+/202[56]/\d\d/[a-z]+-\d+\.csv"),
        ("Key", "Name of the object to get from the bucket", r".+/\d{4}/\d\d/[a-z]+-\d+\.csv"),
        ("Prefix", "Limits the response to keys with this prefix, of objects", r"[a-z]+/\d{4}/"),
        ("NamePrefix", "Schedules whose names begin so", r"[a-z]+-"),
        ("IpRange", "A range of addresses", r"10\.\d+\.\d+\.0/24"),
        ("range", "The A1 notation of the cells to clear", r"Sheet1![A-Z]\d+:[A-Z]\d+"),
        ("containerPortRange", "", r"\d{4}-\d{4}"),
        ("revision", "The current one", r"\d+"),
        ("gbTextPosition", "Position in a volume for text-based content", r"\d+"),
        ("DnsName", "", r"[a-z-]+\.example\.com"),
        ("taxBracket", "", r"\d+%"),
        ("segmentSqlQuery", "The query of the segment", r"SELECT \* FROM \w+ LIMIT \d+"),
        ("filterExpression", "", r"\w+ (=|>) .+"),
        ("ExpectedBucketOwner", "The Amazon Web Services account ID of the owner", r"\d{12}"),
        ("userProject", "The project to be billed", r"acme-prod-\d+"),
        ("primaryMimeTypes", "", r"[a-z]+/[a-z]+"),
        ("ExposeHeaders", "The HTTP headers to expose", r"[A-Z][A-Za-z-]+"),
        ("model", "The model of the car", r"[A-Z][a-z]+"),
        ("part", "The properties that the API response will include", r"[a-z,]+"),
        ("fields", "Comma-separated list of fields", r"[a-z]+(,[a-z]+)+"),
        ("members", "E-mail addresses of those to exempt", r"[a-z.]+@example\.\w+"),
        ("submittedBy", "", r"\w+ .+"),
        ("vocabularyName", "A unique name; it is case sensitive", r"[a-z]+-vocabulary-\d+"),
        ("lastLogin", "", r"2026-.+|2025-.+"),
        ("selection", "Selection choice ID for the option.", r"[a-z]+_[0-9a-z]{8}"),
        ("jobTag", "A job identifier specified in the call", r"[a-z]+_[0-9a-z]{8}"),
        ("tasklist", "Task list identifier.", r"[a-z]+_[0-9a-z]{8}"),
        ("members", "Identifiers of members who may assume the role", r"user:[a-z.]+@.+"),
        ("entity", "In one of the forms: - user-userId - user-email", r"user-[a-z.]+@.+"),
        ("to", "The address of the recipient, on the blockchain", r"0x[0-9a-f]{40}"),
        ("raw", "The message, base64url encoded.", r"[\w+/=]+"),
        ("flowJson", "The definition as a JSON string", r'\{"name":"[a-z]+","version":\d\}'),
        ("gasUsed", "The amount of gas used for the transaction.", r"\d+"),
        ("documentation", "The URL of a page that helps", r"https://.+"),
        ("volumeKmsKeyId", "Id of the key", r"[0-9a-f]{8}-[0-9a-f]{4}-4.+"),
        ("source", "The email address that is sending", r"[a-z.]+@.+"),
        ("bccAddress", "To place on the line", r"[a-z.]+@.+"),
        ("compatibleRuntime", "The layer's compatible runtime.", r"[A-Z]\w+"),
    ],
)
def test_a_technical_value_has_the_form_that_its_field_asks_for(name, description, pattern):
    for value in made(name, description):
        assert re.fullmatch(pattern, value, re.DOTALL), value


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("ChecksumCRC32", 4),
        ("ChecksumCRC64NVME", 8),
        ("ChecksumXXHASH3", 8),
        ("ChecksumXXHASH128", 16),
        ("ChecksumSHA512", 64),
        ("signature", 32),
    ],
)
def test_a_digest_has_as_many_bytes_as_its_algorithm_gives(name, size):
    assert {len(base64.b64decode(value, validate=True)) for value in made(name)} == {size}


def test_what_its_description_gives_as_an_example_goes_first():
    assert {
        value[:4] for value in made("range", "The range in A1 notation, e.g. 'Tab7!B2:C9'")
    } == {"Tab7"}


def test_a_form_that_the_schema_asks_for_holds():
    for value in made("Prefix", "Prefix of the objects", maxLength=3):
        assert len(value) <= 3


def test_labels_in_a_map_of_texts_have_values_that_belong_to_them():
    schema = {"type": "object", "additionalProperties": {"type": "string", "maxLength": 9}}
    seen = [generate(schema, seed=s, name="traits", clock=CLOCK) for s in range(20)]
    pairs = {pair for one in seen for pair in one.items()}
    assert ("team", "finance") in pairs
    assert ("environment", "production") not in pairs, "ten letters are too many"
    assert not {value for key, value in pairs if key == "tier"} - {"gold"}


def test_the_things_of_a_dialogue_are_in_one_account_and_region():
    def homes(clock):
        schema = {"type": "string", "description": "The Amazon Resource Name (ARN)"}
        made = [
            generate(schema, seed=s, name=name, clock=clock, domain=domain)
            for s in range(5)
            for name, domain in (("fleetArn", "gamelift"), ("layer_arn", "lambda"))
        ]
        return {tuple(arn.split(":")[3:5]) for arn in made}

    one, other = homes(CLOCK), homes(CLOCK.replace(minute=31))
    assert len(one) == len(other) == 1
    assert one != other
