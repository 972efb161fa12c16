"""Kinds of fields that several shapes have. What they refuse, they refuse by a rule that the description shows."""

import re
from datetime import datetime
from typing import Annotated, Final

from fastapi import Path
from pydantic import BeforeValidator, Field, StringConstraints

from shared.domain.candidate import EMAIL
from shared.domain.identifier import IDENTIFIER
from shared.domain.limits import (
    MAX_EMAIL_CHARACTERS,
    MAX_METADATA_CHARACTERS,
    MAX_METADATA_ENTRIES,
    MAX_NAME_CHARACTERS,
    MAX_TEXT_CHARACTERS,
)
from shared.domain.mixed_languages import LANGUAGE

# One line without control characters, which begins and ends with something that can be seen.
LINE: Final = r"^[^\x00-\x20\x7f](?:[^\x00-\x1f\x7f]*[^\x00-\x20\x7f])?$"
TEXT: Final = r"^[^\x00]*$"

Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER, max_length=63)]
Name = Annotated[str, StringConstraints(pattern=LINE, min_length=1, max_length=MAX_NAME_CHARACTERS)]
Text = Annotated[str, StringConstraints(pattern=TEXT, max_length=MAX_TEXT_CHARACTERS)]
Email = Annotated[str, StringConstraints(pattern=EMAIL, max_length=MAX_EMAIL_CHARACTERS)]
Language = Annotated[
    str,
    StringConstraints(pattern=LANGUAGE),
    Field(description="BCP 47: `en`, `de`. In `en-IN` and `hi`, English and Hindi may be mixed.", examples=["en"]),
]
MetadataName = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]{1,40}$")]
MetadataText = Annotated[str, StringConstraints(pattern=TEXT, max_length=MAX_METADATA_CHARACTERS)]
Metadata = Annotated[
    dict[MetadataName, MetadataText],
    Field(
        max_length=MAX_METADATA_ENTRIES,
        description="Your own, handed back as it is. No personal data, please.",
        json_schema_extra={"additionalProperties": False},
    ),
]
# RFC 3339, which needs its offset; a number would be taken as seconds since 1970.
INSTANT: Final = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)")


def _check_instant(given: object) -> object:
    if not isinstance(given, str) or not INSTANT.fullmatch(given):
        raise ValueError("is no time as RFC 3339 writes it, such as 2026-11-21T10:00:00Z")
    return given


Instant = Annotated[datetime, BeforeValidator(_check_instant)]


def _check_number(given: object) -> object:
    if isinstance(given, bool | str):
        raise ValueError("is no number")  # noqa: TRY004 - pydantic wants a ValueError
    return given


# Beside the bounds of a whole number: what a text or a truth value would become is not taken for one.
NUMBER: Final = BeforeValidator(_check_number)
InterviewId = Annotated[str, Path(pattern=IDENTIFIER, max_length=63)]
