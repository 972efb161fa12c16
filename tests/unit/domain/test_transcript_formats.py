import contextlib
import json
from typing import Any

import pytest
from hypothesis import example, given, seed, settings
from hypothesis import strategies as st

from shared.domain import transcript_formats as formats
from shared.domain.errors import UnreadableTranscript
from shared.domain.limits import MAX_SEGMENTS, MAX_TRANSCRIPT_BYTES
from shared.domain.made_by import Engine
from shared.domain.role import Role
from shared.domain.transcript import Transcript
from shared.domain.transcript_formats import parse_transcript
from shared.domain.upload_kind import is_transcript

CANARY = "canary"

VTT = """\ufeffWEBVTT - an interview

NOTE this is not said

1
00:01.000 --> 00:03.500 align:start
<v Moderator>What was <i>hard</i>?

00:00:04.000 --> 00:00:08.000
<v.loud Ann Lee>The first &amp; second week.</v>
It rained.
"""

SRT = """1
00:00:01,000 --> 00:00:03,000
Interviewer: What was hard?

2
00:00:03,500 --> 00:00:06,000
Ann: The first week.

3
00:00:06,000 --> 00:00:08,000
It rained.
"""


def _json(*segments: Any, **rest: Any) -> bytes:
    return json.dumps({"segments": segments, **rest}).encode()


def _said(transcript: Transcript) -> list[tuple[str, float, float, str]]:
    names = {speaker.label: speaker.name or speaker.role.value for speaker in transcript.speakers}
    return [(names[s.speaker], s.start_seconds, s.end_seconds, s.text) for s in transcript.segments]


def _refusal(data: bytes) -> str:
    with pytest.raises(UnreadableTranscript) as refused:
        parse_transcript(data)
    assert CANARY not in str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("start", "end"), [("start", "end"), ("startSeconds", "endSeconds"), ("start_seconds", "end_seconds")]
)
@pytest.mark.parametrize("wrapped", [True, False])
def test_json_in_its_usual_spellings(start: str, end: str, *, wrapped: bool) -> None:
    segments = [
        {"speaker": "Interviewer", start: 0, end: 1.5, "text": "What was hard?"},
        {"speaker": "Ann", start: "00:00:02.0", end: "4.25", "text": " The first\nweek. "},
    ]
    transcript = parse_transcript(json.dumps({"segments": segments} if wrapped else segments).encode())
    assert _said(transcript) == [("interviewer", 0, 1.5, "What was hard?"), ("Ann", 2.0, 4.25, "The first week.")]
    assert transcript.timed
    assert transcript.warnings == ()
    assert transcript.engine == formats.PROVIDED


def test_vtt_with_voices() -> None:
    assert _said(parse_transcript(VTT.encode())) == [
        ("interviewer", 1.0, 3.5, "What was hard?"),
        ("Ann Lee", 4.0, 8.0, "The first & second week. It rained."),
    ]


def test_two_voices_share_the_time_of_their_cue() -> None:
    cue = "WEBVTT\n\n00:00.000 --> 00:08.000\n<v Ann>aaaa <v Bob>bbbbbbbbbbbb"
    assert _said(parse_transcript(cue.encode())) == [("Ann", 0, 2, "aaaa"), ("Bob", 2, 8, "bbbbbbbbbbbb")]


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_srt_with_names_before_the_text(newline: str) -> None:
    assert _said(parse_transcript(SRT.replace("\n", newline).encode())) == [
        ("interviewer", 1.0, 3.0, "What was hard?"),
        ("Ann", 3.5, 6.0, "The first week."),
        ("Ann", 6.0, 8.0, "It rained."),
    ]


def test_plain_lines_get_estimated_times_and_say_so() -> None:
    transcript = parse_transcript("Call of Monday\n\nAnn: one two three\nfour five\nBob: yes.".encode("utf-8-sig"))
    assert _said(transcript) == [("Ann", 0.0, 2.0, "one two three four five"), ("Bob", 2.0, 2.4, "yes.")]
    assert not transcript.timed
    assert transcript.warnings == (formats.LINES_LEFT_OUT, formats.ESTIMATED_TIMES)


def test_plain_lines_may_carry_times() -> None:
    transcript = parse_transcript(b"[00:05] Ann: Hello there.\n[01:00:00] Bob: Hello.")
    assert [segment.start_seconds for segment in transcript.segments] == [5.0, 3600.0]
    assert transcript.timed


def test_our_own_transcript_comes_back_whole() -> None:
    first = parse_transcript(SRT.encode(), language="en")
    again = parse_transcript(first.model_dump_json(by_alias=True).encode())
    assert again == first
    assert again.language == "en"


def test_who_made_it_is_kept_where_nobody_else_can_have_written_it() -> None:
    by_us = parse_transcript(SRT.encode()).model_copy(update={"engine": Engine(name="us", version="1", draft=True)})
    sent = by_us.model_dump_json(by_alias=True).encode()
    assert parse_transcript(sent, ours=True) == by_us
    assert parse_transcript(sent).engine == formats.PROVIDED


def test_a_spoiled_transcript_of_ours_is_named() -> None:
    ours = parse_transcript(SRT.encode()).model_dump(by_alias=True, mode="json")
    ours["segments"][1]["endSeconds"] = 0.5
    assert "segment 2" in _refusal(json.dumps(ours).encode())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_encodings(encoding: str) -> None:
    assert parse_transcript("Zoë: Grüße aus Köln.".encode(encoding)).segments[0].text == "Grüße aus Köln."


def test_overlaps_are_sorted_with_a_warning() -> None:
    late, early = {"start": 5, "end": 9, "text": "late"}, {"start": 1, "end": 6, "text": "early"}
    transcript = parse_transcript(_json(late, early))
    assert [(s.index, s.text) for s in transcript.segments] == [(0, "early"), (1, "late")]
    assert transcript.warnings == (formats.OVERLAPPING_TIMES,)


def test_a_missing_end_is_the_next_start_or_the_time_it_takes_to_say() -> None:
    transcript = parse_transcript(_json({"start": 0, "text": "one two three four five"}, {"start": 1, "text": "six"}))
    assert [(s.start_seconds, s.end_seconds) for s in transcript.segments] == [(0, 1), (1, 1.4)]


def test_long_turns_become_a_few_sentences_each() -> None:
    text = " ".join(f"This is sentence number {number} of a long turn." for number in range(100))
    transcript = parse_transcript(_json({"speaker": "Ann", "start": 0, "end": 100, "text": text}))
    assert " ".join(segment.text for segment in transcript.segments) == text
    assert all(len(segment.text) <= formats.LONG_SEGMENT_CHARACTERS for segment in transcript.segments)
    assert transcript.duration_seconds == 100
    assert transcript.warnings == ()


def test_roles_come_from_questions_where_names_say_nothing() -> None:
    transcript = parse_transcript(b"Ann: Who are you?\nBob: I am the nurse on the night shift.")
    assert [speaker.role for speaker in transcript.speakers] == [Role.INTERVIEWER, Role.PARTICIPANT]


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (b"Ann: hello\nBob: canary \xff\xfa", "line 2"),
        (_json({"start": 0, "end": 1, "text": "a"}, {"start": 3, "end": 2, "text": CANARY}), "segment 2"),
        (_json({"start": -1, "end": 2, "text": CANARY}), "segment 1"),
        (_json({"start": "soon", "end": 2, "text": CANARY}), "segment 1"),
        (_json({"start": True, "end": 2, "text": CANARY}), "segment 1"),
        (_json({"start": 0, "end": float("nan"), "text": CANARY}), "segment 1"),
        (b'[{"start": 0, "end": 1e999, "text": "canary"}]', "segment 1"),
        (_json({"start": 0, "end": 10**400, "text": CANARY}), "segment 1"),
        (_json({"start": 0, "end": 1, "text": "a"}, {"text": CANARY}), "segment 2"),
        (_json({"end": 1, "text": CANARY}), "segment 1"),
        (_json({"start": 0, "end": 1, "text": 5, "speaker": CANARY}), "segment 1"),
        (_json(CANARY), "segment 1"),
        (_json({"start": 120_000, "end": 130_000, "text": CANARY}), "segment 1"),
        (b'[{"text": "canary",\n', "line 2"),
        (b'{"canary": 1}', "segments"),
        (b"WEBVTT\n\n00:05.000 --> 00:01.000\ncanary", "line 3"),
        (b"WEBVTT\n\n-00:05.000 --> 00:01.000\ncanary", "line 3: a time is negative"),
        (b"1\n00:00:0x,000 --> 00:00:02,000\ncanary", "line 2"),
        (b"1\n --> 00:00:02,000\ncanary", "line 2"),
        (b"[" * 100_000, "JSON"),
        (b'[["' * 100_000, "JSON"),
        (b'[{"a":' * 100_000, "JSON"),
        (b"", "nothing"),
        (b"WEBVTT\n", "nothing"),
        (b"[]", "nothing"),
        (b"canary without any name", "nothing"),
        (_json({"start": 0, "end": 1, "text": "  "}), "nothing"),
    ],
)
def test_what_cannot_be_read_is_named_and_never_quoted(data: bytes, place: str) -> None:
    assert place in _refusal(data)


def test_too_many_bytes() -> None:
    assert "5 MB" in _refusal(b"A: " + b"b" * MAX_TRANSCRIPT_BYTES)


def test_segments_up_to_the_limit() -> None:
    assert len(parse_transcript(b"A: b\n" * MAX_SEGMENTS).segments) == MAX_SEGMENTS
    assert str(MAX_SEGMENTS) in _refusal(b"A: b\n" * (MAX_SEGMENTS + 1))


@pytest.mark.parametrize(
    "data",
    [b"A: b" + b"\ny" * 2_000_000, b"1\n00:01 --> 00:02\n" + b"<a" * 2_000_000, b"A" * 4_000_000, b"A: b? " * 800_000],
)
@pytest.mark.timeout(20)
def test_large_odd_files_take_no_long_time(data: bytes) -> None:
    with contextlib.suppress(UnreadableTranscript):
        parse_transcript(data)


_SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
_KEYS = st.sampled_from(["segments", "speaker", "start", "end", "text", "startSeconds", "language", "name", "speakers"])
_VALUES = st.recursive(_SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(_KEYS, inner, max_size=6))
_PIECES = st.sampled_from(
    ["WEBVTT", "\n", "\n\n", "1", " --> ", "00:01", "-1:00", "<v Ann>", "Ann: ", "a?", "{", "[", '"']
)


def _survives(data: bytes) -> None:
    try:
        transcript = parse_transcript(data)
    except UnreadableTranscript:
        return
    assert transcript.segments
    assert Transcript.model_validate_json(transcript.model_dump_json()) == transcript


@seed(1)
@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
@example(b"\xff\xfe\x00")
@example(b'[{"text": "\\ud800", "speaker": "\\udc00"}]')
def test_random_bytes_raise_nothing_else(data: bytes) -> None:
    _survives(data)


@seed(2)
@settings(max_examples=200, deadline=None)
@given(st.lists(st.dictionaries(_KEYS, _VALUES, max_size=6), max_size=4) | _VALUES)
def test_random_json_raises_nothing_else(value: Any) -> None:
    _survives(json.dumps(value).encode())


@seed(3)
@settings(max_examples=200, deadline=None)
@given(st.lists(_PIECES, max_size=30).map("".join))
def test_random_cues_and_lines_raise_nothing_else(text: str) -> None:
    _survives(text.encode())


@pytest.mark.parametrize(
    "head",
    [
        VTT.encode(),
        SRT.encode(),
        b"Ann: hi",
        b' [{"text": 1}]',
        "Ann: hi".encode("utf-16"),
        "Zoë: hé".encode("latin-1"),
    ],
)
def test_text_is_a_transcript(head: bytes) -> None:
    assert is_transcript(head)


@pytest.mark.parametrize(
    "head",
    [
        b"RIFF$\x00\x00\x00WAVE",
        b"ID3\x04",
        b"\xff\xfb\x90\x64",
        b"\x00\x00\x00 ftypM4A ",
        b"OggS\x00",
        b"\x1aE\xdf\xa3\x9f",
        b"<!DOCTYPE html><p>hi",
        b"\n<html>",
        bytes(range(256)),
        b"\xff\xfe\x00\x00\x01\x00",
        b"",
        b" \n",
    ],
)
def test_everything_else_is_no_transcript(head: bytes) -> None:
    assert not is_transcript(head)


def test_labels_of_our_own_format_never_name_anybody() -> None:
    own = parse_transcript(b"Ann: I export everything.\nBob: Why is that?")
    named = own.model_copy(
        update={
            "segments": tuple(s.model_copy(update={"speaker": "Ann Meyer"}) for s in own.segments[:1]),
            "speakers": (),
        }
    )
    back = parse_transcript(named.model_dump_json(by_alias=True).encode())
    assert [segment.speaker for segment in back.segments] == ["S1"]
    assert [(speaker.label, speaker.name) for speaker in back.speakers] == [("S1", "Ann Meyer")]
