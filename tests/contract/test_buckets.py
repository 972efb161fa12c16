"""What every MediaStore and every ArtifactStore does."""

import base64
import io
import json
import urllib.error
import urllib.request
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ConnectTimeoutError, EndpointConnectionError, ReadTimeoutError

from infra.constructs.intake import OF_SESSIONS
from shared.adapters import s3_range_reader
from shared.adapters.s3_artifacts import S3Artifacts
from shared.adapters.s3_errors import bucket_for_later
from shared.adapters.s3_media import S3Media
from shared.domain.errors import MissingStepInput, StorageThrottled
from shared.domain.session.speech import is_of_session, said_key, speech_key
from shared.domain.transcript import Transcript
from shared.ports import ArtifactStore, UploadedObject
from tests.builders import INTERVIEW, segment, transcript
from tests.contract.aws import client, new_bucket
from tests.contract.conftest import Media
from tests.fakes import SettableClock

KEY = "acme/int_1/upload"


class TestMedia:
    def test_an_object_is_known_by_its_version(self, media: Media) -> None:
        first, second = media.upload(KEY, b"one"), media.upload(KEY, b"three")
        assert first != second
        assert media.store.head(KEY, first) == UploadedObject(key=KEY, version=first, size=3)
        assert media.store.head(KEY, second) == UploadedObject(key=KEY, version=second, size=5)

    def test_without_a_version_the_newest_is_meant(self, media: Media) -> None:
        media.upload(KEY, b"one")
        newest = media.upload(KEY, b"three")
        assert media.store.head(KEY, None) == UploadedObject(key=KEY, version=newest, size=5)
        with media.store.reader(KEY, None) as file:
            assert file.read() == b"three"

    def test_a_version_is_read_though_a_newer_one_came(self, media: Media) -> None:
        first = media.upload(KEY, b"one")
        media.upload(KEY, b"three")
        with media.store.reader(KEY, first) as file:
            assert file.read() == b"one"

    def test_an_object_is_read_from_anywhere(self, media: Media, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(s3_range_reader, "BLOCK_BYTES", 4)
        media.upload(KEY, b"0123456789")
        with media.store.reader(KEY, None) as file:
            assert (file.read(3), file.tell(), file.read(5)) == (b"012", 3, b"34567")
            assert (file.seek(-4, io.SEEK_END), file.read(100), file.read(1)) == (6, b"6789", b"")
            assert (file.seek(1), file.seek(2, io.SEEK_CUR), file.read()) == (1, 3, b"3456789")

    def test_an_empty_object_is_read(self, media: Media) -> None:
        media.upload(KEY, b"")
        with media.store.reader(KEY, None) as file:
            assert file.read() == b""

    def test_what_is_not_there(self, media: Media) -> None:
        assert media.store.head("acme/int_2/upload", None) is None
        with pytest.raises(MissingStepInput), media.store.reader("acme/int_2/upload", None):
            pass

    def test_a_version_that_is_deleted_is_gone_for_good(self, media: Media) -> None:
        first, second = media.upload(KEY, b"one"), media.upload(KEY, b"three")
        for _ in range(2):
            media.store.delete(KEY, first)
        assert media.store.head(KEY, first) is None
        assert media.store.head(KEY, second)
        assert [upload.version for upload in media.store.list_uploads()] == [second]

    def test_every_version_is_listed(self, media: Media) -> None:
        versions = {media.upload(KEY, b"one"), media.upload(KEY, b"three"), media.upload("other", b"x")}
        listed = media.store.list_uploads()
        assert {upload.version for upload in listed} == versions
        assert all(upload.arrived_at and upload.arrived_at.tzinfo for upload in listed)
        assert sorted((upload.key, upload.size) for upload in listed) == [(KEY, 3), (KEY, 5), ("other", 1)]

    def test_an_empty_bucket_has_no_uploads(self, media: Media) -> None:
        assert list(media.store.list_uploads()) == []

    def test_what_is_put_is_read_again_and_a_repeat_replaces_it(self, media: Media) -> None:
        first = media.store.put("acme/speech/1", b"RIFF", content_type="audio/wav")
        assert media.store.head("acme/speech/1", None) == UploadedObject(key="acme/speech/1", version=first, size=4)
        assert media.store.put("acme/speech/1", b"ID3", content_type="audio/mpeg") != first
        with media.store.reader("acme/speech/1", None) as file:
            assert file.read() == b"ID3"

    def test_an_address_is_for_one_key(self, media: Media) -> None:
        media.store.put("acme/speech/1", b"RIFF", content_type="audio/wav")
        address = media.store.presign_download("acme/speech/1", seconds=60)
        assert "/acme/speech/1?" in address
        assert address != media.store.presign_download("acme/speech/2", seconds=60)
        assert "versionId" not in address
        first = media.upload("acme/speech/1", b"other")
        assert f"versionId={first}" in media.store.presign_download("acme/speech/1", seconds=60, version=first)

    def test_a_form_is_for_one_key_and_some_time(self, media: Media, clock: SettableClock) -> None:
        form = media.store.presign_upload(KEY, max_bytes=10, seconds=900)
        assert form.fields["key"] == KEY
        assert form.expires_at == clock.now() + timedelta(seconds=900)


class TestArtifacts:
    def test_come_back_as_they_were_put(self, artifacts: ArtifactStore) -> None:
        value = transcript(segment(text="Grüße, 世界 🙂"), segment(1), duration_seconds=0.1 + 0.2)
        reference = artifacts.put("acme/int_1/runs/0001/transcript.json", value)
        assert artifacts.get(reference, Transcript) == value

    def test_the_reference_is_an_address(self, artifacts: ArtifactStore) -> None:
        reference = artifacts.put("a/b.json", segment())
        assert reference.startswith("s3://")
        assert reference.endswith("/a/b.json")

    def test_a_repeat_replaces(self, artifacts: ArtifactStore) -> None:
        artifacts.put("a.json", transcript(segment()))
        reference = artifacts.put("a.json", transcript())
        assert artifacts.get(reference, Transcript).segments == ()

    def test_what_is_gone_is_a_missing_input(self, artifacts: ArtifactStore) -> None:
        reference = artifacts.put("a.json", transcript())
        with pytest.raises(MissingStepInput):
            artifacts.get(reference.replace("a.json", "b.json"), Transcript)

    def test_what_was_put_is_found_by_its_key(self, artifacts: ArtifactStore) -> None:
        assert artifacts.find("a/b.json", Transcript) is None
        artifacts.put("a/b.json", transcript(segment()), temporary=True)
        assert artifacts.find("a/b.json", Transcript) == transcript(segment())

    def test_a_file_comes_back_as_a_copy_that_is_gone_afterwards(
        self, artifacts: ArtifactStore, tmp_path: Path
    ) -> None:
        (tmp_path / "sound").write_bytes(b"fLaC")
        artifacts.put_file("a/0000.flac", tmp_path / "sound")
        with artifacts.open_copy("a/0000.flac") as path:
            assert path.read_bytes() == b"fLaC"
        assert not path.exists()

    def test_a_file_that_is_gone_is_a_missing_input(self, artifacts: ArtifactStore) -> None:
        with pytest.raises(MissingStepInput), artifacts.open_copy("a/0001.flac"):
            pass


@pytest.mark.parametrize("endpoint", [None, pytest.param("emulator", marks=pytest.mark.emulator)])
def test_what_is_temporary_is_tagged_so(endpoint: str | None, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    address = str(request.getfixturevalue("emulator_endpoint")) if endpoint else None
    (tmp_path / "sound").write_bytes(b"fLaC")
    with client("s3", address) as s3:
        bucket = new_bucket(s3)
        store = S3Artifacts(s3, bucket)
        store.put_file("a.flac", tmp_path / "sound")
        store.put("a.json", transcript(), temporary=True)
        store.put("b.json", transcript())
        tags = {key: s3.get_object_tagging(Bucket=bucket, Key=key)["TagSet"] for key in ("a.flac", "a.json", "b.json")}
    temporary = [{"Key": "lifetime", "Value": "temporary"}]
    assert tags == {"a.flac": temporary, "a.json": temporary, "b.json": []}


class TestForm:
    """The form as S3 itself judges it; the local AWS is asked over HTTP."""

    def test_the_policy_names_key_and_size(self, clock: SettableClock) -> None:
        with client("s3", None) as s3:
            form = S3Media(s3, new_bucket(s3), clock).presign_upload(KEY, max_bytes=10, seconds=900)
        policy = json.loads(base64.b64decode(form.fields["policy"]))
        assert {"key": KEY} in policy["conditions"]
        assert ["content-length-range", 1, 10] in policy["conditions"]
        assert form.fields["x-amz-algorithm"] == "AWS4-HMAC-SHA256"

    @pytest.mark.emulator
    @pytest.mark.parametrize(("size", "status"), [(0, 400), (1, 204), (10, 204), (11, 400)])
    def test_files_up_to_the_limit_are_accepted(
        self, emulator_endpoint: str, clock: SettableClock, size: int, status: int
    ) -> None:
        with client("s3", emulator_endpoint) as s3:
            media = S3Media(s3, new_bucket(s3), clock)
            assert _post(media.presign_upload(KEY, max_bytes=10, seconds=900), b"x" * size) == status
            stored = media.head(KEY, None)
            assert (stored.size if stored else None) == (size if status == 204 else None)


@pytest.mark.emulator
def test_whoever_has_the_address_hears_what_was_put(emulator_endpoint: str, clock: SettableClock) -> None:
    with client("s3", emulator_endpoint) as s3:
        media = S3Media(s3, new_bucket(s3), clock)
        media.put(KEY, b"RIFF", content_type="audio/wav")
        address = media.presign_download(KEY, seconds=60)
        with urllib.request.urlopen(address, timeout=10) as answer:  # noqa: S310 - the local AWS
            assert (answer.read(), answer.headers["Content-Type"]) == (b"RIFF", "audio/wav")
    assert "X-Amz-Expires=60" in address


@pytest.mark.emulator
@pytest.mark.parametrize(
    ("key", "starts"),
    [
        (KEY, True),
        ("stray", True),
        (speech_key("acme", "v", "en", "Hi"), False),
        (said_key(INTERVIEW, "v", "en", "Hi"), False),
        ("acme/int_1/turns/0001/c1", False),
    ],
)
def test_the_sound_of_a_session_starts_no_run(emulator_endpoint: str, key: str, starts: bool) -> None:
    pattern = {"detail": {"object": {"key": [{"anything-but": {"wildcard": list(OF_SESSIONS)}}]}}}
    event = dict.fromkeys(("id", "account", "source", "detail-type", "region"), "x") | {
        "time": "2026-03-02T09:30:00Z",
        "resources": [],
        "detail": {"object": {"key": key}},
    }
    with client("events", emulator_endpoint) as events:
        told = events.test_event_pattern(EventPattern=json.dumps(pattern), Event=json.dumps(event))
    assert told["Result"] is starts is not is_of_session(key)


def _post(form: Any, body: bytes) -> int:
    """A browser's request: the fields, then the file."""
    boundary = uuid4().hex
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in form.fields.items()
    ]
    parts.append(
        f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="a.wav"\r\n\r\n'.encode() + body
    )
    data = b"".join([*parts, f"\r\n--{boundary}--\r\n".encode()])
    headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    request = urllib.request.Request(form.url, data=data, headers=headers)  # noqa: S310 - the local AWS
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


def test_other_errors_of_the_bucket_keep_their_names(clock: SettableClock) -> None:
    from botocore.exceptions import ClientError

    with client("s3", None) as s3:
        with pytest.raises(ClientError, match="NoSuchBucket"):
            S3Artifacts(s3, "no-such-bucket").get("s3://no-such-bucket/a", Transcript)
        with pytest.raises(ClientError, match="NoSuchBucket"):
            S3Media(s3, "no-such-bucket", clock).list_uploads()


@pytest.mark.parametrize("lost", [EndpointConnectionError, ConnectTimeoutError, ReadTimeoutError])
def test_a_bucket_that_cannot_be_reached_is_for_later(lost: Any) -> None:
    with pytest.raises(StorageThrottled, match=lost.__name__), bucket_for_later():
        raise lost(endpoint_url="http://127.0.0.1")
