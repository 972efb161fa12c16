"""The token in a candidate's link: which interview it opens, and which generation of its link it is."""

from typing import TYPE_CHECKING, Final

from shared.domain.errors import UnknownItem
from shared.domain.interview_key import InterviewKey
from shared.domain.signing import seal, unseal
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.signing import SigningKeys

PURPOSE: Final = "candidate-link"
PLACE: Final = "/interview/"


class LinkClaim(Value):
    """What a token says. Whether it still opens anything is for the interview to say."""

    interview: InterviewKey
    generation: int


def token_of(interview: "Interview", keys: "SigningKeys") -> str | None:
    """The token of an interview's link, the same each time; None when it has none that opens anything."""
    link = interview.link
    if link is None or link.revoked_at:
        return None
    return seal(PURPOSE, [interview.organisation_id, interview.id, link.generation], keys)


def read_token(token: str, keys: "SigningKeys") -> LinkClaim:
    """Raises UnknownItem for what is no token of ours."""
    match unseal(PURPOSE, token, keys):
        case [str(organisation_id), str(interview_id), int(generation)]:
            key = InterviewKey(organisation_id=organisation_id, interview_id=interview_id)
            return LinkClaim(interview=key, generation=generation)
    raise UnknownItem("there is no such link")
