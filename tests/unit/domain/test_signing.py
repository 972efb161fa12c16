"""What we sign, we know again; what anybody else makes, we do not."""

from hypothesis import given
from hypothesis import strategies as st

from shared.domain.signing import MAX_TOKEN_CHARACTERS, SigningKey, SigningKeys, seal, unseal

KEYS = SigningKeys(current=SigningKey(secret="a" * 40), former=(SigningKey(secret="b" * 40),))
OLD = SigningKeys(current=SigningKey(secret="b" * 40))
PLAIN = st.lists(st.text() | st.integers() | st.none(), max_size=4)


@given(said=PLAIN)
def test_what_is_sealed_is_read(said: list[object]) -> None:
    assert unseal("p", seal("p", said, KEYS), KEYS) == said


@given(said=PLAIN)
def test_what_a_former_key_sealed_is_read_too(said: list[object]) -> None:
    assert unseal("p", seal("p", said, OLD), KEYS) == said


def test_for_another_purpose_or_key_it_is_nothing() -> None:
    assert unseal("q", seal("p", ["x"], KEYS), KEYS) is None
    assert unseal("p", seal("p", ["x"], SigningKeys(current=SigningKey(secret="c" * 40))), KEYS) is None


@given(token=st.text() | st.from_regex(r"[0-9a-f]{8}\.[\w-]*\.[\w-]*"))
def test_anything_else_is_nothing(token: str) -> None:
    assert unseal("p", token, KEYS) is None


@given(place=st.integers(0, 80), letter=st.sampled_from("ABCabc019_-.="))
def test_no_letter_can_be_another(place: int, letter: str) -> None:
    token = seal("p", ["acme", "int_1", 1], KEYS)
    at = place % len(token)
    changed = token[:at] + letter + token[at + 1 :]
    assert changed == token or unseal("p", changed, KEYS) is None


def test_what_is_too_long_is_not_looked_at() -> None:
    token = seal("p", ["x" * MAX_TOKEN_CHARACTERS], KEYS)
    assert unseal("p", token, KEYS) is None


def test_a_key_shows_nothing_of_itself() -> None:
    assert "aaaa" not in repr(KEYS)
    assert KEYS.current.id not in KEYS.current.secret
