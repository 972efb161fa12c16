from datetime import timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.domain.api_key import (
    ALPHABET,
    KeyStatus,
    digest_of_key,
    mode_of_key,
    new_key,
    new_key_text,
    replaced_by,
)
from shared.domain.errors import InvalidApiKey, InvalidRequest
from shared.domain.principal import Scope
from shared.domain.tenant import Mode
from tests.builders import api_key
from tests.fakes.world import EPOCH

BYTES = st.binary(min_size=20, max_size=20)
MODES = st.sampled_from(Mode)
ZERO, ONES = bytes(20), b"\xff" * 20


@given(mode=MODES, entropy=BYTES)
def test_a_key_says_what_it_is_for_and_nothing_else(mode: Mode, entropy: bytes) -> None:
    text = new_key_text(mode, entropy)
    assert text.startswith(f"parley_{mode}_")
    assert len(text) == len(f"parley_{mode}_") + 33
    assert mode_of_key(text) is mode


@given(one=BYTES, other=BYTES)
def test_different_chance_makes_different_keys(one: bytes, other: bytes) -> None:
    assume(one != other)
    assert new_key_text(Mode.LIVE, one) != new_key_text(Mode.LIVE, other)


@given(mode=MODES, entropy=BYTES, place=st.integers(min_value=0), letter=st.sampled_from(ALPHABET))
def test_one_wrong_letter_is_found_without_asking_anybody(mode: Mode, entropy: bytes, place: int, letter: str) -> None:
    text = new_key_text(mode, entropy)
    at = place % len(text)
    wrong = text[:at] + letter + text[at + 1 :]
    assume(wrong != text)
    with pytest.raises(InvalidApiKey):
        mode_of_key(wrong)


@given(entropy=BYTES, cut=st.integers(min_value=0, max_value=44))
def test_a_key_that_was_cut_is_found(entropy: bytes, cut: int) -> None:
    text = new_key_text(Mode.LIVE, entropy)
    for part in (text[:cut], text[len(text) - cut :]):
        with pytest.raises(InvalidApiKey):
            mode_of_key(part)


@given(st.text(max_size=80) | st.from_regex(r"parley_(live|sandbox)_[0-9A-Za-z]{33}", fullmatch=True))
def test_whatever_else_is_sent_is_no_key_and_is_never_repeated(text: str) -> None:
    with pytest.raises(InvalidApiKey) as refused:
        mode_of_key(text)
    assert len(text) < 4 or text not in str(refused.value)


@pytest.mark.parametrize("around", [" {}", "{} ", "{}\n", "x{}", "{}x", "{}0"])
def test_nothing_may_stand_around_a_key(around: str) -> None:
    with pytest.raises(InvalidApiKey):
        mode_of_key(around.format(new_key_text(Mode.LIVE, ONES)))


def test_the_least_and_the_most_chance_have_keys_of_one_length() -> None:
    keys = [new_key_text(Mode.LIVE, entropy) for entropy in (ZERO, ONES)]
    assert keys[0].startswith("parley_live_" + "0" * 27)
    assert {len(key) for key in keys} == {45}


@pytest.mark.parametrize("count", [0, 19, 21])
def test_a_key_is_made_of_enough_chance(count: int) -> None:
    with pytest.raises(ValueError, match="20 bytes"):
        new_key_text(Mode.LIVE, bytes(count))


def test_what_is_kept_holds_neither_the_key_nor_enough_to_make_it() -> None:
    text = new_key_text(Mode.SANDBOX, bytes(range(20)))
    kept = api_key(text)
    assert kept.digest == digest_of_key(text)
    assert text not in kept.model_dump_json()
    assert kept.hint == text[:19] + "…"
    assert (kept.mode, kept.tenant_id) == (Mode.SANDBOX, "acme__sandbox")
    assert kept.digest not in repr(kept)


def test_a_key_works_until_the_moment_it_expires() -> None:
    key = api_key(expires_at=EPOCH + timedelta(hours=1))
    assert key.status_at(EPOCH + timedelta(seconds=3599)) is KeyStatus.ACTIVE
    assert key.status_at(EPOCH + timedelta(hours=1)) is KeyStatus.EXPIRED
    assert key.model_copy(update={"revoked_at": EPOCH}).status_at(EPOCH) is KeyStatus.REVOKED


def test_a_key_that_expires_before_it_begins_is_refused() -> None:
    with pytest.raises(InvalidRequest, match="expiresAt"):
        new_key(
            new_key_text(Mode.LIVE, ZERO),
            organisation_id="acme",
            name="n",
            scopes=frozenset({Scope.ADMIN}),
            at=EPOCH,
            expires_at=EPOCH,
        )


def test_after_a_rotation_the_old_key_works_for_the_overlap_only() -> None:
    old, new = api_key(entropy=ZERO), api_key(entropy=ONES)
    ending = replaced_by(old, new, EPOCH, timedelta(hours=24))
    assert (ending.successor, ending.expires_at) == (new.id, EPOCH + timedelta(hours=24))
    assert replaced_by(old, new, EPOCH, timedelta(0)).status_at(EPOCH) is KeyStatus.EXPIRED
    replaced_by(old, new, EPOCH, timedelta(hours=720))


def test_an_overlap_never_makes_a_key_last_longer() -> None:
    old = api_key(expires_at=EPOCH + timedelta(hours=1))
    assert replaced_by(old, api_key(entropy=ONES), EPOCH, timedelta(hours=24)).expires_at == old.expires_at


@pytest.mark.parametrize("hours", [-1, 720.01])
def test_an_overlap_has_limits(hours: float) -> None:
    with pytest.raises(InvalidRequest, match="overlapHours"):
        replaced_by(api_key(), api_key(entropy=ONES), EPOCH, timedelta(hours=hours))


@pytest.mark.parametrize("change", [{"revoked_at": EPOCH}, {"expires_at": EPOCH}, {"successor": "key_1"}])
def test_only_a_key_that_works_is_rotated_and_only_once(change: dict[str, object]) -> None:
    with pytest.raises(InvalidRequest, match="keyId"):
        replaced_by(api_key().model_copy(update=change), api_key(entropy=ONES), EPOCH, timedelta(0))
