import pytest

from shared.domain.errors import InvalidRequest
from shared.domain.interview import SpeakerEdit
from shared.domain.role import Role
from shared.domain.speakers import apply_edits, check_edits
from shared.domain.transcript import Speaker, Transcript
from tests.builders import segment, transcript

SPOKEN = transcript(
    segment(0, "Hello?", "S1"),
    segment(1, "Hi.", "S2"),
    segment(2, "Yes.", "S3"),
    speakers=tuple(Speaker(label=label) for label in ("S1", "S2", "S3")),
)


def labels(spoken: Transcript) -> list[str]:
    return [one.speaker for one in spoken.segments]


def test_without_edits_it_is_the_same() -> None:
    assert apply_edits(SPOKEN, []) is SPOKEN


def test_a_name_and_a_role() -> None:
    edited = apply_edits(SPOKEN, [SpeakerEdit(label="S1", name="Ann"), SpeakerEdit(label="S2", role=Role.PARTICIPANT)])
    assert [(one.label, one.name, one.role) for one in edited.speakers] == [
        ("S1", "Ann", Role.UNKNOWN),
        ("S2", None, Role.PARTICIPANT),
        ("S3", None, Role.UNKNOWN),
    ]
    assert edited.segments == SPOKEN.segments


def test_an_edit_of_one_field_leaves_the_other() -> None:
    known = SPOKEN.model_copy(update={"speakers": (Speaker(label="S1", role=Role.INTERVIEWER, name="Ann"),)})
    [edited] = apply_edits(known, [SpeakerEdit(label="S1", role=Role.PARTICIPANT)]).speakers
    assert (edited.name, edited.role) == ("Ann", Role.PARTICIPANT)


def test_two_labels_that_are_one_voice() -> None:
    edited = apply_edits(SPOKEN, [SpeakerEdit(label="S3", merge_into="S2")])
    assert labels(edited) == ["S1", "S2", "S2"]
    assert [one.label for one in edited.speakers] == ["S1", "S2"]
    assert [one.text for one in edited.segments] == [one.text for one in SPOKEN.segments]


def test_edits_of_a_label_that_is_not_there_are_passed_over() -> None:
    assert apply_edits(SPOKEN, [SpeakerEdit(label="S9", name="Ann")]) == SPOKEN
    assert apply_edits(SPOKEN, [SpeakerEdit(label="S9", merge_into="S1")]) == SPOKEN


def test_a_merge_into_a_label_that_is_not_there_is_passed_over() -> None:
    assert apply_edits(SPOKEN, [SpeakerEdit(label="S3", merge_into="S9")]) == SPOKEN


def test_every_segment_s_speaker_is_known_after_edits_that_were_accepted() -> None:
    edits = [SpeakerEdit(label="S3", merge_into="S1"), SpeakerEdit(label="S2", merge_into="S1")]
    check_edits(SPOKEN, edits)
    edited = apply_edits(SPOKEN, edits)
    assert set(labels(edited)) == {"S1"} == {one.label for one in edited.speakers}


@pytest.mark.parametrize(
    ("edits", "field"),
    [
        ([SpeakerEdit(label="S9", name="Ann")], "speaker"),
        ([SpeakerEdit(label="S1", merge_into="S9")], "speaker"),
        ([SpeakerEdit(label="S1", merge_into="S1")], "merge"),
        ([SpeakerEdit(label="S1", merge_into="S2"), SpeakerEdit(label="S2", merge_into="S1")], "merge"),
        ([SpeakerEdit(label="S1", merge_into="S2"), SpeakerEdit(label="S2", merge_into="S3")], "merge"),
    ],
)
def test_what_cannot_be_edited(edits: list[SpeakerEdit], field: str) -> None:
    with pytest.raises(InvalidRequest) as refused:
        check_edits(SPOKEN, edits)
    assert refused.value.field == field


def test_what_can_be_edited() -> None:
    check_edits(SPOKEN, [SpeakerEdit(label="S1", name="Ann"), SpeakerEdit(label="S3", merge_into="S2")])
