"""What voices are called, and a person's corrections of it: names, roles, two labels that are one voice."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import TYPE_CHECKING

from shared.domain.errors import InvalidRequest

if TYPE_CHECKING:
    from shared.domain.interview import SpeakerEdit
    from shared.domain.transcript import Segment, Speaker, Transcript


def label_voices(voices: Sequence[Hashable]) -> tuple[str, ...]:
    """A label per segment, the segments in the order of their times: `S1` for the voice heard first, and so on."""
    order = {voice: f"S{number}" for number, voice in enumerate(dict.fromkeys(voices), 1)}
    return tuple(order[voice] for voice in voices)


def apply_edits(transcript: Transcript, edits: Sequence[SpeakerEdit]) -> Transcript:
    """The transcript as a person corrected it. Edits of labels that this transcript does not have are passed over."""
    if not edits:
        return transcript
    known = {speaker.label for speaker in transcript.speakers}
    merged = {edit.label: edit.merge_into for edit in edits if edit.merge_into in known}
    by_label = {edit.label: edit for edit in edits}
    segments = tuple(_relabel(segment, merged) for segment in transcript.segments)
    speakers = tuple(_rename(s, by_label.get(s.label)) for s in transcript.speakers if s.label not in merged)
    return transcript.model_copy(update={"segments": segments, "speakers": speakers})


def _relabel(segment: Segment, merged: Mapping[str, str | None]) -> Segment:
    target = merged.get(segment.speaker)
    return segment.model_copy(update={"speaker": target}) if target else segment


def _rename(speaker: Speaker, edit: SpeakerEdit | None) -> Speaker:
    if edit is None:
        return speaker
    return speaker.model_copy(update={"name": edit.name or speaker.name, "role": edit.role or speaker.role})


def check_edits(transcript: Transcript, edits: Sequence[SpeakerEdit]) -> None:
    """Raises InvalidRequest for a label that the transcript does not have, or a merge into a merged label."""
    known = {speaker.label for speaker in transcript.speakers}
    merged = {edit.label for edit in edits if edit.merge_into}
    for edit in edits:
        unknown = {edit.label, edit.merge_into or edit.label} - known
        if unknown:
            raise InvalidRequest(f"the transcript has the speakers {', '.join(sorted(known))}", field="speaker")
        if edit.merge_into in merged or edit.merge_into == edit.label:
            raise InvalidRequest("merge into a label that stays", field="merge")
