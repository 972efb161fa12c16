from shared.domain.drafts import PersonDraft
from shared.domain.people import links_of, people_of
from shared.domain.role import Role
from shared.domain.transcript import Speaker

SPEAKERS = (
    Speaker(label="S1", role=Role.INTERVIEWER),
    Speaker(label="S2", role=Role.PARTICIPANT),
    Speaker(label="S3", name="Zoë"),
)


def test_a_person_per_voice_that_does_not_ask() -> None:
    assert [(person.id, person.speaker) for person in people_of(SPEAKERS, [])] == [
        ("person-s2", "S2"),
        ("person-s3", "S3"),
    ]


def test_what_windows_understood_is_put_together() -> None:
    drafts = [
        PersonDraft(speaker="S2", role="nurse"),
        PersonDraft(speaker="S2", name="Ann", role="doctor"),
        PersonDraft(speaker="S2", name="Anna", organisation="Mercy"),
        PersonDraft(speaker="S1", name="Ida"),
        PersonDraft(speaker="S9", name="Nobody"),
    ]
    person, _ = people_of(SPEAKERS, drafts)
    assert (person.name, person.role, person.organisation) == ("Ann", "nurse", "Mercy")


def test_what_a_human_named_stands_above_what_was_heard() -> None:
    _, person = people_of(SPEAKERS, [PersonDraft(speaker="S3", name="Zoo")])
    assert person.name == "Zoë"


def test_links_name_the_role_in_the_interview() -> None:
    links = links_of(SPEAKERS, people_of(SPEAKERS, []))
    assert [(link.person_id, link.role) for link in links] == [("person-s2", "participant"), ("person-s3", "unknown")]


def test_without_voices_there_is_nobody() -> None:
    assert people_of((), [PersonDraft(speaker="S1", name="Ann")]) == []
