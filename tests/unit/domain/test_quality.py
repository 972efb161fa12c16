"""What wants a person's eye."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.coverage import Coverage
from shared.domain.hearing import Heard, unsure_share
from shared.domain.quality import quality_alerts
from shared.domain.quality_alert import QualityRule

FINE = Coverage(
    segments=10,
    segments_read=10,
    participant_seconds=60,
    evidence_seconds=30,
    windows=1,
    quotes_dropped=0,
    duplicates_merged=0,
)
WELL = Heard(language_confidence=0.99, unsure_share=0.1)


def rules(heard: Heard = WELL, coverage: Coverage | None = FINE, evidence: int = 5) -> list[str]:
    return [alert.rule.value for alert in quality_alerts(heard, coverage, evidence)]


def covered(**fields: int) -> Coverage:
    return FINE.model_copy(update=fields)


def test_nothing_is_wrong() -> None:
    assert rules() == rules(Heard()) == rules(coverage=None, evidence=0) == []


@pytest.mark.parametrize(("confidence", "alerts"), [(0.799, ["language_uncertain"]), (0.8, []), (None, [])])
def test_a_language_at_its_limit(confidence: float | None, alerts: list[str]) -> None:
    assert rules(Heard(language_confidence=confidence)) == alerts


@pytest.mark.parametrize(("share", "alerts"), [(0.25, []), (0.251, ["speech_unsure"])])
def test_unsure_speech_at_its_limit(share: float, alerts: list[str]) -> None:
    assert rules(Heard(unsure_share=share)) == alerts


@pytest.mark.parametrize(
    ("dropped", "kept", "alerts"),
    [(3, 6, ["quotes_dropped"]), (3, 7, []), (2, 1, []), (0, 0, ["nothing_found"]),
     (9, 0, ["quotes_dropped", "nothing_found"])],
)  # fmt: skip
def test_invented_quotes_at_their_limits(dropped: int, kept: int, alerts: list[str]) -> None:
    assert rules(coverage=covered(quotes_dropped=dropped), evidence=kept) == alerts


def test_speech_that_nobody_read() -> None:
    assert rules(coverage=covered(segments_read=9)) == ["speech_unread"]


def test_an_alert_says_its_number_and_its_limit() -> None:
    [alert] = quality_alerts(Heard(unsure_share=0.5), FINE, 5)
    assert (alert.rule, alert.value, alert.limit) == (QualityRule.SPEECH_UNSURE, 0.5, 0.25)


def test_how_much_was_heard_with_little_confidence() -> None:
    assert unsure_share([(10, 0.49), (30, 0.5), (5, None)]) == 0.25
    assert unsure_share([(10, None)]) is unsure_share([]) is unsure_share([(0, 0.1)]) is None


@given(st.lists(st.tuples(st.floats(0, 1e4), st.none() | st.floats(0, 1))))
def test_a_share_is_between_none_and_all(stretches: list[tuple[float, float | None]]) -> None:
    share = unsure_share(stretches)
    assert share is None or 0 <= share <= 1
