"""The sound of an interview: its recording, or what was answered when it was held live."""

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from functions.api.caller import Outside, Reader
from functions.api.fields import InterviewId
from functions.api.public_url import public_url
from functions.api.routes.interviews import key_of
from functions.api.routing import resource
from functions.api.shapes import Shape
from shared.domain.errors import UnknownItem
from shared.domain.interview import Interview
from shared.domain.interview_key import InterviewKey, upload_key
from shared.domain.interview_status import InterviewMode
from shared.domain.session.limits import SPEECH_URL_SECONDS
from shared.domain.upload_kind import SNIFF_BYTES, is_transcript
from shared.domain.webhooks.envelope import interview_url
from shared.domain.webhooks.live import audio_of
from shared.runtime.bootstrap import Root

router = resource("interviews", "/api/v1/interviews/{interview_id}/audio")


class AnswersShape(Shape):
    """Where the sound of each spoken answer is, in their order."""

    interview_id: str
    audio_urls: tuple[str, ...]


@router.get(
    "",
    operation_id="getAudio",
    response_model=AnswersShape,
    responses={302: {"description": "Where the recording is, for an hour."}},
)
def get_audio(interview_id: InterviewId, request: Request, caller: Reader, root: Outside) -> AnswersShape | Response:
    """Leads to the recording; of an interview that was held live it lists the sound of its answers.

    404 for a transcript, for answers that were typed, and for sound that is no longer kept.
    """
    interview = root.interviews.get_interview(key_of(caller, interview_id))
    if interview.mode is InterviewMode.LIVE:
        return _answers(interview, request, root)
    if not _is_kept(interview.key, root):
        raise _none()
    address = root.media.presign_download(upload_key(interview.key), seconds=SPEECH_URL_SECONDS)
    return RedirectResponse(address, 302)


def _answers(interview: Interview, request: Request, root: Root) -> AnswersShape:
    address = interview_url(public_url(request.scope), interview.id)
    spoken = [turn for turn in root.sessions.turns(interview.key) if turn.answer.audio_key]
    if not spoken:
        raise _none()
    return AnswersShape(interview_id=interview.id, audio_urls=tuple(audio_of(address, turn) for turn in spoken))


def _is_kept(key: InterviewKey, root: Root) -> bool:
    """Whether what was uploaded is there, and is a recording."""
    if root.media.head(upload_key(key), None) is None:
        return False
    with root.media.reader(upload_key(key), None) as kept:
        return not is_transcript(kept.read(SNIFF_BYTES))


def _none() -> UnknownItem:
    return UnknownItem("there is no sound of it", field="interview_id")
