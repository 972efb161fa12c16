"""When results want a person's eye before anybody relies on them: few rules, each with its number and its limit.

That the embedded engines call their results a draft is no alert: it says who made them, not that something is wrong.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from shared.domain.limits import LANGUAGE_CONFIDENCE_FLOOR
from shared.domain.quality_alert import QualityAlert, QualityRule

if TYPE_CHECKING:
    from shared.domain.coverage import Coverage
    from shared.domain.hearing import Heard

MAX_UNSURE_SHARE: Final = 0.25  # of the seconds somebody spoke
MAX_DROPPED_SHARE: Final = 0.3  # of the quotes that an engine gave
MIN_DROPPED: Final = 3  # one invented quote of two is bad luck


def quality_alerts(heard: "Heard", coverage: "Coverage | None", evidence: int) -> tuple[QualityAlert, ...]:
    """What wants a person's eye; `evidence` is how many quotes were kept."""
    return (*_of_hearing(heard), *(_of_reading(coverage, evidence) if coverage else ()))


def _of_hearing(heard: "Heard") -> Iterator[QualityAlert]:
    confidence, unsure = heard.language_confidence, heard.unsure_share
    if confidence is not None and confidence < LANGUAGE_CONFIDENCE_FLOOR:
        yield _alert(QualityRule.LANGUAGE_UNCERTAIN, confidence, LANGUAGE_CONFIDENCE_FLOOR)
    if unsure is not None and unsure > MAX_UNSURE_SHARE:
        yield _alert(QualityRule.SPEECH_UNSURE, unsure, MAX_UNSURE_SHARE)


def _of_reading(coverage: "Coverage", evidence: int) -> Iterator[QualityAlert]:
    dropped = coverage.quotes_dropped / max(1, coverage.quotes_dropped + coverage.duplicates_merged + evidence)
    if coverage.segments_read < coverage.segments:
        yield _alert(QualityRule.SPEECH_UNREAD, coverage.segments_read, coverage.segments)
    if coverage.quotes_dropped >= MIN_DROPPED and dropped > MAX_DROPPED_SHARE:
        yield _alert(QualityRule.QUOTES_DROPPED, dropped, MAX_DROPPED_SHARE)
    if not evidence:
        yield _alert(QualityRule.NOTHING_FOUND, 0, 1)


def _alert(rule: QualityRule, value: float, limit: float) -> QualityAlert:
    return QualityAlert(rule=rule, value=round(value, 3), limit=limit)
