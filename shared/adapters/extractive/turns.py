"""Who asks, who answers, and which answer belongs to which question: by the order of turns, nothing cleverer."""

import re
from collections.abc import Sequence
from itertools import groupby
from typing import Final, NamedTuple

from shared.adapters.extractive.sentences import is_small_talk, sentences
from shared.domain.role import Role
from shared.domain.transcript import Segment, Transcript

ASKING_SHARE: Final = 0.4  # of a voice's sentences; from here on it counts as the one who asks
_ASKS: Final = re.compile(
    r"\?|^(?:(?:and|so|but|ok|okay|now|then|right|great|thanks|thank you|well)\b[\s,.]*)*"
    r"(?:what|how|why|when|where|who|which|(?:could|can|would|will|do|did|are|is|was|were|have|has) (?:you|there|it)"
    r"|tell me|tell us|describe|walk me|talk me|explain|say more|give me an example|let's talk about)\b",
    re.IGNORECASE,
)


class Exchange(NamedTuple):
    """A question and all that the participants say until the next one. `question` is empty before the first.

    `lead` is what the interviewer says besides asking; it often names the subject of a question such as "And you?".
    """

    question: str
    reply: tuple[Segment, ...] = ()
    lead: str = ""

    @property
    def reply_text(self) -> str:
        """The whole reply."""
        return " ".join(segment.text for segment in self.reply)


def participants(transcript: Transcript) -> frozenset[str]:
    """The labels of those who answer; voices of unknown role count unless they clearly ask."""
    labels = {segment.speaker for segment in transcript.segments}
    known = {label for label in labels if transcript.role_of(label) is Role.PARTICIPANT}
    unknown = {label for label in labels if transcript.role_of(label) is Role.UNKNOWN}
    answering = {label for label in unknown if _asking_share(transcript, label) < ASKING_SHARE}
    return frozenset(known | answering or unknown)


def exchanges(transcript: Transcript) -> list[Exchange]:
    """The interview as questions with their replies. Remarks that ask nothing do not end a reply."""
    answering = participants(transcript)
    found = [Exchange("")]
    for speaker, group in groupby(transcript.segments, key=lambda segment: segment.speaker):
        turn = tuple(group)
        if speaker in answering:
            found[-1] = found[-1]._replace(reply=found[-1].reply + turn)
        else:
            _hear(found, " ".join(segment.text for segment in turn))
    return found


def asks(sentence: str) -> bool:
    """Whether a sentence is a question or an invitation to tell."""
    return _ASKS.search(sentence) is not None


def _hear(found: list[Exchange], turn: str) -> None:
    """Starts an exchange if the turn asks something; a question without a reply so far was only rephrased."""
    spoken = [sentence.text for sentence in sentences(turn) if not is_small_talk(sentence.text)]
    question = " ".join(sentence for sentence in spoken if asks(sentence))
    opens = len(found) == 1  # and so tells what the interview is for, not what this question is about
    lead = "" if opens else " ".join(sentence for sentence in spoken if not asks(sentence))
    if question and found[-1].question and not found[-1].reply:
        before = found.pop()
        found.append(Exchange(f"{before.question} {question}", lead=f"{before.lead} {lead}".strip()))
    elif question:
        found.append(Exchange(question, lead=lead))


def _asking_share(transcript: Transcript, label: str) -> float:
    spoken = _sentences_of(transcript.segments, label)
    return sum(asks(sentence) for sentence in spoken) / max(1, len(spoken))


def _sentences_of(segments: Sequence[Segment], label: str) -> list[str]:
    own = (segment for segment in segments if segment.speaker == label)
    return [sentence.text for segment in own for sentence in sentences(segment.text)]
