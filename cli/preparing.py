"""A live interview is prepared as a parent platform does it: a job with questions or a call guide, and the link."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cli.calls import Calls
from shared.domain.errors import InvalidRequest
from shared.domain.limits import MAX_DESCRIPTION_CHARACTERS, MAX_NAME_CHARACTERS

API: Final = "/api/v1"
DEFAULT_JOB: Final = {"title": "Customer support specialist"}
SHORT: Final = 4  # questions of the interview that is held when nothing is named
FEWEST: Final = 8  # that are made for a job at once
# One of each of these makes a short interview.
VARIED: Final = ("background", "behavioural", "technical", "situational", "motivation")
CANDIDATE: Final = {"name": "Local Candidate", "email": "candidate@example.org"}


@dataclass(frozen=True)
class Wanted:
    """What is to be asked: for a job (its title, or a file), by a guide (its id, or a file), so many questions."""

    job: str | None = None
    guide: str | None = None
    questions: int | None = None
    language: str | None = None


@dataclass(frozen=True)
class Prepared:
    """The interview, its link, and who wrote its questions where a draft."""

    interview_id: str
    link: str
    drafted_by: str | None = None


def prepare(calls: Calls, wanted: Wanted) -> Prepared:
    """Raises InvalidRequest for a file that cannot be used, ApiRefused."""
    subject = _guide(calls, wanted.guide) if wanted.guide else _job(calls, wanted)
    return schedule(calls, subject | ({"language": wanted.language} if wanted.language else {}))


def schedule(calls: Calls, subject: Mapping[str, str]) -> Prepared:
    """A live interview for what is named, with a candidate. Raises ApiRefused."""
    asked = {**subject, "mode": "live", "candidate": CANDIDATE}
    made = calls.ask("POST", f"{API}/interviews/schedule", asked).json()
    return Prepared(made["interview_id"], made["interview_url"], _drafter(calls, made["interview_id"]))


def _guide(calls: Calls, named: str) -> dict[str, str]:
    path = Path(named)
    if not path.is_file():
        return {"call_guide_id": named}
    made = calls.ask("POST", f"{API}/call-guides", _object(path, "guide")).json()
    return {"call_guide_id": made["id"], "title": made["title"]}


def _job(calls: Calls, wanted: Wanted) -> dict[str, str]:
    described = job_described(wanted.job) if wanted.job else DEFAULT_JOB
    count = wanted.questions or (None if wanted.job else SHORT)
    job = calls.ask("POST", f"{API}/job-descriptions", described).json()
    place = f"{API}/job-descriptions/{job['id']}/questions"
    language = {"language": wanted.language} if wanted.language else {}
    made = calls.ask("POST", place, language | ({"count": FEWEST} if count and count < FEWEST else {}))
    if count:
        few = shortened(made.json()["questions"], count)
        calls.ask("PUT", place, {"questions": few}, headers={"If-Match": made.headers["etag"]})
    return {"job_description_id": job["id"], "title": job["title"]}


def job_described(named: str) -> dict[str, Any]:
    """Of a title, or of a file: JSON as the API takes it, or text whose first line is the title."""
    path = Path(named)
    if not path.is_file():
        return {"title": named.strip()[:MAX_NAME_CHARACTERS]}
    if path.suffix.lower() == ".json":
        return _object(path, "job")
    first, _, rest = _text(path, "job").strip().partition("\n")
    title = first.lstrip("# ").strip()[:MAX_NAME_CHARACTERS]
    return {"title": title or path.stem, "description": rest.strip()[:MAX_DESCRIPTION_CHARACTERS]}


def shortened(questions: Sequence[dict[str, Any]], count: int) -> list[dict[str, Any]]:
    """So many of them in their order, as varied as can be, each with one follow-up at most."""
    first = {question["kind"]: question for question in reversed(questions)}
    varied = [first[kind] for kind in VARIED if kind in first]
    chosen = [*varied, *(question for question in questions if question not in varied)][:count]
    return [
        question | {"max_follow_ups": min(1, question["max_follow_ups"])}
        for question in questions
        if question in chosen
    ]


def _drafter(calls: Calls, interview_id: str) -> str | None:
    writer = calls.ask("GET", f"{API}/interviews/{interview_id}/plan").json()["written_by"]
    return str(writer["name"]) if writer and writer["draft"] else None


def _object(path: Path, field: str) -> dict[str, Any]:
    try:
        found = json.loads(_text(path, field))
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise InvalidRequest(f"{path} is no JSON object", field=field, remedy="see docs/live-interviews.md")
    return found


def _text(path: Path, field: str) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        raise InvalidRequest(f"{path} cannot be read", field=field, remedy="name a text file") from None
