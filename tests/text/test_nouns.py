"""Labels in the singular."""

import pytest

from toolmind.text.nouns import item_of, singular


@pytest.mark.parametrize(
    ("words", "one"),
    [
        ("order lines", "order line"),
        ("policies", "policy"),
        ("matches", "match"),
        ("status", "status"),
        ("job statuses", "job status"),
        ("alias", "alias"),
        ("aliases", "alias"),
        ("movies", "movie"),
        ("bookshelves", "bookshelf"),
        ("series", "series"),
        ("people", "person"),
        ("databases", "database"),
    ],
)
def test_the_last_word_is_put_in_the_singular(words, one):
    assert singular(words) == one
    assert singular(one) == one


def test_a_list_of_things_has_the_things_as_items():
    assert item_of("destination list") == "destination"
    assert item_of("aliases") == "alias"
