"""Evidence and people in a window of a transcript."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from shared.adapters.model_analyst.answers import EvidenceAnswer, QuoteAnswer, SpeakerAnswer
from shared.adapters.model_analyst.asking import Asker
from shared.adapters.model_analyst.sizes import BYTES_PER_TOKEN, tokens_of
from shared.domain.drafts import EvidenceDraft, PersonDraft
from shared.domain.limits import MAX_NAME_CHARACTERS
from shared.domain.transcript import Segment, Transcript
from shared.ports import EvidenceReading

PROMPT: Final = "extract_evidence"
_WORD: Final = re.compile(r"\w+")
PIECE_SHARE: Final = 0.5  # of what fits at once: a longer segment is read in pieces


def read_window(asker: Asker, transcript: Transcript, window: Sequence[Segment]) -> EvidenceReading:
    """What the model finds. Its quotes and segments are drafts: the domain checks them against the transcript."""
    pieces = list(pieces_of(window, int(asker.room(PROMPT) * PIECE_SHARE)))
    speakers = speakers_of(transcript)

    def data(part: Sequence[Segment]) -> dict[str, Any]:
        return {"language": transcript.language, "speakers": speakers, "segments": segments_of(part)}

    answers = [answer for _, answer in asker.ask_in_parts(PROMPT, pieces, data, EvidenceAnswer)]
    spoken = " ".join(segment.text for segment in window).casefold()
    labels = {speaker.label for speaker in transcript.speakers}
    return EvidenceReading(
        evidence=tuple(_draft(quote) for answer in answers for quote in answer.evidence),
        people=tuple(
            _person(person, spoken) for answer in answers for person in answer.people if person.speaker in labels
        ),
    )


def speakers_of(transcript: Transcript) -> list[dict[str, Any]]:
    """The voices, as prompts show them."""
    return [{"label": speaker.label, "role": speaker.role} for speaker in transcript.speakers]


def segments_of(segments: Sequence[Segment]) -> list[dict[str, Any]]:
    """Segments, as prompts show them: without times, which are never a model's."""
    return [{"segment": one.index, "speaker": one.speaker, "text": one.text} for one in segments]


def pieces_of(segments: Sequence[Segment], most_tokens: int) -> Iterator[Segment]:
    """The segments, those that are too long cut between words. A piece keeps the segment's index, so quotes hold."""
    for segment in segments:
        if tokens_of(segment.text) <= most_tokens:
            yield segment
        else:
            yield from (
                segment.model_copy(update={"text": text, "words": ()}) for text in _cut(segment.text, most_tokens)
            )


def _cut(text: str, most_tokens: int) -> Iterator[str]:
    """Pieces of at most so many tokens, cut at the last full stop or space of their second half where there is one."""
    while tokens_of(text) > most_tokens:
        head = text.encode()[: most_tokens * BYTES_PER_TOKEN].decode(errors="ignore")
        half = len(head) // 2
        end = max(head.rfind(". ", half), 0) or max(head.rfind(" ", half), 0) or len(head) - 1
        yield text[: end + 1]
        text = text[end + 1 :]
    if text:
        yield text


def _draft(quote: QuoteAnswer) -> EvidenceDraft:
    return EvidenceDraft(
        quote=quote.quote,
        gist=quote.gist.strip(),
        topic=quote.topic.strip().lower()[:MAX_NAME_CHARACTERS],
        segment_index=quote.segment,
        confidence=quote.confidence,
    )


def _person(person: SpeakerAnswer, spoken: str) -> PersonDraft:
    """Names that nobody said are not taken over."""
    return PersonDraft(
        speaker=person.speaker,
        name=_said(person.name, spoken),
        role=_said(person.role, spoken),
        organisation=_said(person.organisation, spoken),
    )


def _said(value: str | None, spoken: str) -> str | None:
    """What was said in these words, if not in this order."""
    wanted = (value or "").strip()
    words = _WORD.findall(wanted.casefold())
    said = wanted.casefold() in spoken or set(words) <= set(_WORD.findall(spoken))
    return wanted if words and said else None
