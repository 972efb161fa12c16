import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InvalidRequest
from shared.domain.interview_key import InterviewKey, RunKey, parse_upload_key, upload_key
from tests.builders import run_key

identifiers = st.from_regex(r"\A[A-Za-z0-9][A-Za-z0-9_-]{0,62}\Z")


@given(identifiers, identifiers)
def test_the_key_of_an_upload_names_its_interview(organisation_id: str, interview_id: str) -> None:
    key = InterviewKey(organisation_id=organisation_id, interview_id=interview_id)
    assert parse_upload_key(upload_key(key)) == key


@pytest.mark.parametrize(
    "key",
    [
        "",
        "/",
        "//",
        "acme",
        "acme/int_1",
        "acme/int_1/",
        "acme/int_1/upload/",
        "acme/int_1/uploads",
        "acme/int_1/Upload",
        "/int_1/upload",
        "acme//upload",
        "acme/int_1/runs/upload",
        "/acme/int_1/upload",
    ],
)
def test_any_other_key_is_refused(key: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        parse_upload_key(key)
    assert refused.value.field == "key"
    assert key == "" or key not in str(refused.value)


@given(st.text())
def test_a_key_is_parsed_or_refused(key: str) -> None:
    try:
        parsed = parse_upload_key(key)
    except InvalidRequest:
        return
    assert upload_key(parsed) == key


def test_an_execution_is_named_for_its_run() -> None:
    assert run_key(12).execution_name == "int_1-r12"


@given(identifiers, st.integers(1, 999))
def test_execution_names_are_short_enough_for_aws(interview_id: str, number: int) -> None:
    key = run_key(number, InterviewKey(organisation_id="acme", interview_id=interview_id))
    assert len(key.execution_name) <= 80


def test_the_input_of_a_step_is_more_than_its_key() -> None:
    class Input(RunKey):
        more: str

    started = Input(organisation_id="acme", interview_id="int_1", run=1, more="x")
    assert started.key == run_key(1)
    assert type(started.key) is RunKey
    assert started.key.interview == InterviewKey(organisation_id="acme", interview_id="int_1")
