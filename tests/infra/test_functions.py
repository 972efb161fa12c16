"""Every function is made in the one way: its own role and log, its own settings, no more than it needs."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from infra.constructs.live import HOLDING
from infra.constructs.python_function import pascal_case
from infra.constructs.steps import STEPS
from infra.environment import SettingNotInCatalogue, environment_of, settings_of
from infra.stages import STAGES, Stage
from shared.domain.catalogue import AiEnv
from shared.domain.limits import CALL_MARGIN_SECONDS, JOB_START_SECONDS
from shared.domain.session.limits import CONSIDER_SECONDS
from shared.runtime.catalogue import load_catalogue
from tests.infra.conftest import ROOT, Synthesised, as_list

API_GATEWAY_SECONDS, TO_HEAR_SECONDS = 29, 12
LOGGING = {
    "POWERTOOLS_SERVICE_NAME",
    "POWERTOOLS_LOG_LEVEL",
    "POWERTOOLS_METRICS_NAMESPACE",
    "PYDANTIC_DISABLE_PLUGINS",
}
LOCAL_ONLY = {"POWERTOOLS_TRACE_DISABLED", "PARLEY_PYTHON", "PARLEY_ENDPOINT_URL"}
FUNCTIONS = sorted(path.parent.name for path in (ROOT / "functions").glob("*/handler.py"))
# On a laptop: alone, what takes both processors or can wait; more, where somebody waits for each answer.
AT_ONCE = {
    "split_recording": 1,
    "api": 10,
    "hold_interview": 4,
    "authorize_call": 10,
    "send_webhook": 6,
    "fan_out_crowd": 1,
}
TELL_TASKS = {"start_transcription_job", "finish_transcription_job"}
ANYWHERE = {
    "start_transcription_job": ["transcribe:StartTranscriptionJob"],
    "erase_data": ["transcribe:ListTranscriptionJobs"],
}
TRACES = ["xray:PutTelemetryRecords", "xray:PutTraceSegments"]


def actions_of(stage: Synthesised, function: str, service: str) -> set[str]:
    """What a function may do in one service."""
    found = [action for statement in stage.statements_of(function) for action in as_list(statement["Action"])]
    return {action.partition(":")[2] for action in found if action.startswith(f"{service}:")}


def test_each_folder_is_a_function_and_nothing_else_is(either: Synthesised) -> None:
    assert sorted(either.functions()) == FUNCTIONS
    assert len(either.all("Lambda::Function")) == len(FUNCTIONS)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_its_environment_is_its_settings_and_how_to_log(prod: Synthesised, local: Synthesised, function: str) -> None:
    wanted = set(settings_of(ROOT / "functions" / function / "contract.py"))
    assert wanted, "a function without settings?"
    assert set(prod.functions()[function]["Environment"]["Variables"]) == wanted | LOGGING
    assert set(local.functions()[function]["Environment"]["Variables"]) == wanted | LOGGING | LOCAL_ONLY


def test_a_setting_that_the_stack_does_not_offer_is_named_with_its_function() -> None:
    with pytest.raises(SettingNotInCatalogue, match=r"functions/plan_run/contract\.py.*TABLE_NAME"):
        environment_of("plan_run", {"STATE_RETENTION_DAYS": "90"}, STAGES["prod"])


def test_settings_are_the_annotated_fields(tmp_path: Path) -> None:
    contract = tmp_path / "contract.py"
    contract.write_text(
        "class Input:\n    other: str\n"
        "class Settings(Base):\n    model_config = 1\n    kind: ClassVar[str] = 'x'\n"
        "    table_name: str\n    days: int = 3\n"
    )
    assert settings_of(contract) == ["TABLE_NAME", "DAYS"]


def test_each_has_a_role_and_a_log_of_its_own(either: Synthesised) -> None:
    functions = either.functions().values()
    assert len({json.dumps(function["Role"]) for function in functions}) == len(FUNCTIONS)
    assert len({json.dumps(function["LoggingConfig"]) for function in functions}) == len(FUNCTIONS)
    for function in functions:
        assert not either.all("IAM::Role")[function["Role"]["Fn::GetAtt"][0]].get("ManagedPolicyArns")


def test_every_log_is_kept_for_a_while_and_not_for_ever(either: Synthesised) -> None:
    groups = either.all("Logs::LogGroup")
    assert len(groups) == len(FUNCTIONS) + len(["the machine's", "API Gateway's"])
    assert all(group["RetentionInDays"] <= 90 for group in groups.values())


def test_size_and_time_are_chosen(prod: Synthesised) -> None:
    functions = prod.functions()
    assert all({"Timeout", "MemorySize"} <= set(function) for function in functions.values())
    split, hear = functions["split_recording"], functions["transcribe_piece"]
    assert (split["MemorySize"], split["Timeout"], split["EphemeralStorage"]["Size"]) == (1769, 900, 2048)
    assert (hear["MemorySize"], hear["Timeout"], hear["EphemeralStorage"]["Size"]) == (3008, 900, 512)
    assert (functions["extract_evidence"]["MemorySize"], functions["extract_evidence"]["Timeout"]) == (1024, 300)
    assert (functions["start_run"]["MemorySize"], functions["start_run"]["Timeout"]) == (256, 30)


def test_on_aws_they_run_on_arm_traced_in_the_newest_python(prod: Synthesised) -> None:
    for function in prod.functions().values():
        assert function["Architectures"] == ["arm64"]
        assert function["TracingConfig"] == {"Mode": "Active"}
        assert function["Runtime"].startswith("python3.")
        assert function["Layers"]


def test_on_a_laptop_they_run_under_the_bootstrap_a_few_at_a_time(local: Synthesised) -> None:
    for name, function in local.functions().items():
        assert function["Runtime"] == "provided.al2023"
        assert not {"Layers", "Architectures", "TracingConfig"} & set(function)
        assert function["ReservedConcurrentExecutions"] == AT_ONCE.get(name, 2)


def test_nobody_scans_and_nobody_may_do_everything(either: Synthesised) -> None:
    for policy in either.all("IAM::Policy").values():
        for statement in policy["PolicyDocument"]["Statement"]:
            assert not [action for action in as_list(statement["Action"]) if "*" in action or action.endswith(":Scan")]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_only_traces_go_to_any_resource(prod: Synthesised, local: Synthesised, function: str) -> None:
    start = ANYWHERE.get(function, [])
    anywhere = [[action for s in _anywhere(stage.statements_of(function)) for action in as_list(s["Action"])]
                for stage in (prod, local)]  # fmt: skip
    assert [sorted(actions) for actions in anywhere] == [sorted([*start, *TRACES]), start]


def _anywhere(statements: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [statement for statement in statements if "*" in as_list(statement["Resource"])]


@pytest.mark.parametrize("function", FUNCTIONS)
def test_it_may_touch_what_its_settings_name_and_nothing_else(either: Synthesised, function: str) -> None:
    variables = set(either.functions()[function]["Environment"]["Variables"])
    reach = json.dumps(either.statements_of(function))
    table, media, artifacts = ('"StorageTable', '"StorageMedia', '"StorageArtifacts')
    assert (table in reach) == ("TABLE_NAME" in variables or function == "publish_events")
    assert (media in reach) == ("MEDIA_BUCKET" in variables)
    assert (artifacts in reach) == ("ARTIFACTS_BUCKET" in variables)
    assert bool(actions_of(either, function, "states")) == ("STATE_MACHINE_ARN" in variables or function in TELL_TASKS)
    assert bool(actions_of(either, function, "events")) == ("EVENT_BUS_NAME" in variables)


def test_who_starts_a_job_is_done_before_the_job_counts_as_gone(prod: Synthesised) -> None:
    assert prod.functions()["start_transcription_job"]["Timeout"] < JOB_START_SECONDS


def test_who_only_reads_may_not_write(either: Synthesised) -> None:
    assert actions_of(either, "plan_run", "dynamodb") == {"GetItem", "UpdateItem"}  # the leases of the run's slots
    assert actions_of(either, "extract_evidence", "s3") == {"GetObject", "ListBucket"}
    assert actions_of(either, "publish_events", "dynamodb") == {
        "DescribeStream",
        "GetRecords",
        "GetShardIterator",
        "ListStreams",
    }


def test_faults_and_embedded_engines_are_for_laptops(prod: Synthesised, local: Synthesised) -> None:
    def environment(stage: Synthesised) -> dict[str, str]:
        variables: dict[str, str] = stage.functions()["transcribe_piece"]["Environment"]["Variables"]
        return variables

    assert (environment(prod)["FAULTS_ENABLED"], environment(local)["FAULTS_ENABLED"]) == ("false", "true")
    assert (environment(prod)["AI_ENV"], environment(local)["AI_ENV"]) == ("production", "embedded")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_keys_of_this_stage_s_providers_are_read_by_those_who_ask_them(prod: Synthesised, function: str) -> None:
    variables = prod.functions()[function]["Environment"]["Variables"]
    wanted = {"GetSecretValue"} if "PROVIDER_SECRETS_PREFIX" in variables else set()
    signs = {"GetSecretValue"} if "SIGNING_SECRET" in variables else set()
    assert actions_of(prod, function, "secretsmanager") == wanted | signs
    if wanted:
        secrets = [s for s in prod.statements_of(function) if "secretsmanager" in json.dumps(s["Action"])]
        named = {name for name in ("providers/*", "signing-*") if f":secret:parley/prod/{name}" in json.dumps(secrets)}
        assert named == {"providers/*"} | ({"signing-*"} if signs else set())
        assert json.dumps(secrets).count(":secret:") == len(named)


def test_the_stack_makes_one_secret_which_nobody_has_ever_seen(either: Synthesised) -> None:
    (secret,) = either.all("SecretsManager::Secret").values()
    assert secret["GenerateSecretString"] == {"ExcludePunctuation": True, "PasswordLength": 64}
    assert "SecretString" not in secret


def test_only_who_lets_candidates_in_reads_it(prod: Synthesised) -> None:
    (secret,) = prod.all("SecretsManager::Secret").values()
    address = f":secret:{secret['Name']}-*"
    readers = {name for name in FUNCTIONS if address in json.dumps(prod.statements_of(name))}
    assert readers == {"api", "hold_interview"}


@pytest.mark.parametrize("stage", STAGES.values(), ids=lambda stage: stage.name)
def test_no_task_gives_up_on_a_function_that_is_still_at_work(stage: Stage) -> None:
    """A second attempt beside the first would pay for the same calls."""
    tasks = dict(_tasks(json.loads((ROOT / "statemachines" / "process_interview.asl.json").read_text())))
    assert tasks.keys() == {pascal_case(name) for name in STEPS}
    for name, step in STEPS.items():
        assert tasks[pascal_case(name)] >= stage.timeout(step.shape.seconds).to_seconds(), name


def test_whoever_asks_a_model_has_the_time_of_its_longest_call() -> None:
    catalogue = load_catalogue()
    longest = max(
        catalogue.provider_of(catalogue.models[name]).timeout_seconds
        for chains in catalogue.chains[AiEnv.PRODUCTION].values()
        for name in chains.analysis
    )
    asking = [step.shape.seconds for step in STEPS.values() if "analysis" in step.shape.layers]
    assert min(asking) >= longest + CALL_MARGIN_SECONDS


def _tasks(value: Any) -> Iterator[tuple[str, float]]:
    """The function that each task calls, and when the machine gives it up."""
    if isinstance(value, dict) and value.get("Type") == "Task":
        function = value["Arguments"]["FunctionName"].removeprefix("${").removesuffix("FunctionArn}")
        yield function, float(value["TimeoutSeconds"])
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _tasks(inner)


def test_a_turn_has_time_to_be_heard_and_considered_before_api_gateway_gives_up() -> None:
    assert HOLDING.seconds < API_GATEWAY_SECONDS
    assert HOLDING.seconds - CONSIDER_SECONDS - CALL_MARGIN_SECONDS >= TO_HEAR_SECONDS
