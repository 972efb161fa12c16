"""What is kept of an interview's work: what was heard in its pieces, and what a model answered for it."""

from collections.abc import Iterator
from contextlib import suppress

from botocore.exceptions import BotoCoreError, ClientError

from bench.chaos.provider import HEARING, place_named
from bench.sandbox import ORGANISATION, Sandbox
from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_answers import PREFIX
from shared.domain.errors import ParleyError
from shared.domain.interview_key import InterviewKey
from shared.domain.pieces import PieceManifest, manifest_key


def key_of(number: int) -> InterviewKey:
    """The interview of that number in a storm."""
    return InterviewKey(organisation_id=ORGANISATION, interview_id=f"int_{number:04d}")


def kept_now(stage: Sandbox, number: int, call: str) -> frozenset[str]:
    """The names under which something is kept of such calls. Who asks while the local AWS is away finds none."""
    find = _heard if call == HEARING else _answered
    with suppress(BotoCoreError, ClientError, ParleyError):
        return frozenset(find(stage, key_of(number)))
    return frozenset()


def results_kept(stage: Sandbox, number: int) -> dict[str, str]:
    """What `Call.result` calls each thing that is kept in the end, by its name."""
    key, table = key_of(number), stage.root.table
    items = {
        name: table.get(keys.answer_key(ORGANISATION, name.removeprefix(PREFIX))) for name in _answered(stage, key)
    }
    answers = {name: str(item["answer"]["text"]) for name, item in items.items() if item}
    return answers | {name: _place(stage, name) for name in _heard(stage, key)}


def _answered(stage: Sandbox, key: InterviewKey) -> Iterator[str]:
    return (str(link["sk"]) for link in stage.root.table.query(keys.partition_of(key), PREFIX))


def _heard(stage: Sandbox, key: InterviewKey) -> Iterator[str]:
    """A piece's sound has no second part in its name, nor has their manifest."""
    bucket, folder = (
        stage.connection.outputs["ArtifactsBucketName"],
        f"{key.organisation_id}/{key.interview_id}/pieces/",
    )
    pages = stage.client("s3").get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=folder)
    names = (str(each["Key"]) for page in pages for each in page.get("Contents", ()))
    return (name for name in names if name.rpartition("/")[2].count(".") == 2)  # noqa: PLR2004


def _place(stage: Sandbox, name: str) -> str:
    folder, _, file = name.rpartition("/")
    manifest = stage.root.artifacts.get(manifest_key(folder), PieceManifest)
    return place_named(manifest.pieces[int(file.partition(".")[0])].start_seconds)
