"""What can be wrong with results that were made without a fault."""

from enum import StrEnum

from shared.domain.value import Value


class QualityRule(StrEnum):
    """What can be wrong with results that were made without a fault."""

    LANGUAGE_UNCERTAIN = "language_uncertain"
    SPEECH_UNSURE = "speech_unsure"
    SPEECH_UNREAD = "speech_unread"
    QUOTES_DROPPED = "quotes_dropped"
    NOTHING_FOUND = "nothing_found"


class QualityAlert(Value):
    """A rule that says so, with the number that it looked at and the limit that this has passed."""

    rule: QualityRule
    value: float
    limit: float
