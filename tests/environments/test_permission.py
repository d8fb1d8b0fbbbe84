import pytest

from toolmind.environments.permission import Keys, Permission, require_local
from toolmind.errors import ConfigError
from toolmind.records import Tool

PAY = Tool(id="shop.pay", name="pay")


def test_what_may_write_is_let_through_by_name_or_altogether():
    closed = Permission([], write=False)
    assert not closed.may_write
    assert closed.refusal(PAY, reads=False).code == "not_allowed"
    assert "environment.allow" in closed.why_not(PAY, reads=False)
    assert closed.refusal(PAY, reads=True) is None
    for open_ in (Permission(["pay"], write=False), Permission([], write=True)):
        assert open_.may_write and open_.refusal(PAY, reads=False) is None
        assert open_.why_not(PAY, reads=False) == ""
    assert Permission(["play"], write=False).refusal(PAY, reads=False)


@pytest.mark.parametrize("here", ["http://127.0.0.1:8", "http://localhost/x", "https://[::1]:9/"])
def test_this_machine_may_be_called(here):
    require_local(here, False, "k")


@pytest.mark.parametrize(
    ("away", "message"),
    [
        ("http://10.0.0.1/", "k: 10.0.0.1 is not this machine"),
        ("http://localhost.example/", "k: localhost.example is not this machine"),
        ("http://127.0.0.1@evil.example/", "k: evil.example is not"),
        ("ftp://127.0.0.1/", "no http"),
        ("127.0.0.1:80", "no http"),
    ],
)
def test_another_machine_is_refused(away, message):
    with pytest.raises(ConfigError, match=message):
        require_local(away, False, "k")


def test_another_machine_may_be_allowed():
    require_local("https://api.example/v1", True, "k")


def test_keys_come_from_the_environment_and_are_cut_out_of_what_is_echoed(monkeypatch):
    monkeypatch.setenv("TOKEN_OF_TEST", "s3cret")
    keys = Keys({"header:Authorization": "Bearer $TOKEN_OF_TEST", "query:k": "${TOKEN_OF_TEST}"})
    assert keys.at("header") == {"Authorization": "Bearer s3cret"}
    assert (keys.at("query"), keys.at("cookie")) == ({"k": "s3cret"}, {})
    assert keys.without('{"you sent": "Bearer s3cret"}') == '{"you sent": "Bearer [key]"}'


@pytest.mark.parametrize(
    ("auth", "message"),
    [
        ({"header:X": "abc"}, r"auth\.header:X: name an environment variable"),
        ({"header:X": "$5"}, "name an environment variable"),
        ({"header:X": "$NOT_SET_OF_TEST"}, r"\$NOT_SET_OF_TEST is not set"),
        ({"X": "$HOME"}, "say header:NAME"),
        ({"body:X": "$HOME"}, "say header:NAME"),
    ],
)
def test_a_key_that_is_written_down_or_missing_is_refused(auth, message):
    with pytest.raises(ConfigError, match=message):
        Keys(auth)
