from toolmind.records import Usage


def test_usage_adds_up() -> None:
    total = Usage(requests=1, prompt_tokens=2) + Usage(requests=1, completion_tokens=3, cost=0.5)
    assert total == Usage(requests=2, prompt_tokens=2, completion_tokens=3, cost=0.5)
