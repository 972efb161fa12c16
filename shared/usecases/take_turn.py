"""An answer is kept, then heard, then replied to. Whatever happens in between, a repeat goes on from what is kept."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.errors import AnswerMissing, SessionEnded, TurnConflict
from shared.domain.session.answer import Answer
from shared.domain.session.show import Held
from shared.domain.session.sound import SNIFF_BYTES, answer_key, answer_named, sound_type
from shared.domain.session.turn import Turn, TurnStatus
from shared.usecases.hold_session import go_on, make_good
from shared.usecases.keep_session import plan_of, session_of

if TYPE_CHECKING:
    from shared.domain.interview import Interview
    from shared.domain.session.plan import SessionPlan
    from shared.domain.session.session import Session
    from shared.usecases.hold_session import SessionPorts

MADE_UP = "h-"  # begins the ids of turns whose client has named none


class Given(Bundle):
    """What a request brings: one of text, sound, and the key of an upload; and which turn it means.

    Without a number it is the open turn, or the last one when that had the same id. Sound without an id has one that
    is made of it.
    """

    text: str | None = None
    sound: bytes | None = None
    uploaded: str | None = None
    client_turn_id: str | None = None
    number: int | None = None


class Meant(Bundle):
    """The turn that a request means, the client's id for it, and what was typed."""

    number: int
    name: str
    text: str | None


def take_turn(interview: Interview, given: Given, *, ports: SessionPorts) -> Held:
    """The session after the answer. The same turn again gives the same.

    Raises NotLive, UnknownSession, AnswerMissing, TurnConflict, SessionEnded.
    """
    plan, session = plan_of(interview.key, ports), session_of(interview.key, ports)
    meant = _which(session, given, ports)
    if meant.number != session.turn or not session.is_open:
        return _repeated(interview, plan, session, meant, ports)
    # What was kept is not put again: the version that its turn names would be an old one, and go after some weeks.
    before = ports.sessions.find_turn(session.key, meant.number) if given.sound is not None else None
    if before and before.client_turn_id == meant.name:
        return _answered(interview, plan, session, before, ports)
    turn = _turn(session, meant.name, _kept(session, meant, given, ports), ports)
    try:
        received = ports.sessions.receive(session, turn)
    except TurnConflict:
        return _beaten(interview, plan, meant, ports)
    return _answered(interview, plan, session, received, ports)


def _turn(session: Session, name: str, answer: Answer, ports: SessionPorts) -> Turn:
    if session.open is None:
        raise AssertionError("a session that takes a turn has an open question")
    return Turn(
        number=session.turn,
        client_turn_id=name,
        asked=session.open,
        asked_at=session.last_turn_at,
        answer=answer,
        received_at=ports.clock.now(),
    )


def _answered(interview: Interview, plan: SessionPlan, session: Session, received: Turn, ports: SessionPorts) -> Held:
    if received.status is TurnStatus.ANSWERED:
        return Held(plan, session_of(interview.key, ports), received)
    return go_on(interview, plan, session, received, ports=ports)


def _which(session: Session, given: Given, ports: SessionPorts) -> Meant:
    named = answer_named(session.key, given.uploaded) if given.uploaded else None
    if given.uploaded and named is None:
        raise AnswerMissing("not the key of an answer of this interview", field="upload_key")
    name = given.client_turn_id or (named[1] if named else None) or _made_up(given, session)
    if given.number is not None:
        return Meant(given.number, name, given.text)
    if named:
        return Meant(named[0], name, given.text)
    before = ports.sessions.find_turn(session.key, session.turn - 1) if session.turn > 1 else None
    again = before is not None and before.client_turn_id == name
    return Meant(session.turn - 1 if again else session.turn, name, given.text)


def _made_up(given: Given, session: Session) -> str:
    """Sound is never twice the same; a word is, so that its turn belongs to its name."""
    said = given.sound or f"{given.number or session.turn} {given.text}".encode()
    return MADE_UP + hashlib.sha256(said).hexdigest()[:40]


def _kept(session: Session, meant: Meant, given: Given, ports: SessionPorts) -> Answer:
    """The answer, its sound kept."""
    if given.text is not None:
        return Answer(text=given.text.strip())
    key = given.uploaded or answer_key(session.key, meant.number, meant.name)
    if given.sound is not None:
        kind = sound_type(given.sound[:SNIFF_BYTES]) or "application/octet-stream"
        return Answer(audio_key=key, audio_version=ports.media.put(key, given.sound, content_type=kind))
    uploaded = ports.media.head(key, None)
    if uploaded is None:
        raise AnswerMissing("nothing was uploaded under that key", field="upload_key")
    return Answer(audio_key=key, audio_version=uploaded.version)


def _repeated(interview: Interview, plan: SessionPlan, session: Session, meant: Meant, ports: SessionPorts) -> Held:
    """What was replied to that turn. Raises TurnConflict, SessionEnded when it was another one's, or is none."""
    known = ports.sessions.find_turn(session.key, meant.number)
    if known and known.client_turn_id == meant.name and known.reply:
        again = _missed_before(interview, Held(plan, session, known), meant, ports) if known.answer.missed else None
        return again or Held(plan, session, known)
    if not session.is_open:
        raise SessionEnded("the interview is over", field="turn_number")
    raise TurnConflict(f"turn {session.turn} is open, not {meant.number}", field="turn_number")


def _missed_before(interview: Interview, missed: Held, meant: Meant, ports: SessionPorts) -> Held | None:
    """Who could not be heard then is heard now, or has typed it: that answers the same question, put again meanwhile.

    None when something else was answered to it. A repeat of it gives the same, as that of any turn.
    """
    plan, session, after = missed.plan, missed.session, meant.but(number=missed.number)
    if after.number < session.turn:
        later = ports.sessions.find_turn(session.key, after.number)
        is_same = later is not None and later.client_turn_id == meant.name
        return _repeated(interview, plan, session, after, ports) if is_same else None
    if missed.last is None or session.open is None or session.open.question_id != missed.last.asked.question_id:
        return None
    kept = missed.last.answer
    sound = Answer(audio_key=kept.audio_key, audio_version=kept.audio_version)
    answer = sound if meant.text is None else Answer(text=meant.text.strip())
    try:
        received = ports.sessions.receive(session, _turn(session, meant.name, answer, ports))
    except TurnConflict:
        return None
    return _answered(interview, plan, session, received, ports)


def _beaten(interview: Interview, plan: SessionPlan, meant: Meant, ports: SessionPorts) -> Held:
    """Another request was quicker. If it has left its answer without a reply, that is made good before we refuse."""
    session = session_of(interview.key, ports)
    session = make_good(interview, plan, session, meant.number, ports=ports)
    return _repeated(interview, plan, session, meant, ports)
