"""What this machine has submitted, by content: the same folder again submits nothing twice."""

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from cli.stage import Session

BLOCK = 1024 * 1024
RECORD = "submitted.jsonl"


@dataclass
class SubmittedBefore:
    """A line per submission, appended before its upload: a command that dies leaves no interview without a trace."""

    path: Path
    scope: str
    _known: dict[str, str] = field(default_factory=dict)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def interview_of(self, digest: str) -> str | None:
        """The interview that a file of this content was submitted for."""
        return self._known.get(digest)

    def note(self, digest: str, interview_id: str) -> None:
        """Writes a submission down."""
        line = json.dumps({"scope": self.scope, "sha256": digest, "interviewId": interview_id})
        with self._lock, self.path.open("a", encoding="utf-8") as record:
            record.write(f"{line}\n")
            self._known[digest] = interview_id


def read_submitted(session: Session, project_id: str) -> SubmittedBefore:
    """What was submitted to this project, in this stage. A torn line is passed over."""
    session.home.mkdir(parents=True, exist_ok=True)
    path = session.home / RECORD
    scope = f"{session.stage}/{session.organisation_id}/{project_id}"
    found = [_entry(line) for line in (path.read_text(encoding="utf-8").splitlines() if path.exists() else ())]
    known = {digest: interview_id for where, digest, interview_id in found if where == scope}
    return SubmittedBefore(path, scope, known)


def _entry(line: str) -> tuple[str, str, str]:
    try:
        entry = json.loads(line)
        return entry["scope"], entry["sha256"], entry["interviewId"]
    except (ValueError, KeyError, TypeError):
        return "", "", ""


def digest_of(path: Path) -> str:
    """SHA-256 of a file, read in blocks."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(BLOCK):
            digest.update(block)
    return digest.hexdigest()
