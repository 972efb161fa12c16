"""What was said in the sound of an answer."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING

from shared.domain.bundle import Bundle
from shared.domain.errors import InvalidInput, ParleyError, UnsupportedLanguage
from shared.domain.mixed_languages import is_mixed, spoken_tag
from shared.domain.pieces import Piece
from shared.domain.session.limits import ANSWER_GRACE_SECONDS, MAX_ANSWER_CHARACTERS, MIN_CONFIDENCE

if TYPE_CHECKING:
    from collections.abc import Callable
    from contextlib import AbstractContextManager

    from shared.domain.session.answer import Answer
    from shared.domain.session.plan import SessionPlan
    from shared.ports import Engines, EngineScope, MediaStore, Recognition, RecordingDecoder


class ListeningPorts(Bundle):
    """Where sound is kept, and who hears it. The decoder is built for the first answer that is spoken.

    `in_time` bounds what hears by the time that a turn has for it.
    """

    media: MediaStore
    decoder: Callable[[], RecordingDecoder]
    engines: Engines
    in_time: Callable[[], AbstractContextManager[None]] = nullcontext


def hear_answer(answer: Answer, plan: SessionPlan, scope: EngineScope, *, ports: ListeningPorts) -> Answer:
    """The answer with its words. One that nobody understands, for whatever reason, is marked: it is asked for again.

    One that was missed, because who hears is slow or down, is heard when its turn is repeated. It is heard for as long
    as an answer may last, and some seconds; what comes after that is kept, and cut off.
    """
    try:
        return _heard(answer, plan, scope, ports)
    except UnsupportedLanguage:
        scope.meter.note(f"an answer was not heard: nobody here hears {spoken_tag(plan.language)}; text was offered")
        return answer.model_copy(update={"heard": False, "to_type": True})
    except InvalidInput as unreadable:
        scope.meter.note(f"an answer could not be heard: {type(unreadable).__name__}")
    except ParleyError as failed:
        scope.meter.note(f"an answer was not heard because of {type(failed).__name__}")
        return answer.model_copy(update={"heard": False, "missed": True})
    return answer.model_copy(update={"heard": False})


def _heard(answer: Answer, plan: SessionPlan, scope: EngineScope, ports: ListeningPorts) -> Answer:
    most, spoken = plan.budget.answer_seconds + ANSWER_GRACE_SECONDS, spoken_tag(plan.language)
    with (
        ports.media.reader(answer.audio_key or "", answer.audio_version) as kept,
        ports.decoder().decode(kept, max_seconds=most) as sound,
    ):
        seconds = sound.info.duration_seconds
        piece = Piece(number=0, start_seconds=0.0, end_seconds=min(seconds, most))
        with sound.flac(piece) as recording, ports.in_time():
            said = ports.engines.speech(scope).transcribe(recording, language_hint=spoken)
    if is_mixed(spoken) and said.engine.draft:
        scope.meter.note(f"{said.engine.name} hears one language at a time: words of the other may be wrong")
    return answer.model_copy(update=_understood(said) | {"seconds": min(seconds, most), "cut": seconds > most})


def _understood(said: Recognition) -> dict[str, object]:
    text = " ".join(segment.text.strip() for segment in said.segments).strip()[:MAX_ANSWER_CHARACTERS]
    confidence = _confidence(said)
    unsure = confidence is not None and confidence < MIN_CONFIDENCE
    return {
        "text": text,
        "confidence": confidence,
        "language": said.language,
        "heard": bool(text) and not unsure,
        "heard_by": said.engine,
    }


def _confidence(said: Recognition) -> float | None:
    """That of the segments, each by its length."""
    known = [(len(one.text), one.confidence) for one in said.segments if one.confidence is not None and one.text]
    letters = sum(length for length, _ in known)
    return round(sum(length * sure for length, sure in known) / letters, 3) if letters else None
