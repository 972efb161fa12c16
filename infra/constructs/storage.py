"""The table and the buckets."""

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_s3 as s3
from constructs import Construct

from infra.acknowledge import acknowledge, acknowledge_plain_http
from infra.stages import Stage

BY_ORGANISATION = "by_organisation"
BY_STATUS = "by_status"
BY_PROJECT = "by_project"
_INDEX_KEYS = {
    BY_ORGANISATION: ("gsi1pk", "gsi1sk"),
    BY_STATUS: ("gsi2pk", "gsi2sk"),
    BY_PROJECT: ("gsi3pk", "gsi3sk"),
}


MINIMUM_TLS = 1.2
TEMPORARY = {"lifetime": "temporary"}  # what shared/adapters/s3_artifacts.py tags
PIECE_DAYS = 15  # shared/domain/limits.py


class Storage(Construct):
    """What must survive everything else."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._access_logs = self._build_access_logs() if stage.has_access_logs else None
        self.table = self._build_table()
        self.media = self._build_media()
        self.artifacts = self._build_artifacts()

    @property
    def stream_arn(self) -> str:
        """The stream of the table's new images."""
        arn = self.table.table_stream_arn
        if arn is None:
            raise ValueError("the table has no stream")
        return arn

    def index_arn(self, index: str) -> str:
        """The address of one index, for a permission that names it."""
        return f"{self.table.table_arn}/index/{index}"

    def _build_table(self) -> dynamodb.TableV2:
        table = dynamodb.TableV2(
            self,
            "Table",
            partition_key=_text_key("pk"),
            sort_key=_text_key("sk"),
            billing=dynamodb.Billing.on_demand(),
            time_to_live_attribute="expires_at",
            point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
                point_in_time_recovery_enabled=True
            ),
            dynamo_stream=dynamodb.StreamViewType.NEW_IMAGE,
            deletion_protection=self._stage.protects_data,
            removal_policy=self._stage.removal_policy,
        )
        for name, (partition, sort) in _INDEX_KEYS.items():
            table.add_global_secondary_index(
                index_name=name, partition_key=_text_key(partition), sort_key=_text_key(sort)
            )
        return table

    def _build_media(self) -> s3.Bucket:
        bucket = self._build_bucket("Media", versioned=True)
        bucket.add_lifecycle_rule(noncurrent_version_expiration=Duration.days(30))
        # A form needs no header of its own. Nothing is read by it: nor do scripts read a sound whose address they have.
        bucket.add_cors_rule(allowed_methods=[s3.HttpMethods.POST], allowed_origins=list(self._stage.allowed_origins))
        _send_events(bucket)
        return bucket

    def _build_artifacts(self) -> s3.Bucket:
        bucket = self._build_bucket("Artifacts", versioned=False)
        bucket.add_lifecycle_rule(tag_filters=TEMPORARY, expiration=Duration.days(PIECE_DAYS))
        return bucket

    def _build_bucket(self, name: str, *, versioned: bool) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            name,
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=self._stage.requires_tls,
            minimum_tls_version=MINIMUM_TLS if self._stage.requires_tls else None,
            versioned=versioned,
            server_access_logs_bucket=self._access_logs,
            server_access_logs_prefix=f"{name.lower()}/" if self._access_logs else None,
            removal_policy=self._stage.removal_policy,
        )
        bucket.add_lifecycle_rule(abort_incomplete_multipart_upload_after=Duration.days(1))
        if not self._access_logs:
            acknowledge(bucket, "S1", "nobody but its owner reaches a stage that keeps no access logs")
        if not self._stage.requires_tls:
            acknowledge_plain_http(bucket, "S10")
        return bucket

    def _build_access_logs(self) -> s3.Bucket:
        bucket = s3.Bucket(
            self,
            "AccessLogs",
            block_public_access=s3.BlockPublicAccess.BLOCK_ALL,
            object_ownership=s3.ObjectOwnership.BUCKET_OWNER_ENFORCED,
            encryption=s3.BucketEncryption.S3_MANAGED,
            enforce_ssl=self._stage.requires_tls,
            minimum_tls_version=MINIMUM_TLS if self._stage.requires_tls else None,
            removal_policy=self._stage.removal_policy,
        )
        bucket.add_lifecycle_rule(
            expiration=Duration.days(self._stage.state_retention_days),
            abort_incomplete_multipart_upload_after=Duration.days(1),
        )
        acknowledge(bucket, "S1", "it holds the access logs of the others; logging it into itself never ends")
        return bucket


def _text_key(name: str) -> dynamodb.Attribute:
    return dynamodb.Attribute(name=name, type=dynamodb.AttributeType.STRING)


def _send_events(bucket: s3.Bucket) -> None:
    """The bucket's own switch: CDK's flag makes a custom resource with a function and wide permissions for it."""
    resource = bucket.node.default_child
    if not isinstance(resource, s3.CfnBucket):
        raise TypeError("a bucket is a CfnBucket")
    resource.notification_configuration = s3.CfnBucket.NotificationConfigurationProperty(
        event_bridge_configuration=s3.CfnBucket.EventBridgeConfigurationProperty(event_bridge_enabled=True)
    )
