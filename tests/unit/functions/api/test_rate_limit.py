"""A month that is used up: 429, with what the quota is and when to come again."""

import pytest

from shared.domain.organisation import Quotas
from shared.domain.quota import interview_taking
from tests.unit.functions.api.door import Door

pytestmark = pytest.mark.loopback


def test_a_call_beyond_the_quota_is_told_when_to_come_again() -> None:
    door = Door()
    app = door.app()

    @app.get("/full")
    def full() -> None:
        raise interview_taking("acme", Quotas(interviews=7, audio_minutes=1), door.clock.now()).exceeded

    with door.client(app) as client:
        answer = client.get("/full")
    assert (answer.status_code, answer.json()["code"]) == (429, "quota-exceeded")
    left = 29 * 86_400 + 14 * 3_600 + 30 * 60  # from the second of March, half past nine
    assert answer.headers["Retry-After"] == str(left)
    assert answer.headers["RateLimit"] == f'"interviews";r=0;t={left}'
    assert answer.headers["RateLimit-Policy"] == f'"interviews";q=7;w={31 * 86_400}'
