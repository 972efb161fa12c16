"""`parley interview`: prepared, held and evaluated over the API's public routes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import typer
from rich.console import Console

from cli.answers import HELP, Answers, Followed, Recorded, Typed, Written
from cli.calls import Calls
from cli.candidate_side import CandidateSide, open_link
from cli.conversation import Conversation
from cli.errors import ConnectionLost
from cli.held import Held, follow_evaluation
from cli.output import note, stderr
from cli.passing_key import api_of, know_organisation, passing_key
from cli.preparing import Prepared, Wanted, prepare
from cli.speech_player import SpeechPlayer
from cli.stage import Session
from shared.domain.errors import UnknownInterview
from shared.domain.interview_key import InterviewKey
from shared.domain.organisation import Plan
from shared.domain.tenant import Mode, mode_of, tenant_id

USUAL: Final = "demo"  # the organisation, when none is named
KEY_NAME: Final = "parley interview"
BY_RULES: Final = "answers were considered by {names}, a draft: no language model on this stage, or it did not answer"
NOT_OURS: Final = "who has invited you has the evaluation: name their organisation with --org to see it here"


@dataclass(frozen=True)
class Interviewing:
    """One call of the command. `console` shows the conversation; `speak` saves and plays the interviewer's sound."""

    session: Session
    console: Console
    answers: Answers
    speak: bool
    seconds: float

    def hold(self, wanted: Wanted, link: str | None) -> Held | None:
        """All of it; None when the session is left open, or nobody here may see what came of it.

        Raises LocalStageOnly, ApiRefused, NotLiveHere, ConnectionLost, WaitTimedOut.
        """
        self.session.need_local()
        with self.session.connection.http() as client:
            side = open_link(client, link or self._prepared(client, wanted).link)
            if not side.is_over and not self._talked(side):
                return None
            return self._evaluated(client, side)

    def _prepared(self, client: httpx.Client, wanted: Wanted) -> Prepared:
        owner = self.session.organisation_id
        if know_organisation(self.session, owner, owner, Plan.ENTERPRISE):
            note(f"organisation {owner} is made")
        with self._keyed(client, Mode.LIVE) as keyed:
            made = prepare(keyed, wanted)
        note(f"interview {made.interview_id}; to go on with it later: {again(self.session, made.link)}")
        if made.drafted_by:
            note(f"questions by {made.drafted_by}, a draft: no language model has written them")
        return made

    def _talked(self, side: CandidateSide) -> bool:
        """Whether it has ended."""
        if not self.answers.scripted:
            note(HELP)
        player = SpeechPlayer(side.calls, self.session.home / "speech" / side.interview_id) if self.speak else None
        talk = Conversation(side, self.answers, self.console, self.session.root.clock.now, player)
        try:
            ended = talk.hold()
        except (KeyboardInterrupt, EOFError):
            note(f"\nleft open at its question; go on with: {again(self.session, side.link)}")
            raise typer.Abort from None
        except ConnectionLost as lost:
            raise ConnectionLost(
                lost.message, remedy=f"{lost.advice}; then go on with: {again(self.session, side.link)}"
            ) from None
        if not ended:
            note(f"left open at its question; go on with: {again(self.session, side.link)}")
        return ended

    def _evaluated(self, client: httpx.Client, side: CandidateSide) -> Held | None:
        key = self._key_of(side.interview_id)
        if key is None:
            note(NOT_OURS)
            return None
        with self._keyed(client, mode_of(key.organisation_id)) as keyed:
            held = follow_evaluation(keyed, side.interview_id, side.link, console=stderr, seconds=self.seconds)
        if drafts := self._considered_by_drafts(key):
            note(BY_RULES.format(names=", ".join(drafts)))
        return held

    def _key_of(self, interview_id: str) -> InterviewKey | None:
        """The interview among the organisation's live or sandbox data; None where it is another's."""
        for mode in Mode:
            tenant = tenant_id(self.session.organisation_id, mode)
            with suppress(UnknownInterview):
                found = InterviewKey(organisation_id=tenant, interview_id=interview_id)
                return self.session.root.interviews.get_interview(found).key
        return None

    def _considered_by_drafts(self, key: InterviewKey) -> list[str]:
        thoughts = (turn.considered for turn in self.session.root.sessions.turns(key) if turn.considered)
        return sorted({thought.engine.name for thought in thoughts if thought.engine.draft})

    @contextmanager
    def _keyed(self, client: httpx.Client, mode: Mode) -> Iterator[Calls]:
        with passing_key(self.session, self.session.organisation_id, mode, KEY_NAME) as made:
            yield Calls(client, api_of(self.session), {"X-API-Key": made.secret})


def source_of(answers: Path | None, voice: Path | None, console: Console) -> Answers:
    """What is written down or recorded; who is at the keyboard goes on where recordings end."""
    typed = Typed(prompt=lambda: console.print("> ", end="", style="green"), say=note)
    if answers:
        return Written.read(answers)
    if voice:
        recorded = Recorded.read(voice)
        return Followed([recorded, typed]) if sys.stdin.isatty() else recorded
    return typed


def again(session: Session, link: str) -> str:
    """The command that goes on."""
    whose = "" if session.organisation_id == USUAL else f"--org {session.organisation_id} "
    return f"parley {whose}interview --link {link}"
