"""The artifacts bucket: large results as JSON, each written once under its run."""

from typing import Any, TypeVar

from shared.adapters.s3_errors import patience
from shared.domain.errors import MissingStepInput
from shared.domain.value import Value

V = TypeVar("V", bound=Value)


class S3Artifacts:
    """Implements `ArtifactStore`."""

    def __init__(self, client: Any, bucket: str) -> None:
        self._client, self._bucket = client, bucket

    def put(self, key: str, value: Value) -> str:
        body = value.model_dump_json(by_alias=True).encode()
        with patience():
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body, ContentType="application/json")
        return f"s3://{self._bucket}/{key}"

    def get(self, reference: str, kind: type[V]) -> V:
        from botocore.exceptions import ClientError

        key = reference.removeprefix(f"s3://{self._bucket}/")
        try:
            with patience():
                body = self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except ClientError as error:
            if error.response["Error"]["Code"] != "NoSuchKey":
                raise
            raise MissingStepInput("an earlier step's result is gone", remedy="resume from an earlier step") from None
        return kind.model_validate_json(body)
