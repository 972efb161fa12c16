from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from shared.domain.drafts import EvidenceDraft
from shared.domain.evidence import EvidenceUnit
from shared.domain.quotes import check, locate, merge_duplicates, times_of
from shared.domain.transcript import Segment
from shared.domain.transcript_formats import parse_transcript
from shared.domain.word import Word
from tests.builders import segment, unit

TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
SECONDS = st.floats(min_value=0, max_value=7200).map(lambda value: round(value, 3))


@st.composite
def segments(draw: st.DrawFn, *, words: bool) -> Segment:
    """A segment of any text; its words, if it has any, follow one another inside its times."""
    text = draw(TEXT)
    start, length = draw(SECONDS), draw(st.floats(min_value=0, max_value=60))
    end = round(start + length, 3)
    spoken = text.split() if words else []
    step = (end - start) / max(len(spoken), 1)
    return segment(
        0,
        text,
        start_seconds=start,
        end_seconds=end,
        words=tuple(
            Word(text=f" {word}", start_seconds=start + step * n, end_seconds=start + step * (n + 1))
            for n, word in enumerate(spoken)
        ),
    )


def draft(quote: str, segment_index: int = 0, confidence: float = 0.5) -> EvidenceDraft:
    return EvidenceDraft(quote=quote, gist="g", topic="t", segment_index=segment_index, confidence=confidence)


@st.composite
def quoted(draw: st.DrawFn) -> tuple[Segment, str]:
    """A segment and a stretch of its text."""
    said = draw(segments(words=draw(st.booleans())))
    first = draw(st.integers(0, len(said.text) - 1))
    last = draw(st.integers(first + 1, len(said.text)))
    return said, said.text[first:last]


@given(quoted())
def test_a_stretch_of_the_text_is_evidence_verbatim_and_in_time(case: tuple[Segment, str]) -> None:
    said, quote = case
    assume(quote.strip())
    found = check(draft(quote), [said], {"S2": "person-s2"})
    assert found
    assert found.quote == quote.strip()
    assert found.quote in said.text
    assert said.start_seconds - 0.001 <= found.start_seconds <= found.end_seconds <= said.end_seconds + 0.001
    assert (found.speaker, found.person_id, found.segment_index) == ("S2", "person-s2", 0)


@given(segments(words=True), TEXT)
def test_what_was_not_said_is_no_evidence(said: Segment, quote: str) -> None:
    found = check(draft(quote), [said], {})
    assert (found is not None) == bool(quote.strip() and quote.strip() in said.text)


@pytest.mark.parametrize("quote", ["", "   ", "\n", "i plan", "I plan  every", "I plan every day", "I’plan"])
def test_nearly_the_same_is_not_the_same(quote: str) -> None:
    assert locate(quote, segment(text="I plan every week.")) is None


@pytest.mark.parametrize(
    ("text", "quote"),
    [("Çok güzel, 世界 🙂!", "世界 🙂"), ("naïve café", "café"), ("a\u200db", "a\u200db"), ("  padded ", "padded")],
)
def test_any_script_is_quoted(text: str, quote: str) -> None:
    found = check(draft(f" {quote} "), [segment(text=text)], {})
    assert found
    assert found.quote == quote


@pytest.mark.parametrize("index", [-1, 1, 99])
def test_a_segment_that_is_not_there(index: int) -> None:
    assert check(draft("I plan", index), [segment()], {}) is None


def test_without_words_the_times_are_in_proportion() -> None:
    said = segment(text="0123456789", start_seconds=100.0, end_seconds=110.0)
    assert times_of((2, 5), said) == pytest.approx((102.0, 105.0))


def test_with_words_the_times_are_theirs() -> None:
    words = tuple(Word(text=text, start_seconds=n, end_seconds=n + 0.5) for n, text in enumerate(["ja", "ja", "ja"]))
    said = segment(text="ja ja ja", start_seconds=0.0, end_seconds=9.0, words=words)
    assert times_of((3, 8), said) == (1, 2.5)
    assert times_of((1, 2), said) == (0, 0.5)


def test_words_that_the_text_does_not_have_are_passed_over() -> None:
    words = (Word(text="uh", start_seconds=1, end_seconds=2), Word(text="plan", start_seconds=3, end_seconds=4))
    assert times_of((2, 6), segment(text="I plan", words=words)) == (3, 4)


@pytest.mark.parametrize(("said", "kept"), [(-1.0, 0.0), (0.25, 0.25), (7.0, 1.0), (float("inf"), 1.0)])
def test_confidence_is_between_none_and_all(said: float, kept: float) -> None:
    found = check(draft("plan", confidence=said), [segment()], {})
    assert found
    assert found.confidence == kept


def test_the_id_is_of_the_place() -> None:
    one, other = (check(draft(quote), [segment()], {}) for quote in ("I plan", "I plan every"))
    assert one
    assert other
    assert one.id == other.id == "e00000-0000"


@st.composite
def evidence(draw: st.DrawFn) -> list[EvidenceUnit]:
    """Stretches of a few segments, as windows that overlap would find them: some twice, some crossing.

    Some segments have no length: of ready transcripts, that is what is known of some.
    """
    spoken = [
        segment(n, f"{chr(97 + n)}0 b1 c2 d3 e4 f5 g6 h7 i8 j9", start_seconds=3.0 + n, end_seconds=3.0 + n + length)
        for n, length in enumerate(draw(st.lists(st.sampled_from([0.0, 8.0]), min_size=3, max_size=3)))
    ]
    units = []
    for _ in range(draw(st.integers(0, 12))):
        said = draw(st.sampled_from(spoken))
        first, last = sorted(draw(st.tuples(st.integers(0, 9), st.integers(0, 9))))
        quote = " ".join(said.text.split()[first : last + 1])
        found = check(draft(quote, said.index, draw(st.sampled_from([0.2, 0.8]))), spoken, {})
        assert found
        units.append(found)
    return units


def overlap(one: EvidenceUnit, other: EvidenceUnit) -> bool:
    """The two share a word: no word is twice in what `evidence` quotes."""
    return bool(set(one.quote.split()) & set(other.quote.split())) and one.segment_index == other.segment_index


@given(evidence())
def test_merging_leaves_no_two_that_overlap(units: list[EvidenceUnit]) -> None:
    kept = merge_duplicates(units)
    assert not any(overlap(one, other) for n, one in enumerate(kept) for other in kept[:n])


@given(evidence())
def test_merging_twice_changes_nothing(units: list[EvidenceUnit]) -> None:
    once = merge_duplicates(units)
    assert merge_duplicates(once) == once


@given(evidence())
def test_merging_invents_nothing_and_keeps_the_order_of_speech(units: list[EvidenceUnit]) -> None:
    kept = merge_duplicates(units)
    assert all(one in units for one in kept)
    places = [(one.segment_index, one.start_seconds, int(one.id[7:])) for one in kept]
    assert all(one < other for one, other in pairwise(places))


@given(evidence(), st.randoms(use_true_random=False))
def test_merging_does_not_depend_on_the_order(units: list[EvidenceUnit], random: Random) -> None:
    shuffled = random.sample(units, len(units))
    assert [one.quote for one in merge_duplicates(shuffled)] == [one.quote for one in merge_duplicates(units)]


@given(evidence())
def test_merging_loses_nothing_that_is_not_said_by_one_that_stays(units: list[EvidenceUnit]) -> None:
    kept = merge_duplicates(units)
    assert all(any(one == other or overlap(one, other) for other in kept) for one in units)


def test_a_word_said_twice_in_a_segment_is_two_pieces_of_evidence() -> None:
    early = unit("yes", start_seconds=0.0, end_seconds=1.0)
    late = unit("oh yes I do", id="e00000-0040", start_seconds=6.0, end_seconds=8.0)
    assert merge_duplicates([early, late]) == [early, late]


@pytest.mark.parametrize(
    "ready",
    [
        '[{"speaker": "Ann", "start": 3, "end": 3, "text": "We plan every week."}]',
        "WEBVTT\n\n00:03.000 --> 00:03.000\n<v Ann>We plan every week.",
    ],
    ids=["json", "vtt"],
)
def test_where_a_segment_has_no_length_a_quote_within_another_is_no_second_one(ready: str) -> None:
    said = parse_transcript(ready.encode()).segments
    read = [check(draft(quote), said, {}) for quote in ("plan every week.", "We plan every week.", "plan every")]
    units = [one for one in read if one]
    assert [(one.start_seconds, one.end_seconds) for one in units] == [(3.0, 3.0)] * 3
    assert [one.quote for one in merge_duplicates(units)] == ["We plan every week."]


def test_quotes_far_into_a_segment_without_length_stay_in_their_order() -> None:
    said = [segment(text="ab " * 3333 + "c d", start_seconds=3.0, end_seconds=3.0)]
    units = [one for one in (check(draft(quote), said, {}) for quote in ("d", "c")) if one]
    assert [one.id for one in merge_duplicates(units)] == ["e00000-9999", "e00000-10001"]


def test_of_two_that_overlap_the_longer_stays() -> None:
    short, long = unit("I plan", end_seconds=3.0), unit("I plan every week.", end_seconds=8.0)
    assert merge_duplicates([short, long]) == merge_duplicates([long, short]) == [long]


def test_of_two_alike_the_surer_stays() -> None:
    unsure, sure = unit(confidence=0.2), unit(confidence=0.8)
    assert merge_duplicates([unsure, sure]) == merge_duplicates([sure, unsure]) == [sure]


def test_merging_looks_within_a_segment_only() -> None:
    """As many quotes as a transcript can have segments: comparing all with all would take minutes."""
    many = [unit(f"quote {n}", segment_index=n) for n in range(20_000)]
    assert len(merge_duplicates(many)) == len(many)
