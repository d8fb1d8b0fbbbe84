"""Chains that do not hang together."""

from audit_rows import ASK, answer, calls, found, row, text, weather


def topics(*names):
    """Return a row that calls tools about these topics, and about nothing else."""
    tools = [
        {
            "type": "function",
            "function": {
                "name": f"get_{name}",
                "description": f"Get the {name}",
                "parameters": {"type": "object", "properties": {}},
            },
        }
        for name in names
    ]
    messages = [{"role": "user", "content": "Do it."}]
    for number, name in enumerate(names):
        messages += [calls(f"get_{name}", "{}", f"c{number}"), answer("{}", f"c{number}")]
    return row(*messages, text(), tools=tools)


def test_calls_with_nothing_in_common_are_incoherent(tmp_path):
    faults = found(tmp_path, topics("weather", "joke", "translation"))
    assert "incoherent_chain" in faults
    assert "weather | get_joke" in faults["incoherent_chain"].example
    assert "incoherent_chain" in found(tmp_path, topics("weather", "joke"))


def test_a_shared_subject_or_a_flowing_value_makes_a_chain_coherent(tmp_path):
    assert "incoherent_chain" not in found(tmp_path, topics("weather", "weather_alerts"))
    chain = row(
        ASK,
        weather("a"),
        answer('{"best_hotel": "Ritz-7"}', "a"),
        calls("book_hotel", '{"hotel_id": "Ritz-7"}', "b"),
        answer("{}", "b"),
        text(),
    )
    assert "incoherent_chain" not in found(tmp_path, chain)


def named(trajectory, *names):
    return {**topics(*names), "trajectory": trajectory}


def test_of_a_trajectory_only_the_row_with_most_calls_is_judged(tmp_path):
    cut, whole = named("t1", "weather", "joke"), named("t1", "weather", "joke", "weather_joke")
    assert "incoherent_chain" not in found(tmp_path, cut, whole)
    assert "incoherent_chain" not in found(tmp_path, whole, cut)
    fault = found(tmp_path, named("t2", "weather"), cut)["incoherent_chain"]
    assert (fault.rows, fault.where) == (1, f"{tmp_path}/data.jsonl:2")


def test_rows_that_name_no_trajectory_are_judged_one_by_one(tmp_path):
    fault = found(tmp_path, *[topics("weather", "joke")] * 3)["incoherent_chain"]
    assert (fault.rows, fault.where) == (3, f"{tmp_path}/data.jsonl:1")
