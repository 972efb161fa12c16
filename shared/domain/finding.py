"""What interviews of a project have yielded, side by side: people and themes, each of one interview.

A person who looks through a project gives them better names, and says which of them are one and the same.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from pydantic import Field

from shared.domain.errors import InvalidRequest
from shared.domain.identifier import IDENTIFIER
from shared.domain.limits import MAX_NAME_CHARACTERS
from shared.domain.resource import Resource

if TYPE_CHECKING:
    from shared.domain.person import Person
    from shared.domain.theme import Theme


class FindingKind(StrEnum):
    """What is found."""

    PERSON = "person"
    THEME = "theme"


class Finding(Resource):
    """A person or a theme of an interview. `heard_name` is the engine's, `name` a human's: that stands above it.

    `text` is a person's role, or a theme's statement. `merged_into` names the finding that it is the same as.
    """

    interview_id: str
    heard_name: str | None = None
    name: str | None = Field(default=None, min_length=1, max_length=MAX_NAME_CHARACTERS)
    text: str | None = None
    merged_into: str | None = Field(default=None, pattern=IDENTIFIER)

    def found_again(self, again: "Finding") -> "Finding":
        """As a later run has found it; what a human made of it stays."""
        kept = {"version": self.version + 1, "name": self.name, "merged_into": self.merged_into}
        same = again.model_copy(update=kept | {"version": self.version}) == self
        return self if same else again.model_copy(update=kept)


def finding_id(interview_id: str, row_id: str) -> str:
    """The id of what an interview's row says, among those of the project."""
    return f"{interview_id}_{row_id}"


def finding_of_person(interview_id: str, person: "Person") -> Finding:
    """A person among the project's."""
    return Finding(
        id=finding_id(interview_id, person.id), interview_id=interview_id, heard_name=person.name, text=person.role
    )


def finding_of_theme(interview_id: str, theme: "Theme") -> Finding:
    """A theme among the project's."""
    return Finding(
        id=finding_id(interview_id, theme.id), interview_id=interview_id, heard_name=theme.name, text=theme.statement
    )


def check_merge(finding: Finding, changes: Mapping[str, Any], into: Finding | None) -> None:
    """A finding is merged into one that is itself merged into none, so that nothing goes round in a circle.

    Raises InvalidRequest.
    """
    wanted = changes.get("merged_into")
    if wanted is None:
        return
    if wanted == finding.id or into is None or into.merged_into is not None:
        raise InvalidRequest("name another one that is merged into none itself", field="merged_into")
