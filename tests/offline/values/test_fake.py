"""Faker draws from the source that it is given, and from nothing else."""

import random

import pytest

from toolmind.offline.values.entities import person
from toolmind.offline.values.fake import fake, job


@pytest.mark.parametrize("what", ["first_name", "company", "street_address", "isbn13", "vin"])
def test_the_same_source_gives_the_same_whatever_was_drawn_before(what):
    first = [fake(what, random.Random(seed)) for seed in range(30)]
    fake("last_name", random.Random(99))
    assert [fake(what, random.Random(seed)) for seed in range(30)] == first
    assert len(set(first)) > 20


def test_a_job_is_named_as_it_is_spoken():
    jobs = {job(random.Random(seed)) for seed in range(200)}
    assert len(jobs) > 100
    assert not any("," in name for name in jobs)


def test_a_persons_address_and_handle_are_made_of_the_name():
    for seed in range(50):
        one = person(random.Random(seed))
        local, _, domain = one.email.partition("@")
        assert local == f"{one.first}.{one.last}".lower().replace("'", "")
        assert domain in ("example.com", "example.org", "example.net")
        assert one.handle.startswith(one.first[0].lower())
