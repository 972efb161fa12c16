"""What every RetentionIndex does; and that recordings and transcripts go alone."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from shared.adapters.dynamodb_answers import DynamoAnswers
from shared.adapters.dynamodb_interviews import DynamoInterviews
from shared.adapters.dynamodb_retention import DynamoRetention
from shared.adapters.kept_media import KeptMedia
from shared.adapters.s3_erasables import ErasableObjects
from shared.adapters.s3_media import S3Media
from shared.domain.pieces import pieces_folder
from shared.domain.session.speech import said_key, speech_key
from shared.ports import InterviewStore, ModelAnswer
from shared.ports.retention import Keepsake, KeptUpload, RetentionIndex
from tests.builders import INTERVIEW, ORGANISATION, at, interview, upload
from tests.contract.aws import client, new_bucket, new_table
from tests.contract.conftest import AWS_LEGS, LEGS, endpoint_of
from tests.fakes import Memory, MemoryInterviews, MemoryRetention, SettableClock


@dataclass(frozen=True)
class Stores:
    """The stores over one table."""

    interviews: InterviewStore
    index: RetentionIndex


@pytest.fixture(params=LEGS)
def stores(request: pytest.FixtureRequest) -> Iterator[Stores]:
    if request.param == "fake":
        memory = Memory()
        yield Stores(MemoryInterviews(memory), MemoryRetention(memory))
        return
    with client("dynamodb", endpoint_of(request)) as dynamodb:
        table = new_table(dynamodb)
        yield Stores(DynamoInterviews(table), DynamoRetention(table))


class TestIndex:
    @pytest.mark.parametrize("keepsake", Keepsake)
    def test_the_oldest_come_first_until_they_are_let_go(self, stores: Stores, keepsake: Keepsake) -> None:
        for minutes in (3, 1, 2, 9):
            stores.interviews.put_upload(INTERVIEW, upload(f"v{minutes}", at=at(minutes)))
        old = stores.index.older_than(ORGANISATION, keepsake, at(3), limit=9)
        assert [kept.version for kept in old] == ["v1", "v2", "v3"]
        assert old[0] == KeptUpload(interview=INTERVIEW, key="acme/int_1/upload", version="v1", at=at(1))
        assert len(stores.index.older_than(ORGANISATION, keepsake, at(3), limit=2)) == 2
        for _ in range(2):
            stores.index.let_go(old[0], keepsake)
        left = stores.index.older_than(ORGANISATION, keepsake, at(3), limit=9)
        assert [kept.version for kept in left] == ["v2", "v3"]
        (other,) = set(Keepsake) - {keepsake}
        assert len(stores.index.older_than(ORGANISATION, other, at(3), limit=9)) == 3

    def test_of_another_organisation(self, stores: Stores) -> None:
        stores.interviews.put_upload(INTERVIEW, upload())
        assert stores.index.older_than("other", Keepsake.RECORDING, at(99), limit=9) == []

    def test_what_was_erased_meanwhile_stays_erased(self, stores: Stores) -> None:
        gone = KeptUpload(interview=INTERVIEW, key="acme/int_1/upload", version="v1", at=at(1))
        stores.index.let_go(gone, Keepsake.RECORDING)
        assert stores.interviews.list_uploads(INTERVIEW) == []

    def test_an_upload_is_on_record_as_before(self, stores: Stores) -> None:
        stores.interviews.create_interview(interview())
        stores.interviews.put_upload(INTERVIEW, upload())
        assert stores.interviews.list_uploads(INTERVIEW) == [upload()]


class TestKeptMedia:
    @pytest.fixture(params=AWS_LEGS)
    def endpoint(self, request: pytest.FixtureRequest) -> str | None:
        return endpoint_of(request)

    def test_a_recording_goes_with_its_pieces_and_a_transcript_with_the_answers(
        self, endpoint: str | None, clock: SettableClock
    ) -> None:
        with client("s3", endpoint) as s3, client("dynamodb", endpoint) as dynamodb:
            media, artifacts, answers = new_bucket(s3), new_bucket(s3), DynamoAnswers(new_table(dynamodb))
            buckets = (ErasableObjects(s3, media, "media"), ErasableObjects(s3, artifacts, "artifacts"))
            store = KeptMedia(S3Media(s3, media, clock), *buckets, answers)
            version = str(s3.put_object(Bucket=media, Key="acme/int_1/upload", Body=b"sound")["VersionId"])
            newer = s3.put_object(Bucket=media, Key="acme/int_1/upload", Body=b"newer")["VersionId"]
            for key in ("acme/int_1/turns/0001/c1", said_key(INTERVIEW, "v", "en", "Hi")):
                s3.put_object(Bucket=media, Key=key, Body=b"sound")
            folder = pieces_folder(INTERVIEW, version)
            for key in (f"{folder}/0000.flac", f"{folder}/manifest.json", "acme/int_1/1/transcript.json"):
                s3.put_object(Bucket=artifacts, Key=key, Body=b"{}")
            answers.put_answer(INTERVIEW, "d1", ModelAnswer(text="said"), at(0))

            kept = KeptUpload(interview=INTERVIEW, key="acme/int_1/upload", version=version, at=at(0))
            assert store.erase_recording(kept) == 5
            assert _keys(s3, media) == [("acme/int_1/upload", newer)]
            assert [key for key, _ in _keys(s3, artifacts)] == ["acme/int_1/1/transcript.json"]
            assert store.erase_transcripts(INTERVIEW) == 2
            assert _keys(s3, artifacts) == []
            assert answers.get_answer(ORGANISATION, "d1", at(0)) is None

    def test_what_is_said_to_everybody_goes_by_age_and_by_tenant(
        self, endpoint: str | None, clock: SettableClock
    ) -> None:
        with client("s3", endpoint) as s3, client("dynamodb", endpoint) as dynamodb:
            media, artifacts = new_bucket(s3), new_bucket(s3)
            buckets = (ErasableObjects(s3, media, "media"), ErasableObjects(s3, artifacts, "artifacts"))
            store = KeptMedia(S3Media(s3, media, clock), *buckets, DynamoAnswers(new_table(dynamodb)))
            ours, sandbox = (speech_key(name, "v", "en", "Hello.") for name in ("acme", "acme__sandbox"))
            said = said_key(INTERVIEW, "v", "en", "Hi")
            for key in (ours, ours, sandbox, said):
                s3.put_object(Bucket=media, Key=key, Body=b"sound")

            assert store.erase_speech("acme", datetime.now(UTC) - timedelta(hours=1)) == 0
            assert store.erase_speech("acme", datetime.now(UTC) + timedelta(hours=1)) == 2
            assert sorted(key for key, _ in _keys(s3, media)) == sorted([sandbox, said])


def _keys(s3: Any, bucket: str) -> list[tuple[str, str]]:
    return [(v["Key"], v["VersionId"]) for v in s3.list_object_versions(Bucket=bucket).get("Versions", [])]
