"""Who is told when something is wrong, and what there is to look at."""

from aws_cdk import Duration, Stack
from aws_cdk import aws_cloudwatch as cloudwatch
from aws_cdk import aws_cloudwatch_actions as actions
from aws_cdk import aws_iam as iam
from aws_cdk import aws_kms as kms
from aws_cdk import aws_sns as sns
from aws_cdk import aws_sns_subscriptions as subscriptions
from constructs import Construct

from infra.constructs.python_function import physical_name
from infra.environment import SERVICE, metrics_namespace
from infra.stages import Stage

RUNBOOK = "docs/runbook.md"
_WIDGETS_IN_A_ROW = 3
_WIDTH = 24 // _WIDGETS_IN_A_ROW


class Monitoring(Construct):
    """Alarms, each named after its section of the runbook; outside a laptop also a topic and a dashboard."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self.alarms: list[cloudwatch.Alarm] = []
        self._topic = self._build_topic() if stage.notifies else None

    def alarm(self, name: str, metric: cloudwatch.IMetric, description: str, *, above: float = 0) -> cloudwatch.Alarm:
        """Rings when `metric` was above the threshold in its last period. `name` is the anchor in the runbook."""
        alarm = cloudwatch.Alarm(
            self,
            name,
            alarm_name=f"parley-{self._stage.name}-{name}",
            alarm_description=f"{description}: {RUNBOOK}#{name}",
            metric=metric,
            threshold=above,
            evaluation_periods=1,
            comparison_operator=cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
            treat_missing_data=cloudwatch.TreatMissingData.NOT_BREACHING,
        )
        if self._topic:
            alarm.add_alarm_action(actions.SnsAction(self._topic))
        self.alarms.append(alarm)
        return alarm

    def measured(self, function: str, name: str, statistic: str) -> cloudwatch.Metric:
        """What `function` measures itself: see `shared/runtime/observability.py`."""
        return self._measured(name, statistic, FunctionName=physical_name(self._stage, function))

    def alarm_of_breakers(self) -> cloudwatch.Metric:
        """Rings when a provider is left alone; returns the metric that says so."""
        metric = self._measured("BreakerOpened", "Sum", service=SERVICE)
        self.alarm("breaker-opened", metric, "A provider failed so often that it is left alone for a while")
        return metric

    def build_dashboard(self, graphs: dict[str, list[cloudwatch.IMetric]]) -> None:
        """A graph per title, and above them every alarm."""
        if not self._stage.notifies:
            return
        widgets: list[cloudwatch.IWidget] = [
            cloudwatch.GraphWidget(title=title, left=metrics, width=_WIDTH, period=Duration.minutes(5))
            for title, metrics in graphs.items()
        ]
        rows = [widgets[start : start + _WIDGETS_IN_A_ROW] for start in range(0, len(widgets), _WIDGETS_IN_A_ROW)]
        alarms: list[cloudwatch.IWidget] = [
            cloudwatch.AlarmStatusWidget(title="Alarms", alarms=list(self.alarms), width=24)
        ]
        name = f"parley-{self._stage.name}"
        cloudwatch.Dashboard(self, "Dashboard", dashboard_name=name, widgets=[alarms, *rows])

    def _measured(self, name: str, statistic: str, **dimension: str) -> cloudwatch.Metric:
        return cloudwatch.Metric(
            namespace=metrics_namespace(self._stage),
            metric_name=name,
            dimensions_map=dimension,
            statistic=statistic,
            period=Duration.minutes(5),
        )

    def _build_topic(self) -> sns.Topic:
        topic = sns.Topic(
            self,
            "Alarms",
            topic_name=f"parley-{self._stage.name}-alarms",
            master_key=self._build_key(),
            enforce_ssl=self._stage.requires_tls,
        )
        own_account = {"StringEquals": {"aws:SourceAccount": Stack.of(self).account}}
        topic.grant_publish(iam.ServicePrincipal("cloudwatch.amazonaws.com", conditions=own_account))
        if self._stage.alarm_email:
            topic.add_subscription(subscriptions.EmailSubscription(self._stage.alarm_email))
        return topic

    def _build_key(self) -> kms.Key:
        """A key of our own: CloudWatch may not use the one that AWS keeps for SNS."""
        key = kms.Key(
            self,
            "Key",
            description="Encrypts alarms on their way",
            enable_key_rotation=True,
            removal_policy=self._stage.removal_policy_of_names,
        )
        key.grant(iam.ServicePrincipal("cloudwatch.amazonaws.com"), "kms:Decrypt", "kms:GenerateDataKey*")
        return key
