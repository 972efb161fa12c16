"""Transcripts and the voices in them."""

from rich import box
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from cli.render_text import clock, percent
from shared.domain.role import Role
from shared.domain.transcript import Segment, Speaker, Transcript


def speakers_table(transcript: Transcript) -> Table:
    """A row per voice, with how much it says."""
    table = Table(box=box.SIMPLE)
    for name in ("speaker", "name", "role", "speaks", "first words"):
        table.add_column(name)
    for speaker in transcript.speakers:
        said = [segment for segment in transcript.segments if segment.speaker == speaker.label]
        table.add_row(speaker.label, speaker.name or "", speaker.role, _share(said, transcript), _first_words(said))
    return table


def transcript_view(transcript: Transcript) -> RenderableType:
    """Every segment with its time and its speaker."""
    names = {speaker.label: _name(speaker) for speaker in transcript.speakers}
    about = f"{transcript.language}, {clock(transcript.duration_seconds)}, by {transcript.engine.name}"
    table = Table.grid(padding=(0, 1))
    table.add_column(justify="right")
    table.add_column()
    table.add_column(ratio=1)
    for segment in transcript.segments:
        table.add_row(Text(clock(segment.start_seconds), style="cyan"), names[segment.speaker], segment.text)
    return Group(Text(about, style="dim"), table)


def _name(speaker: Speaker) -> Text:
    role = "" if speaker.role is Role.UNKNOWN else f" ({speaker.role})"
    return Text(speaker.name or speaker.label, style="bold").append(role, style="not bold dim")


def _share(said: list[Segment], transcript: Transcript) -> str:
    total = sum(segment.seconds for segment in transcript.segments) or 1.0
    return percent(sum(segment.seconds for segment in said) / total)


def _first_words(said: list[Segment]) -> str:
    words = said[0].text.split() if said else []
    return " ".join(words[:8]) + ("…" if len(words) > len(words[:8]) else "")
