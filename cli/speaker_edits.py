"""A person's corrections of the voices of an interview."""

from collections.abc import Mapping

from cli.arguments import parse_role
from cli.reading import key_of
from cli.stage import Session
from shared.domain.errors import InvalidRequest
from shared.domain.interview import SpeakerEdit
from shared.domain.limits import MAX_NAME_CHARACTERS
from shared.domain.speakers import apply_edits, check_edits
from shared.domain.steps import Step
from shared.domain.transcript import Transcript

Pairs = Mapping[str, str]


def read_heard(session: Session, interview_id: str) -> Transcript:
    """The transcript as the engine heard it. Raises UnknownInterview, InvalidRequest."""
    root = session.root
    pointer = root.interviews.get_interview(key_of(session, interview_id)).pointers.get(Step.UPLOAD)
    if pointer is None:
        raise InvalidRequest(
            "the interview has no transcript yet", field="interviewId", remedy="wait for its upload step"
        )
    return root.artifacts.get(pointer.output["transcriptData"]["uri"], Transcript)


def read_corrected(session: Session, interview_id: str) -> Transcript:
    """The transcript as a person corrected it."""
    interview = session.root.interviews.get_interview(key_of(session, interview_id))
    return apply_edits(read_heard(session, interview_id), interview.speaker_edits)


def edit_speakers(session: Session, interview_id: str, names: Pairs, roles: Pairs, merges: Pairs) -> None:
    """Adds corrections to those there are; an empty value takes one back. Raises InvalidRequest."""
    root, key = session.root, key_of(session, interview_id)
    heard = read_heard(session, interview_id)
    edits = {edit.label: edit for edit in root.interviews.get_interview(key).speaker_edits}
    for label in dict.fromkeys((*names, *roles, *merges)):
        before = edits.get(label, SpeakerEdit(label=label))
        edits[label] = before.model_copy(update=_changes(label, names, roles, merges))
    check_edits(heard, list(edits.values()))
    root.interviews.edit_speakers(key, list(edits.values()), root.clock.now())


def _changes(label: str, names: Pairs, roles: Pairs, merges: Pairs) -> dict[str, object]:
    changes: dict[str, object] = {}
    if label in names:
        changes["name"] = _name(names[label])
    if label in roles:
        changes["role"] = parse_role(roles[label]) if roles[label] else None
    if label in merges:
        changes["merge_into"] = merges[label] or None
    return changes


def _name(text: str) -> str | None:
    if len(text) > MAX_NAME_CHARACTERS:
        raise InvalidRequest(f"at most {MAX_NAME_CHARACTERS} characters", field="name")
    return text or None
