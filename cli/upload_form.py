"""A candidate's upload: the presigned form over plain HTTP, without credentials, the file streamed."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import httpx
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from cli.errors import UploadRefused
from shared.domain.errors import EmptyRecording, InvalidRequest, RecordingTooLarge
from shared.domain.limits import MAX_RECORDING_BYTES, MEGABYTE
from shared.ports import PresignedPost

TIMEOUT = httpx.Timeout(30.0, read=300.0)  # a bucket answers only when it has stored all of a large file
_CODE = re.compile(r"<Code>(\w{1,60})</Code>")


def check_file(path: Path) -> None:
    """Raises InvalidRequest, EmptyRecording, RecordingTooLarge: before anything is made for the file."""
    if not path.is_file():
        raise InvalidRequest(f"{path} is not there, or no file", field="file", remedy="name a file that exists")
    size = path.stat().st_size
    if size == 0:
        raise EmptyRecording(f"{path} has no bytes", field="file")
    if size > MAX_RECORDING_BYTES:
        limit = MAX_RECORDING_BYTES // MEGABYTE
        raise RecordingTooLarge(f"{path} has {size / MEGABYTE:.1f} MB, the limit is {limit} MB", field="file")


def post_form(form: PresignedPost, path: Path, *, client: httpx.Client, console: Console, quiet: bool = False) -> None:
    """Uploads the file: the form's fields first, the file last; `quiet` shows no bar. Raises UploadRefused."""
    with _progress(console, quiet) as progress, progress.open(path, "rb", description=path.name) as file:
        answer = client.post(form.url, data=form.fields, files={"file": (path.name, file)}, timeout=TIMEOUT)
    if not answer.is_success:  # a redirect stores nothing
        raise UploadRefused(f"the bucket answered {answer.status_code}{_code(answer.text)}", field="file")


def form_of(answered: Mapping[str, Any]) -> PresignedPost:
    """The form as the API gives it."""
    return PresignedPost.model_validate({name: answered[name] for name in ("url", "fields", "expires_at")})


def _progress(console: Console, quiet: bool) -> Progress:
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    return Progress(*columns, console=console, disable=quiet or not console.is_terminal)


def _code(body: str) -> str:
    """S3's name for what is wrong; nothing else of its answer, which may be long."""
    found = _CODE.search(body)
    return f" {found[1]}" if found else ""
