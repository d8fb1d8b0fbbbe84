import pytest

from toolmind.offline.world.fit import fit
from toolmind.offline.world.keys import subject_of
from toolmind.tools.effects import named_effect


def fitted(tool, arguments, result):
    does = named_effect(tool)
    return fit(result, arguments, does, subject_of(arguments, does), "seed")


def test_fields_named_as_an_argument_are_equal_to_it():
    result = {"city": "Oslo", "days": [{"city": "Rome", "high": 3}], "unit": {"city": 7}}
    assert fitted("get_forecast", {"city": "Lima"}, result) == {
        "city": "Lima",
        "days": [{"city": "Lima", "high": 3}],
        "unit": {"city": 7},
    }


def test_the_thing_asked_for_is_the_thing_given():
    result = {"order": {"id": "ord_drawn", "customer": {"id": "cus_1"}}, "items": [{"id": "i"}]}
    got = fitted("get_order", {"order_id": "ord_asked"}, result)
    assert got == {
        "order": {"id": "ord_asked", "customer": {"id": "cus_1"}},
        "items": [{"id": "i"}],
    }


def test_each_thing_of_several_asked_for_has_its_own_id():
    arguments = {"blogId": "blog_1", "userId": "usr_1"}
    result = {"blog": {"id": "x"}, "user": {"id": "y"}}
    assert fitted("get_blog_user", arguments, result) == {
        "blog": {"id": "blog_1"},
        "user": {"id": "usr_1"},
    }


def test_a_new_thing_does_not_get_the_id_of_what_it_is_made_for():
    got = fitted("create_booking", {"hotel_id": "htl_1"}, {"id": "bkg_1", "hotel_id": "htl_9"})
    assert got == {"id": "bkg_1", "hotel_id": "htl_1"}


def test_items_of_a_list_stay_apart():
    items = [{"id": "a", "name": "x"}, {"id": "b", "name": "y"}]
    assert fitted("list_tags", {"name": "z", "id": "q"}, {"tags": items})["tags"][0]["id"] == "a"


def test_limits_shorten_lists_and_their_counts():
    result = {"items": [1, 2, 3], "total": 3, "page": 3}
    assert fitted("list_items", {"limit": 2}, result)["items"] == [1, 2]
    assert result["total"] == 2


def test_bounds_hold():
    result = {"rooms": [{"price": 900.5}, {"price": 10.0}, {"price": 100.0}]}
    for room in fitted("search_rooms", {"min_price": 50, "price_max": 200}, result)["rooms"]:
        assert 50 <= room["price"] <= 200


def test_what_is_found_speaks_of_what_was_searched_for():
    result = {"papers": [{"title": "Annual paper"}, {"title": "On solar power"}]}
    found = fitted("search_papers", {"query": "solar power"}, result)["papers"]
    assert [paper["title"] for paper in found] == ["Solar power: Annual paper", "On solar power"]


def test_resource_names_lie_in_the_collections_asked_for():
    result = {"jobs": [{"name": "projects/p9/locations/l9/jobs/j1", "uri": "https://a/b"}]}
    got = fitted("jobs_list", {"parent": "projects/p1/locations/l1"}, result)
    assert got["jobs"] == [{"name": "projects/p1/locations/l1/jobs/j1", "uri": "https://a/b"}]


def test_a_write_that_did_not_fail_says_that_it_was_done():
    assert fitted("delete_note", {"note_id": "n"}, {"deleted": False, "status": "pending"}) == {
        "deleted": True,
        "status": "success",
    }
    assert fitted("get_note", {"note_id": "n"}, {"deleted": False}) == {"deleted": False}


def found(tool, arguments, **counts):
    names = ("a", "b", "c")
    things = [{"id": each, "username": "x", "email": "y", "status": "on"} for each in names]
    return fitted(tool, arguments, {"users": things, **counts})


@pytest.mark.parametrize(
    "arguments",
    [{"username": "cp46"}, {"email": "cp@example.com"}, {"filter": {"userEmail": "cp@b.org"}}],
)
def test_a_handle_finds_one_person(arguments):
    got = found("wickr_ListUsers", arguments, total=214)
    assert [user["id"] for user in got["users"]] == ["a"]
    assert got["total"] == 1


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("wickr_ListUsers", {"status": "on"}),
        ("wickr_ListUsers", {"firstName": "Carl"}),
        ("wickr_ListUsers", {"managerEmail": "boss@example.com"}),
        ("wickr_ListMessages", {"username": "cp46"}),
    ],
)
def test_what_many_may_have_finds_many(tool, arguments):
    assert len(found(tool, arguments, total=214)["users"]) == 3


def test_what_is_listed_lies_between_the_moments_asked_for():
    jobs = [
        {"submit_time": f"2025-{month}-25T01:48:00Z", "end_time": "soon"}
        for month in ("01", "03", "09")
    ]
    asked = {
        "filter": {
            "submit_time_after": "2025-02-01T13:30:00Z",
            "submit_time_before": "2025-06-01T00:00:00Z",
            "end_time_before": "2025-06-01T00:00:00Z",
        }
    }
    times = [job["submit_time"] for job in fitted("list_jobs", asked, {"jobs": jobs})["jobs"]]
    assert times[1] == "2025-03-25T01:48:00Z"
    assert "2025-02-01T13:30:00Z" < times[0] < "2025-02-02T13:31:00Z"
    assert "2025-05-31" <= times[2] < "2025-06-01T00:00:00Z"


def test_an_id_that_the_call_tells_by_name_is_not_that_of_what_holds_it():
    arguments = {"id": "arn:x:waba/8aSU", "flowId": "flow_t2m0"}
    got = fitted("GetFlowPreview", arguments, {"flowId": "flow_t2m0", "preview": {}})
    assert got == {"flowId": "flow_t2m0", "preview": {}}


def test_what_is_listed_in_a_window_lies_within_it():
    window = {"startTime": "2025-12-24T08:00:00Z", "endTime": "2025-12-24T20:00:00Z"}
    early, late = "2025-12-01T00:00:00Z", "2026-01-03T00:00:00Z"
    result = {"reservations": [{"startTime": early, "endTime": late} for _ in range(3)]}
    found = fitted("ListReservations", window, result)["reservations"]
    for item in found:
        first, last = item["startTime"], item["endTime"]
        assert window["startTime"] < first <= last < window["endTime"]
    assert len({item["startTime"] for item in found}) > 1
