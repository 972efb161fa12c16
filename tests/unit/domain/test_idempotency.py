"""Idempotency keys: how they are written, what they stand for."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from ulid import ULID

from shared.domain.errors import IdempotencyKeyMissing, InvalidIdempotencyKey
from shared.domain.idempotency import fingerprint, parse_key, scope_of
from shared.domain.limits import MAX_IDEMPOTENCY_KEY_CHARACTERS as MOST
from shared.domain.ordered_id import first_id_at, ordered_id
from tests.builders import at

PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=MOST)
TIMES = st.datetimes(min_value=datetime(1970, 1, 2), max_value=datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


class TestKeys:
    @given(key=PRINTABLE.filter(lambda key: key == key.strip() and not key.startswith('"')))
    def test_quoted_or_bare_it_is_the_same_key(self, key: str) -> None:
        quoted = '"' + key.replace("\\", "\\\\").replace('"', '\\"') + '"'
        assert parse_key(key) == parse_key(quoted) == key

    @pytest.mark.parametrize("header", [None, "", "  "])
    def test_none_is_missing(self, header: str | None) -> None:
        with pytest.raises(IdempotencyKeyMissing):
            parse_key(header)

    def test_the_longest_is_taken_and_one_more_is_not(self) -> None:
        assert parse_key("k" * MOST) == "k" * MOST
        with pytest.raises(InvalidIdempotencyKey):
            parse_key("k" * (MOST + 1))

    @pytest.mark.parametrize("header", ["ü", "a\tb", '""', "a\x7fb"])
    def test_what_is_not_printable_is_refused(self, header: str) -> None:
        with pytest.raises(InvalidIdempotencyKey) as refused:
            parse_key(header)
        assert header not in str(refused.value)


def test_the_key_itself_is_not_kept() -> None:
    assert "ann@example.org" not in scope_of("acme", "POST", "/interviews", "ann@example.org").model_dump_json()


@pytest.mark.parametrize("other", [("b", "POST", "/i", "k"), ("a", "PUT", "/i", "k"), ("a", "POST", "/j", "k")])
def test_a_key_is_one_within_organisation_method_and_route(other: tuple[str, str, str, str]) -> None:
    assert scope_of(*other).digest != scope_of("a", "POST", "/i", "k").digest


@given(body=st.dictionaries(st.text(), st.integers()))
def test_order_and_spaces_say_nothing(body: dict[str, int]) -> None:
    turned = json.loads(json.dumps(dict(reversed(body.items())), indent=3))
    assert fingerprint(turned, {}) == fingerprint(body, {})


def test_another_body_or_path_is_another_request() -> None:
    prints = {
        fingerprint({"a": 1}, {}),
        fingerprint({"a": 2}, {}),
        fingerprint({"a": 1}, {"id": "x"}),
        fingerprint(None, {}),
    }
    assert len(prints) == 4


class TestIds:
    @given(at=TIMES, seed=st.text())
    def test_they_are_ulids_of_their_time(self, at: datetime, seed: str) -> None:
        made = ULID.from_str(ordered_id("int_", at, seed).removeprefix("int_").upper())
        assert abs(made.datetime - at) <= timedelta(milliseconds=1)

    @given(one=TIMES, other=TIMES, seed=st.text())
    def test_they_sort_by_time(self, one: datetime, other: datetime, seed: str) -> None:
        apart = abs(one - other) >= timedelta(milliseconds=1)
        assert not apart or (ordered_id("", one, seed) < ordered_id("", other, seed)) == (one < other)

    @given(at=TIMES, seed=st.text())
    @example(at=datetime(2038, 2, 1, microsecond=2000, tzinfo=UTC), seed="")  # a float falls short of it
    def test_none_of_a_time_is_before_its_first(self, at: datetime, seed: str) -> None:
        assert first_id_at("int_", at) <= ordered_id("int_", at, seed)
        assert ordered_id("int_", at - timedelta(milliseconds=1), seed) < first_id_at("int_", at)

    def test_the_same_makes_the_same(self) -> None:
        assert ordered_id("int_", at(1), "k") == ordered_id("int_", at(1), "k") != ordered_id("int_", at(1), "l")
