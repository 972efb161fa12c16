import inspect

import pytest

from shared.domain import errors
from shared.domain.errors import InvalidInput, InvalidRecording, InvalidRequest, ParleyError, TransientError

KINDS = [kind for _, kind in inspect.getmembers(errors, inspect.isclass) if issubclass(kind, ParleyError)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_says_what_can_be_done(kind: type[ParleyError]) -> None:
    error = kind("something", field="run")
    assert str(error) == f"run: something ({kind.remedy})"
    assert kind.remedy
    assert kind.__doc__


def test_a_remedy_may_be_more_precise() -> None:
    error = InvalidRequest("too long", remedy="shorten it")
    assert (str(error), error.field) == ("too long (shorten it)", None)


def test_nothing_is_both_for_later_and_in_vain() -> None:
    assert not [kind for kind in KINDS if issubclass(kind, TransientError) and issubclass(kind, InvalidInput)]


def test_recordings_that_cannot_be_used_are_the_caller_s_to_change() -> None:
    assert issubclass(InvalidRecording, InvalidInput)
