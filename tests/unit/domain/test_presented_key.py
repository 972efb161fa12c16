import pytest

from shared.domain.api_key import new_key_text
from shared.domain.errors import InvalidApiKey
from shared.domain.presented_key import presented_key
from shared.domain.tenant import Mode

KEY, OTHER = (new_key_text(Mode.LIVE, bytes([number]) * 20) for number in (1, 2))
PATH = "/api/v1/interviews"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-API-Key": [KEY]},
        {"x-api-key": [KEY]},
        {"X-Api-Key": [f" {KEY} "]},
        {"Authorization": [f"Bearer {KEY}"]},
        {"authorization": [f"bearer  {KEY} "]},
        {"X-API-Key": [KEY], "Authorization": [f"Bearer {KEY}"]},
        {"X-API-Key": [KEY, KEY]},
        {"X-API-Key": [KEY], "Authorization": ["Basic dXNlcjpwYXNz"]},
    ],
)
def test_a_key_in_either_header(headers: dict[str, list[str]]) -> None:
    assert presented_key(headers, [PATH]) == KEY


@pytest.mark.parametrize(
    ("headers", "why"),
    [
        ({}, "no key"),
        ({"Authorization": [KEY]}, "no key"),
        ({"Authorization": ["Bearer "]}, "no key"),
        ({"Authorization": [f"Basic {KEY}"]}, "no key"),
        ({"Cookie": [f"X-API-Key={KEY}"]}, "no key"),
        ({"X-API-Key": [KEY, OTHER]}, "several"),
        ({"X-API-Key": [KEY], "Authorization": [f"Bearer {OTHER}"]}, "several"),
    ],
)
def test_none_and_several_are_refused_without_being_named(headers: dict[str, list[str]], why: str) -> None:
    with pytest.raises(InvalidApiKey, match=why) as refused:
        presented_key(headers, [PATH])
    assert "parley_" not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    [
        [f"{PATH}/{KEY}"],
        [PATH, "api_key", KEY],
        [PATH, KEY, ""],
        [PATH, "q", f"before{OTHER}after"],
        [PATH, "q", KEY.replace("_", "%5F")],
        [PATH, "q", KEY[:24]],
    ],
)
def test_a_key_in_an_address_is_refused_even_beside_a_good_one(address: list[str]) -> None:
    with pytest.raises(InvalidApiKey, match="address"):
        presented_key({"X-API-Key": [KEY]}, address)


def test_what_only_sounds_like_one_may_be_in_an_address() -> None:
    assert presented_key({"X-API-Key": [KEY]}, [PATH, "q", "parley_live_", "parley_sandbox_demo"]) == KEY
