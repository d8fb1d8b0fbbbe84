"""What values look like: by their names, descriptions and surroundings."""

import re
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from toolmind.offline.values import generate
from toolmind.offline.values.entities import PLACES
from toolmind.offline.values.hints import examples, listed, template

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


@pytest.mark.parametrize(
    ("name", "description", "pattern"),
    [
        ("customerEmail", "", r"[a-z]+\.[a-z]+@example\.(com|org|net)"),
        ("order_id", "", r"ord_[0-9a-z]{8}"),
        ("warehouseId", "", r"[a-z]{2,4}_[0-9a-z]{8}"),
        ("invoice_number", "", r"INV-\d{5}"),
        ("phone", "", r"\+\d+ 555 \d+"),
        ("start_date", "", r"2026-\d\d-\d\d"),
        ("check_in", "Date in YYYY/MM/DD format", r"2026/\d\d/\d\d"),
        ("departure_time", "Time of day, HH:MM", r"\d\d:\d\d"),
        ("createdAt", "", r"202[56]-\d\d-\d\dT\d\d:\d\d:00Z"),
        ("queueArn", "The ARN of it", r"arn:aws:[a-z-]+:[a-z0-9-]+:\d{12}:[a-z-]+/\w{8}"),
        ("roleArn", "The ARN of the role", r"arn:aws:iam::\d{12}:role/[a-z]+-access"),
        (
            "Role",
            "The Amazon Resource Name (ARN) of the role to use",
            r"arn:aws:iam::\d{12}:role/.+",
        ),
        ("currency", "", r"[A-Z]{3}"),
        ("country_code", "", r"[A-Z]{2}"),
        ("countryCode", "ISO alpha-3 code", r"[A-Z]{3}"),
        ("language", "", r"[a-z]{2}"),
        ("sha256", "", r"[0-9a-f]{64}"),
        ("version", "", r"\d\.\d\.\d"),
        ("website", "", r"https://www\.[a-z.\-]+"),
        ("ip_address", "", r"203\.0\.113\.\d+"),
        ("price", "", r"\d+(\.\d+)?"),
        ("color", "", r"[a-z]+"),
        ("symbol", "stock ticker", r"[A-Z.]+"),
        (
            "parent",
            "Format: `projects/{project}/locations/{location}`.",
            r"projects/\S+/locations/\S+",
        ),
        ("sample_id", "The sample, e.g. 'SMP-4821'", r"SMP-\d{4}"),
        ("名前", "", r".+"),
    ],
)
def test_text_has_the_form_that_its_name_and_description_ask_for(name, description, pattern):
    for made in texts(name, description):
        assert re.fullmatch(pattern, made), made


@pytest.mark.parametrize(
    ("description", "values"),
    [
        ("Sort order. One of: asc, desc.", {"asc", "desc"}),
        ("Must be either 'a' or 'b'", {"a", "b"}),
        ("The evidence (e.g., DNA, fingerprints, blood)", {"DNA", "fingerprints", "blood"}),
        ("Possible values are `FULL` and `BASIC`; the default is unset", {"FULL", "BASIC"}),
    ],
)
def test_values_that_a_description_lists_are_used(description, values):
    assert set(texts("thing", description)) == values


@pytest.mark.parametrize(
    "description",
    [
        "The range the values cover, in [A1 notation](/sheets/api).",
        "Can be used to filter results",
        "Must be between 1 and 100 characters, letters or digits",
        "The id must be unique",
        "",
    ],
)
def test_prose_is_not_taken_for_a_list_of_values(description):
    assert listed(description) == examples(description) == ()


def test_of_a_list_that_is_cut_short_the_first_value_is_known():
    assert listed('Possible values are: - "default" - The public scope. This is the …') == (
        "default",
    )
    assert listed("Supported values include: * `file` * …") == ("file",)
    assert listed("The first of them …") == ()


def test_what_stands_for_a_part_of_a_value_is_no_value():
    said = "Can be `user-userId`, `user-emailAddress`, `allUsers` or `allMembers`."
    assert listed(said) == ("allUsers", "allMembers")


def test_templates_of_resource_names_are_found():
    assert template("Required. Format: projects/{project}/jobs/{job}") == (
        "projects/{project}/jobs/{job}"
    )
    assert template("either/or") == ""


def test_a_text_is_what_somebody_would_write_there():
    for made in texts("conclusion", "The conclusion drawn from the analysis"):
        assert re.fullmatch(r"[A-Z][\w ,'-]+\.", made), made
    for made in texts("reason", "Why it was moved"):
        assert re.fullmatch(r"[a-z][\w -]+", made), made
    for made in texts("blockchain_network"):
        assert re.fullmatch(r"[a-z]+-network", made), made
    for made in texts("loan_type"):
        assert " loan type" not in made
    for made in texts("notes", "Notes of the inspector"):
        assert not re.search(r"\b(string|foo|bar|lorem|example text|test)\b", made)


def test_a_description_speaks_of_what_it_describes():
    inner = {"type": "object", "properties": {"description": {"type": "string"}}}
    inner["required"] = ["description"]
    for made in objects({"watchlistSummary": inner}):
        text = made["watchlistSummary"]["description"]
        assert text.startswith("Watchlist "), text
        assert "summary" not in text


def test_the_items_of_a_list_are_called_what_the_tool_is_about():
    item = {"type": "object", "properties": {"id": {"type": "string"}}, "required": ["id"]}
    lists = {"items": {"type": "array", "items": item, "minItems": 1}}
    for made in objects(lists, name="comment"):
        assert all(each["id"].startswith("cmmn_") for each in made["items"])


def test_the_parts_of_a_date_are_of_one_moment():
    whole = {"type": "integer"}
    parts = {
        "type": "object",
        "properties": dict.fromkeys(("year", "month", "day"), whole),
        "required": ["year", "month", "day"],
    }
    clock = {
        "type": "object",
        "properties": dict.fromkeys(("hours", "seconds", "nanos"), whole),
        "required": ["hours", "seconds", "nanos"],
    }
    for made in objects({"dueDate": parts, "dueTime": clock}):
        assert CLOCK < datetime(**made["dueDate"]) + timedelta(days=1) < CLOCK + timedelta(days=60)
        assert made["dueTime"]["hours"] < 24 and made["dueTime"]["seconds"] < 60


@pytest.mark.parametrize(
    ("names", "granularity"),
    [
        (("check_in_date", "check_out_date"), "date"),
        (("startTime", "endTime"), "date-time"),
        (("from_date", "to_date"), "date"),
        (("created_at", "updated_at"), "date-time"),
        (("departure_date", "return_date"), "date"),
        (("birth_date", "created_at"), None),
    ],
)
def test_times_of_one_object_are_in_order(names, granularity):
    form = {"type": "string"} | ({"format": granularity} if granularity else {})
    for made in objects(dict.fromkeys(names, form)):
        first, second = (made[name] for name in names)
        assert first <= second, made
        if granularity == "date":
            assert first < second


def test_times_lie_near_the_clock():
    for made in texts("appointment_date"):
        assert CLOCK < datetime.fromisoformat(made) < CLOCK + timedelta(days=60)
    for made in texts("created_at"):
        assert CLOCK - timedelta(days=120) < datetime.fromisoformat(made[:-1]) < CLOCK
    past = objects(
        {"start_date": "Start of the report's period", "end_date": "End of it"}, "report"
    )
    assert all(made["start_date"] < "2026-03-10" for made in past)


def test_what_speaks_of_one_place_or_person_agrees():
    shape = {"city": "", "country": "", "country_code": "", "currency": "", "timezone": ""}
    by_city = {place.city: place for place in PLACES}
    for made in objects(shape):
        place = by_city[made["city"]]
        assert (made["country"], made["country_code"]) == (place.country, place.code)
        assert (made["currency"], made["timezone"]) == (place.currency, place.timezone)
    people = objects({"first_name": "", "last_name": "", "email": ""})
    assert all(p["first_name"].lower() in p["email"] for p in people)
    routes = objects({"origin_city": "", "destination_city": "", "origin_country": ""})
    assert any(r["origin_city"] != r["destination_city"] for r in routes)
    assert all(by_city[r["origin_city"]].country == r["origin_country"] for r in routes)


def test_the_items_of_a_list_are_different_things():
    schema = {
        "type": "object",
        "properties": {
            "users": {
                "type": "array",
                "minItems": 3,
                "items": {
                    "type": "object",
                    "properties": {"id": {"type": "string"}, "name": {"type": "string"}},
                    "required": ["id", "name"],
                },
            },
            "total": {"type": "integer"},
        },
        "required": ["users", "total"],
    }
    for seed in SEEDS:
        made = generate(schema, seed=seed, clock=CLOCK)
        assert len({user["id"] for user in made["users"]}) == len(made["users"]) == made["total"]
        assert all(user["id"].startswith("usr_") for user in made["users"])
        assert all(a["name"] != b["name"] for a, b in pairwise(made["users"]))


@pytest.mark.parametrize(
    ("name", "kind", "low", "high"),
    [
        ("latitude", "number", -90, 90),
        ("longitude", "number", -180, 180),
        ("page_size", "integer", 1, 100),
        ("confidence", "number", 0, 1),
        ("rating", "number", 1, 5),
        ("year", "integer", 1990, 2030),
        ("adults", "integer", 1, 9),
        ("percentage", "number", 0, 100),
        ("price", "number", 1, 10_000),
        ("coverage_limit", "number", 500, 50_000),
    ],
)
def test_numbers_lie_where_their_name_says(name, kind, low, high):
    made = numbers(name, kind)
    assert all(low <= value <= high for value in made)
    assert len(set(made)) > 2


def test_bounds_win_over_names():
    assert all(1000 <= value <= 1010 for value in numbers("rating", minimum=1000, maximum=1010))
    assert all(value % 7 == 0 for value in numbers("quantity", "integer", multipleOf=7, minimum=7))


def test_empty_enum_members_are_avoided():
    schema = {"enum": ["STATE_UNSPECIFIED", "ACTIVE", "DELETED"]}
    made = {generate(schema, seed=s, name="state", clock=CLOCK) for s in SEEDS}
    assert made == {"ACTIVE", "DELETED"}


def test_examples_of_the_schema_are_used_and_its_default_now_and_then():
    assert set(texts("thing", examples=["x1", "x2"])) == {"x1", "x2"}
    made = texts("city", default="Lisbon")
    assert 0 < made.count("Lisbon") < len(made)


def test_changing_a_value_does_not_change_its_schema():
    schema = {"const": {"tags": ["a"]}}
    generate(schema, seed=1, clock=CLOCK)["tags"].append("b")
    assert schema == {"const": {"tags": ["a"]}}


def test_a_location_is_a_place_unless_the_cloud_is_spoken_of():
    cities = {place.city for place in PLACES}
    assert set(texts("location", "The location whose child custody laws are wanted")) <= cities
    assert not set(texts("location", "Cloud region of the cluster")) & cities


def test_years_in_examples_stay():
    assert set(texts("vintage", "e.g. 2022-Q3")) == {"2022-Q3"}


def test_a_result_does_not_say_by_itself_that_it_failed():
    names = ("error", "errors", "errorMessage", "failure_reason", "warnings")
    names += ("UnprocessedItems", "NotifyFailureStatuses", "failedRecords", "name", "done")
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    for seed in range(200):
        assert set(generate(schema, seed=seed, name="job", clock=CLOCK)) <= {"name", "done"}
    needed = {**schema, "required": ["errorMessage"]}
    assert "errorMessage" in generate(needed, seed=1, name="job", clock=CLOCK)


def test_the_key_and_the_value_of_a_label_belong_together():
    pairs = {"environment": ("production", "staging"), "team": ("finance", "research")}
    for each in objects({"key": "The key.", "value": "The value."}, name="tags[]"):
        assert each["value"] in pairs.get(each["key"], (each["value"],))
        assert " " not in each["key"] + each["value"]


def test_a_value_of_money_is_an_amount():
    for each in objects({"value": "The value.", "currency": "The currency."}, name="sale_price"):
        assert float(each["value"]) > 0


def test_an_address_is_of_what_the_description_says():
    assert all("@" in text for text in texts("address", "The SNS topic or e-mail address."))
    assert all(text.startswith("0x") for text in texts("address", "The wallet or contract."))
    delivered = "The address where notifications are delivered for this channel."
    assert all(text.startswith("https://") for text in texts("address", delivered))
    assert all("," in text for text in texts("address", "Where the guest lives."))
    assert all("," in text for text in texts("store_address", "The street address of the store."))
    assert all(text.startswith("0x") for text in texts("deployer_address", "On the blockchain."))


def test_a_state_is_one_of_affairs_unless_a_place_is_spoken_of():
    assert "British Columbia" in texts("billing_state")
    assert "completed" in texts("processing_state")


def test_the_status_of_a_payment_is_one_of_payments():
    assert set(texts("payment_status", "Of the order.")) <= {"paid", "pending", "completed"}


@pytest.mark.parametrize(
    ("name", "description", "never"),
    [
        ("message", "A generic string.", "generic string"),
        ("message", "If the job fails, the reason of the failure.", "If the job"),
        ("notes", "The comment's raw text as initially posted by the author.", "as initially"),
        ("status", 'Must be one of: "`delivered`", "`canceled`"', "`"),
        ("key", "The value, for example, see GetMap.", "see"),
    ],
)
def test_texts_do_not_repeat_pieces_of_the_schema(name, description, never):
    assert not any(never in text for text in texts(name, description))


def test_a_name_within_the_body_of_a_request_is_that_of_the_thing():
    shape = {"type": "object", "properties": {"body.name": {"type": "string"}}}
    shape["required"] = ["body.name"]
    made = [generate(shape, seed=s, name="topic", clock=CLOCK)["body.name"] for s in SEEDS]
    assert not any("ody" in name for name in made)


def test_a_date_as_a_number_lies_near_the_clock():
    for value in numbers("internalDate", "integer", description="Creation date (epoch ms)."):
        assert abs(value / 1000 - CLOCK.timestamp()) < 366 * 86_400


def test_what_has_started_did_so_before_now_and_before_it_ended():
    for each in objects({"startedAt": "When it did.", "stoppedAt": "When it did."}):
        assert each["startedAt"] <= each["stoppedAt"] <= CLOCK.isoformat()


def test_items_of_a_list_are_called_after_the_things_in_it():
    listed = {"type": "array", "minItems": 1, "items": {"properties": {"id": {"type": "string"}}}}
    listed["items"]["required"] = ["id"]
    for made in (generate(listed, seed=s, name="orderList", clock=CLOCK) for s in SEEDS):
        assert all(item["id"].startswith("ord_") for item in made)


def test_no_two_things_of_a_list_have_one_name():
    thing = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "enum": ["a", "b", "c"]},
            "size": {"type": "integer"},
        },
        "required": ["name", "size"],
    }
    for seed in SEEDS:
        made = generate({"type": "array", "items": thing}, seed=seed, name="buckets", clock=CLOCK)
        names = [each["name"] for each in made]
        assert len(set(names)) == len(names)
    six = generate({"type": "array", "items": thing, "minItems": 6}, seed=1, clock=CLOCK)
    assert len(six) == 6, "what the schema asks for goes first"


@pytest.mark.parametrize(
    "description",
    [
        "Region of the antenna.",
        "Ground station Region.",
        "The Region to run the SSM document.",
        "Region of a mission profile.",
    ],
)
@pytest.mark.parametrize("name", ["region", "antenna.region", "dataflowEndpointRegion"])
def test_a_region_of_what_is_in_a_cloud_is_the_clouds(name, description):
    assert all(re.fullmatch(r"[a-z]+-[a-z]+-?\d", text) for text in texts(name, description))


@pytest.mark.parametrize(
    ("name", "description"),
    [
        ("place.region", "A name for an area or division, such as a province or state name."),
        ("address.stateOrRegion", "The state, Region, or province of the address."),
        ("region", "The region within the country."),
    ],
)
def test_a_region_of_the_earth_is_a_place(name, description):
    assert set(texts(name, description)) <= {place.state for place in PLACES}


def test_a_region_is_one_of_the_examples_given():
    given = "The region where the person resides (e.g., North America, Europe, Asia)"
    assert set(texts("region", given)) == {"North America", "Europe", "Asia"}


@pytest.mark.parametrize("field", ["regionName", "key", "optionName", "faceId", "language"])
def test_no_two_items_of_a_list_are_known_by_the_same(field):
    item = {"type": "object", "properties": {field: {"type": "string"}, "on": {"type": "boolean"}}}
    item["required"] = [field, "on"]
    schema = {"type": "array", "items": item, "maxItems": 3}
    for seed in range(60):
        known = [each[field] for each in generate(schema, seed=seed, name="settings", clock=CLOCK)]
        assert len(known) == len(set(known))


def _nested(depth, *, required):
    node = {"type": "string"}
    for level in range(depth):
        node = {"type": "object", "properties": {f"part{level}": node}}
        if required:
            node["required"] = [f"part{level}"] if level else []
    return node


def _hollow(value):
    if isinstance(value, list):
        return any(map(_hollow, value))
    return isinstance(value, dict) and (not value or any(map(_hollow, value.values())))


@pytest.mark.parametrize("depth", [2, 7, 9, 12])
@pytest.mark.parametrize("required", [True, False])
def test_no_object_is_without_anything(depth, required):
    wide = {f"field{n}": {"type": "array", "items": {"type": "string"}} for n in range(30)}
    schema = {"type": "object", "properties": {**wide, "whole": _nested(depth, required=required)}}
    schema["required"] = ["whole"] if required else []
    for seed in range(20):
        drawn = generate(schema, seed=seed, clock=CLOCK)
        assert not _hollow(drawn)


@pytest.mark.parametrize(
    "name", ["UnsuccessfulFaceAssociations", "FailedEntityList", "unprocessedItems"]
)
def test_lists_of_what_failed_are_empty_and_seldom_there(name):
    faces = {"type": "array", "items": {"type": "string"}}
    schema = {"type": "object", "properties": {name: faces, "status": {"type": "string"}}}
    assert not any(generate(schema, seed=s, clock=CLOCK).get(name) for s in range(40))


def test_what_is_read_was_not_deleted():
    flags = objects({"deleted": {"type": "boolean"}, "shown": {"type": "boolean"}})
    assert not any(each["deleted"] for each in flags)
    assert any(each["shown"] for each in flags)


def test_a_forecast_lies_ahead_and_an_event_was():
    moment = {"type": "string", "format": "date-time"}
    made = objects({"forecastedBreachTime": moment, "eventTimestamp": moment}, name="event")
    now = CLOCK.isoformat()
    assert all(each["eventTimestamp"] < now < each["forecastedBreachTime"] for each in made)


def test_a_text_to_translate_is_a_text_whatever_it_is_called():
    told = "Required. The input text to translate. Repeat this parameter for more."
    assert all(text.endswith(".") and " " in text for text in texts("q", told))
    assert not any(text.endswith(".") for text in texts("q", "What to look for."))


def test_the_code_of_a_status_is_a_status():
    assert set(texts("status.code")) <= {"active", "pending", "completed"}
    assert set(texts("tracker.status")) <= {"active", "pending", "completed"}


def test_when_a_thing_was_put_out_of_use_is_seldom_told():
    names = ["name", "enabledDate", "disabledDate", "deletedAt"]
    schema = {"type": "object", "properties": {name: {"type": "string"} for name in names}}
    told = [name for seed in range(50) for name in generate(schema, seed=seed, clock=CLOCK)]
    assert told.count("enabledDate") > 5 * told.count("disabledDate")
    assert told.count("enabledDate") > 5 * told.count("deletedAt")
