"""The only place where the stages differ."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from aws_cdk import (
    CliCredentialsStackSynthesizer,
    DefaultStackSynthesizer,
    Duration,
    IStackSynthesizer,
    RemovalPolicy,
)
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_logs as logs
from constructs import Node

MAX_LAMBDA_SECONDS = 900
LOCAL_ENDPOINT = "http://127.0.0.1:4566"


@dataclass(frozen=True, kw_only=True)
class Stage:
    """What a stage is. The defaults are those of production."""

    name: str
    is_local: bool = False
    ai_env: str
    removal_policy: RemovalPolicy = RemovalPolicy.RETAIN
    protects_data: bool = True
    log_retention: logs.RetentionDays = logs.RetentionDays.THREE_MONTHS
    state_retention_days: int = 90
    synthesizer: Callable[[], IStackSynthesizer] = DefaultStackSynthesizer

    runtime: lambda_.Runtime = lambda_.Runtime.PYTHON_3_14
    architecture: lambda_.Architecture | None = lambda_.Architecture.ARM_64
    has_layers: bool = True
    traces: bool = True
    timeout_factor: int = 1
    reserved_concurrency: int | None = None
    reserved_concurrency_of: dict[str, int] = field(default_factory=dict)
    intake_concurrency: int = 20
    # How many runs may be under way at once: in each lane, and of one organisation over both lanes.
    lane_slots: int = 50
    organisation_slots: int = 20
    # Of one recording. With every slot of both lanes taken this is 400 functions of the 1,000 that AWS lets an account
    # run at once: a heap of recordings never takes the rest from who calls the API or is being interviewed.
    piece_concurrency: int = 4
    # What is at work on an interview that is being erased has ended after so long: no function goes on for longer.
    erasure_quiet_seconds: int = MAX_LAMBDA_SECONDS + 60

    # The emulator refuses versions and aliases of state machines, has nobody to alarm or to show a dashboard to, and
    # speaks HTTP on the loopback interface: where it enforces policies, a demand for TLS shuts everybody out.
    has_versions: bool = True
    canary_percentage: int = 10
    canary_minutes: int = 15
    notifies: bool = True
    alarm_email: str | None = None
    has_access_logs: bool = True
    requires_tls: bool = True
    # Besides Lambda.TooManyRequestsException: the emulator reports a throttled call as an unknown error.
    throttled_error: str = "Lambda.EC2ThrottledException"

    # The emulator looks for a usage plan's key in the header X-API-Key only, where our own key is.
    meters_callers: bool = True

    faults_allowed: bool = False
    webhooks_to_loopback: bool = False
    first_sends_concurrency: int = 20
    repeated_sends_concurrency: int = 10
    batches_of_tenant: int = 4  # fewer than there are senders for either queue
    # Whose pages may post answers into the bucket. A form is signed for one key, and no cookie lets anybody in: who has
    # one may use it wherever their page stands, as they may call sessions.
    allowed_origins: tuple[str, ...] = ("*",)
    model_cache: str = ""
    posthog_key_parameter: str = ""
    own_server: str = ""
    public_url: str = ""  # where the API is seen from outside, when it has a name of its own
    sender_email: str = ""  # whom candidates' letters are from; none are sent without
    local_environment: dict[str, str] = field(default_factory=dict)

    @property
    def removal_policy_of_names(self) -> RemovalPolicy:
        """For what has a name of its own: kept as data is, unless the deployment that made it is rolled back.

        The next one could not make it again.
        """
        kept = self.removal_policy is RemovalPolicy.RETAIN
        return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE if kept else self.removal_policy

    @property
    def may_send(self) -> list[str]:
        """Who puts messages into a queue. AWS asks for one action, the emulator for a batch's own name as well."""
        return ["sqs:SendMessage", *(["sqs:SendMessageBatch"] if self.is_local else [])]

    def own_hosts(self, host: str) -> str:
        """Hosts that no webhook may go to: whoever can make us call ourselves can make us do so for ever.

        `host` is the API's own on AWS; it may have a name of its own, too.
        """
        urls = (self.local_environment.get("PARLEY_ENDPOINT_URL") or f"https://{host}", self.public_url)
        return ",".join(url.removeprefix("https://").removeprefix("http://").partition("/")[0] for url in urls if url)

    @property
    def provider_secrets_prefix(self) -> str:
        """What the names of the secrets with the providers' keys begin with. Operators write them, not the stack."""
        return f"parley/{self.name}/providers"

    def api_url(self, api_id: str, host: str) -> str:
        """Where a REST API is; the emulator's names of hosts lead nowhere."""
        if not self.is_local:
            return f"https://{api_id}.{host}/{self.name}"
        return f"{self.local_environment['PARLEY_ENDPOINT_URL']}/restapis/{api_id}/{self.name}/_user_request_"

    def timeout(self, seconds: int) -> Duration:
        """A function's timeout: `seconds` on AWS, more where every worker shares two processors."""
        return Duration.seconds(min(MAX_LAMBDA_SECONDS, seconds * self.timeout_factor))

    def concurrency_of(self, function_name: str) -> int | None:
        """How many copies of a function may run at once; None for as many as the account allows."""
        return self.reserved_concurrency_of.get(function_name, self.reserved_concurrency)


STAGES = {
    "local": Stage(
        name="local",
        is_local=True,
        ai_env="embedded",
        removal_policy=RemovalPolicy.DESTROY,
        protects_data=False,
        log_retention=logs.RetentionDays.ONE_WEEK,
        synthesizer=CliCredentialsStackSynthesizer,
        # The emulator's own Python worker hides the names of errors; with a bootstrap AWS's own client reports them.
        runtime=lambda_.Runtime.PROVIDED_AL2023,
        architecture=None,
        has_layers=False,
        traces=False,
        timeout_factor=2,
        reserved_concurrency=2,
        reserved_concurrency_of={
            "split_recording": 1,
            "api": 10,
            "hold_interview": 4,
            "authorize_call": 10,
            "send_webhook": 6,
            "fan_out_crowd": 1,
        },
        piece_concurrency=2,
        # What goes on for longer is erased by a second sweep when it ends; here nobody shall wait for minutes.
        erasure_quiet_seconds=10,
        intake_concurrency=2,
        lane_slots=2,
        organisation_slots=2,
        has_versions=False,
        notifies=False,
        has_access_logs=False,
        requires_tls=False,
        throttled_error="Lambda.Unknown",
        meters_callers=False,
        faults_allowed=True,
        webhooks_to_loopback=True,
        first_sends_concurrency=3,
        repeated_sends_concurrency=3,
        batches_of_tenant=2,
    ),
    "dev": Stage(
        name="dev",
        ai_env="development",
        removal_policy=RemovalPolicy.DESTROY,
        protects_data=False,
        log_retention=logs.RetentionDays.ONE_MONTH,
        canary_minutes=5,
    ),
    "prod": Stage(name="prod", ai_env="production"),
}


def stage_from(context: Node) -> Stage:
    """The stage that the context names (`-c stage=prod`), with what else the context says."""
    name = _text(context, "stage", "local")
    if name not in STAGES:
        raise ValueError(f"there is no stage {name!r}: use one of {', '.join(STAGES)}")
    stage = STAGES[name]
    origins = _text(context, "allowedOrigins")
    return replace(
        stage,
        allowed_origins=tuple(origins.split(",")) if origins else stage.allowed_origins,
        alarm_email=_text(context, "alarmEmail") or None,
        model_cache=_text(context, "modelCache") if stage.is_local else "",
        posthog_key_parameter=_text(context, "posthogKeyParameter"),
        public_url=_text(context, "publicUrl").rstrip("/"),
        sender_email=_text(context, "senderEmail"),
        own_server=_text(context, "ownServer") if stage.is_local else "",
        ai_env=_text(context, "aiEnv", stage.ai_env) if stage.is_local else stage.ai_env,
        local_environment=_local_environment(context) if stage.is_local else {},
    )


def _local_environment(context: Node) -> dict[str, str]:
    """What `local/bootstrap` reads: which Python runs the functions, where AWS and the voice are, what shall fail."""
    environment = {
        "PARLEY_PYTHON": _text(context, "pythonPath", sys.executable),
        "PARLEY_ENDPOINT_URL": _text(context, "endpointUrl", LOCAL_ENDPOINT),
    }
    told = {"PARLEY_CHAOS": _text(context, "chaos"), "PARLEY_PIPER_URL": _text(context, "piperUrl")}
    return environment | {name: value for name, value in told.items() if value}


def _text(context: Node, key: str, default: str = "") -> str:
    value = context.try_get_context(key)
    return default if value is None else str(value)
