"""What the API may do for those at its doors, and the secret that signs candidates' links and lists' cursors."""

from aws_cdk import ArnFormat, Stack
from aws_cdk import aws_secretsmanager as secretsmanager
from constructs import Construct

from infra.acknowledge import acknowledge, acknowledge_all_below, acknowledge_names_below
from infra.constructs.python_function import PythonFunction
from infra.constructs.steps import allow_table
from infra.constructs.storage import BY_ORGANISATION, BY_PROJECT, BY_STATUS, Storage
from infra.stages import Stage

TABLE = ("GetItem", "Query", "PutItem", "UpdateItem", "DeleteItem", "ConditionCheckItem")
# Sound that organisations may hear: what candidates say, and recordings.
HEARD = {
    "*/turns/*": "answers have no names before they are given",
    "*/upload": "recordings have no names before they are sent",
}
KEY_CHARACTERS = 64


class Doors(Construct):
    """The secret, and the permissions of the function that answers."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._name = f"parley/{stage.name}/signing"
        self._build_secret()

    @property
    def settings(self) -> dict[str, str]:
        """What the function is told of where it stands."""
        stack = Stack.of(self)
        host = f"execute-api.{stack.region}.{stack.url_suffix}"
        return {
            "PUBLIC_URL": self._stage.public_url or self._stage.api_url("{api_id}", host),
            "SIGNING_SECRET": self._name,
            "SENDER_EMAIL": self._stage.sender_email,
            "OWN_HOSTS": self._stage.own_hosts(f"{{api_id}}.{host}"),
        }

    def open_to(self, api: PythonFunction, *, storage: Storage) -> None:
        """Exactly what the API's routes need."""
        allow_table(api, storage, TABLE)
        api.allow(["dynamodb:Query"], *(storage.index_arn(index) for index in (BY_ORGANISATION, BY_STATUS, BY_PROJECT)))
        self.allow_to_sign(api)
        self._allow_files(api, storage)
        self._allow_letters(api)

    def allow_to_sign(self, api: PythonFunction) -> None:
        """Lets a function know links. By the secret's name: what the local AWS calls its address is none."""
        name = f"{self._name}-*"
        arn = Stack.of(self).format_arn(
            service="secretsmanager", resource="secret", resource_name=name, arn_format=ArnFormat.COLON_RESOURCE_NAME
        )
        api.allow(["secretsmanager:GetSecretValue"], arn)
        acknowledge_names_below(api.role, "secretsmanager", f"secret:{name}", "AWS ends each secret's name anew")

    def _allow_files(self, api: PythonFunction, storage: Storage) -> None:
        """Addresses are signed with the function's own permission: to write recordings, to read sound."""
        for bucket, action in ((storage.media, "s3:PutObject"), (storage.artifacts, "s3:GetObject")):
            api.allow([action], bucket.arn_for_objects("*"))
            acknowledge_all_below(api.role, bucket, "/*", "objects have no names before they are written")
        api.allow(["s3:GetObject", "s3:GetObjectVersion"], *(storage.media.arn_for_objects(place) for place in HEARD))
        for place, why in HEARD.items():
            acknowledge_all_below(api.role, storage.media, f"/{place}", why)
        # Without this a missing object answers "forbidden" and not "gone".
        api.allow(["s3:ListBucket"], storage.artifacts.bucket_arn, storage.media.bucket_arn)
        api.allow(["s3:ListBucketVersions"], storage.media.bucket_arn)

    def _allow_letters(self, api: PythonFunction) -> None:
        sender = self._stage.sender_email
        if sender:
            # SES judges by the identity that is verified: the address, or its domain.
            identities = (sender, sender.partition("@")[2])
            arns = [Stack.of(self).format_arn(service="ses", resource="identity", resource_name=i) for i in identities]
            only = {"StringEquals": {"ses:FromAddress": sender}}
            api.allow(["ses:SendEmail"], *arns, only_if=only)

    def _build_secret(self) -> None:
        secret = secretsmanager.Secret(
            self,
            "SigningKey",
            secret_name=self._name,
            description="Signs candidates' links and lists' cursors; the value before the last one still counts",
            generate_secret_string=secretsmanager.SecretStringGenerator(
                password_length=KEY_CHARACTERS, exclude_punctuation=True
            ),
            removal_policy=self._stage.removal_policy_of_names,
        )
        acknowledge(
            secret, "SMG4", "a new key ends the links of the key before the last: when, is for operators to say"
        )
