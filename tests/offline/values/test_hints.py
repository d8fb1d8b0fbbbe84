"""What a description says of its values: those it lists, examples, templates of names."""

import pytest

from drawn_values import texts
from toolmind.offline.values.hints import examples, listed, template


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


def test_years_in_examples_stay():
    assert set(texts("vintage", "e.g. 2022-Q3")) == {"2022-Q3"}


def test_an_example_with_a_part_to_be_filled_in_is_no_value():
    said = "For example, `space = spaces/{space}` or `space = *`; else `<name>`."
    assert examples(said) == ("space = *",)
