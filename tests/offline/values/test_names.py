"""What a name means, with the description and surroundings that tell it from others."""

import re

import pytest

from drawn_values import objects, texts
from toolmind.offline.values.entities import PLACES


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


def test_a_location_is_a_place_unless_the_cloud_is_spoken_of():
    cities = {place.city for place in PLACES}
    assert set(texts("location", "The location whose child custody laws are wanted")) <= cities
    assert not set(texts("location", "Cloud region of the cluster")) & cities


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


def test_the_code_of_a_status_is_a_status():
    assert set(texts("status.code")) <= {"active", "pending", "completed"}
    assert set(texts("tracker.status")) <= {"active", "pending", "completed"}


@pytest.mark.parametrize("description", ["The CLDR territory code.", "", "ISO 3166-1 alpha-2."])
def test_the_code_of_a_region_is_a_countrys_unless_a_cloud_is_spoken_of(description):
    assert set(texts("regionCode", description)) <= {place.code for place in PLACES}
    clouds = texts("regionCode", "To filter by Amazon Web Services Region.")
    assert all(re.fullmatch(r"[a-z]+-[a-z]+-\d", text) for text in clouds)


def test_the_id_of_a_region_is_an_id_unless_a_cloud_is_spoken_of():
    assert not any("-west-" in text for text in texts("regionId", "The id of the region."))
    assert all("-" in text for text in texts("regionId", "The AWS region to run in."))
