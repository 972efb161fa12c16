"""The composition root: what each port is built of, and that only what is asked for is built."""

from typing import Any

import pytest

from shared.adapters.amazon_transcribe import LONGEST_CALL_SECONDS
from shared.adapters.faults import NoFaults, TableFaults
from shared.adapters.posthog_analytics import NoAnalytics, PostHogAnalytics
from shared.adapters.system_clock import SystemClock
from shared.domain.errors import InternalError
from shared.runtime.bootstrap import Root
from shared.runtime.settings import Settings
from tests.builders import use


class Clients:
    """Remembers which clients were asked for."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def __call__(self, service: str) -> Any:
        self.made.append(service)
        return Client()


class Client:
    """A client that knows one secret."""

    def get_parameter(self, **asked: Any) -> Any:
        assert asked == {"Name": "/parley/posthog", "WithDecryption": True}
        return {"Parameter": {"Value": "phc_secret"}}


def root(**fields: Any) -> tuple[Root, Clients]:
    clients = Clients()
    known: dict[str, Any] = {
        "table_name": "table",
        "media_bucket": "media",
        "artifacts_bucket": "artifacts",
        "state_machine_arn": "arn",
        "event_bus_name": "bus",
        "state_retention_days": 90,
        "provider_secrets_prefix": "parley/test/providers",
        "client": clients,
    }
    return Root(**known | fields), clients


def test_nothing_is_built_before_it_is_asked_for() -> None:
    _, clients = root()
    assert clients.made == []


@pytest.mark.parametrize(
    ("port", "service"),
    [
        ("projects", "dynamodb"),
        ("interviews", "dynamodb"),
        ("runs", "dynamodb"),
        ("results", "dynamodb"),
        ("media", "s3"),
        ("artifacts", "s3"),
        ("workflow", "stepfunctions"),
        ("event_bus", "events"),
        ("secrets", "secretsmanager"),
    ],
)
def test_a_port_needs_one_client_and_is_built_once(port: str, service: str) -> None:
    made, clients = root()
    assert getattr(made, port) is getattr(made, port)
    assert clients.made == [service]


def test_the_stores_share_one_table() -> None:
    made, clients = root(lane_slots=2, organisation_slots=2)
    assert all([made.projects, made.interviews, made.runs, made.results, made.steps, made.starting])
    assert sorted(clients.made) == ["dynamodb", "stepfunctions"]


@pytest.mark.parametrize(
    ("port", "setting"),
    [
        ("projects", "table_name"),
        ("runs", "state_retention_days"),
        ("media", "media_bucket"),
        ("artifacts", "artifacts_bucket"),
        ("workflow", "state_machine_arn"),
        ("event_bus", "event_bus_name"),
        ("secrets", "provider_secrets_prefix"),
    ],
)
def test_a_port_whose_setting_is_missing_is_refused(port: str, setting: str) -> None:
    made, _ = root(**{setting: 0 if setting == "state_retention_days" else ""})
    with pytest.raises(InternalError, match=setting):
        getattr(made, port)


def test_faults_are_a_choice_of_the_stage() -> None:
    assert isinstance(root()[0].faults, NoFaults)
    assert isinstance(root(faults_enabled=True)[0].faults, TableFaults)


def test_analytics_are_off_unless_a_parameter_is_named() -> None:
    made, clients = root()
    assert isinstance(made.analytics, NoAnalytics)
    assert clients.made == []


def test_analytics_read_their_key_from_the_parameter(monkeypatch: pytest.MonkeyPatch) -> None:
    import posthog

    keys: list[str] = []
    monkeypatch.setattr(posthog, "Posthog", lambda key, **_: keys.append(key))
    made, clients = root(posthog_key_parameter="/parley/posthog")
    assert isinstance(made.analytics, PostHogAnalytics)
    assert (clients.made, keys) == (["ssm"], ["phc_secret"])


def test_the_clock_is_the_system_s() -> None:
    assert isinstance(root()[0].clock, SystemClock)


class Some(Settings):
    table_name: str


class Other(Settings):
    table_name: str


def test_a_root_is_kept_for_its_settings() -> None:
    one = Root.of(Some(table_name="a"))
    assert Root.of(Some(table_name="a")) is one
    assert Root.of(Some(table_name="b")) is not one
    assert Root.of(Other(table_name="a")) is not one
    assert one.table_name == "a"


def test_settings_that_no_port_knows_are_refused() -> None:
    class Strange(Settings):
        something_else: str

    with pytest.raises(TypeError, match="something_else"):
        Root.of(Strange(something_else="x"))


def test_real_clients_sign_so_that_forms_expire() -> None:
    form = Root().client("s3").generate_presigned_post("media", "acme/int_1/upload", ExpiresIn=900)
    assert form["fields"]["x-amz-algorithm"] == "AWS4-HMAC-SHA256"


@pytest.mark.parametrize("service", ["s3", "dynamodb", "stepfunctions", "events", "ssm"])
def test_real_clients_lose_no_time(service: str) -> None:
    config = Root().client(service).meta.config
    assert (config.connect_timeout, config.retries["mode"]) == (5, "standard")


def test_a_job_s_clients_wait_no_longer_than_its_calls_may_take() -> None:
    made: dict[str, Any] = {}

    def client(service: str, **fields: Any) -> Any:
        made[service] = Root().client(service, **fields)
        return made[service]

    built = Root(client=client, media_bucket="media", artifacts_bucket="artifacts")
    built._jobs(lambda _: use())
    for config in (made["transcribe"].meta.config, made["s3"].meta.config):
        attempts = config.retries["total_max_attempts"]
        longest = attempts * (config.connect_timeout + config.read_timeout) + (attempts - 1)  # a second between two
        assert longest == LONGEST_CALL_SECONDS
