"""Forms by which files are uploaded: one key, one type, so many bytes at most, for a quarter of an hour."""

from functions.api.interview_shapes import TRANSCRIPTS, UploadForm
from shared.domain.interview_key import InterviewKey, upload_key
from shared.domain.limits import MAX_RECORDING_BYTES, MAX_TRANSCRIPT_BYTES, UPLOAD_URL_SECONDS
from shared.runtime.bootstrap import Root

AFTERWARDS = "upload the file with the form; the interview goes on by itself, and a webhook or status_url says how far"


def form_for(key: InterviewKey, content_type: str, root: Root) -> UploadForm:
    """The form for the interview's file."""
    most = MAX_TRANSCRIPT_BYTES if content_type in TRANSCRIPTS else MAX_RECORDING_BYTES
    post = root.media.presign_upload(
        upload_key(key), max_bytes=most, seconds=UPLOAD_URL_SECONDS, content_type=content_type
    )
    return UploadForm(
        url=post.url, fields=post.fields, content_type=content_type, max_bytes=most, expires_at=post.expires_at
    )
