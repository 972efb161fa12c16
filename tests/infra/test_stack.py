"""Storage, queues, the machine and its alarms, as the template has them."""

import ast
import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from infra.constructs.erasure import SHAPE
from infra.stages import STAGES
from shared.adapters.dynamodb_session_keys import ENDED_SESSIONS
from shared.adapters.s3_artifacts import TEMPORARY
from shared.domain.erasure import LEASE
from shared.domain.events import EventName
from shared.domain.limits import MAX_PIECE_SECONDS, MAX_RECORDING_SECONDS, PIECE_DAYS
from shared.domain.session.speech import SPOKEN, TURNS
from shared.domain.signals import SignalName
from tests.infra.conftest import ROOT, Synthesised, as_list

ASL = (ROOT / "statemachines" / "process_interview.asl.json").read_text()
REFUSED = {
    "AWS::StepFunctions::StateMachineVersion",
    "AWS::StepFunctions::StateMachineAlias",
    "AWS::CloudWatch::CompositeAlarm",
    "AWS::Events::Archive",
    "Custom::CDKBucketDeployment",
    "Custom::S3AutoDeleteObjects",
    "Custom::S3BucketNotifications",
}
OUTPUTS = {
    "TableName",
    "MediaBucketName",
    "ArtifactsBucketName",
    "StateMachineArn",
    "EventBusName",
    "IntakeQueueUrl",
    "FunctionLogGroupPrefix",
    "WorkflowLogGroupName",
    "LaneSlots",
    "OrganisationSlots",
    "ErasureQueueUrl",
    "ErasureQuietSeconds",
}
SESSION_ENDED = {
    "eventName": ["MODIFY"],
    "dynamodb": {"NewImage": {"entity": {"S": ["SESSION"]}, "gsi2pk": {"S": [ENDED_SESSIONS]}}},
}
CDK_REPEATS_DEPENDENCIES = "W3005"
BATCH_OF_THE_EMULATOR = "sqs:SendMessageBatch"  # no action of AWS: see Stage.may_send


def test_cdk_nag_finds_nothing_that_is_not_acknowledged(either: Synthesised) -> None:
    found = [(violation["ruleName"], violation["violatingConstructs"]) for violation in either.violations]
    assert not found


def test_what_is_acknowledged_has_a_reason_in_words(either: Synthesised) -> None:
    assert either.acknowledged
    assert all(len(reason.split()) > 4 for reason in either.acknowledged.values())


def test_cfn_lint_accepts_it(either: Synthesised, tmp_path: Path) -> None:
    template = tmp_path / "template.json"
    # cfn-lint does not know yet that a state in JSONata may compute a number.
    text = next(either.folder.glob("*.template.json")).read_text()
    text = text.replace(BATCH_OF_THE_EMULATOR, "sqs:SendMessage")
    template.write_text(text.replace(json.dumps('"{% ${PieceConcurrency} %}"')[1:-1], "2"))
    command = [str(Path(sys.executable).parent / "cfn-lint"), str(template), "--ignore-checks"]
    done = subprocess.run([*command, CDK_REPEATS_DEPENDENCIES], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_the_local_aws_knows_every_resource(local: Synthesised) -> None:
    assert not REFUSED & {resource["Type"] for resource in local.template["Resources"].values()}


def test_the_table(either: Synthesised) -> None:
    (table,) = either.all("DynamoDB::GlobalTable").values()
    assert [key["AttributeName"] for key in table["KeySchema"]] == ["pk", "sk"]
    assert table["BillingMode"] == "PAY_PER_REQUEST"
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expires_at", "Enabled": True}
    assert table["StreamSpecification"] == {"StreamViewType": "NEW_IMAGE"}
    (replica,) = table["Replicas"]
    assert replica["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"] is True
    indexes = {index["IndexName"]: index for index in table["GlobalSecondaryIndexes"]}
    assert {name: index["Projection"]["ProjectionType"] for name, index in indexes.items()} == {
        "by_organisation": "ALL",
        "by_status": "ALL",
        "by_project": "ALL",
    }


def test_production_keeps_its_data(prod: Synthesised, local: Synthesised) -> None:
    for kind, stage, policy in [("Retain", prod, True), ("Delete", local, False)]:
        for resource in stage.template["Resources"].values():
            if resource["Type"] in ("AWS::DynamoDB::GlobalTable", "AWS::S3::Bucket"):
                assert resource["DeletionPolicy"] == kind
        (table,) = stage.all("DynamoDB::GlobalTable").values()
        assert table["Replicas"][0]["DeletionProtectionEnabled"] is policy


def test_every_bucket_of_production_is_tls_only(prod: Synthesised) -> None:
    secured = {json.dumps(policy["Bucket"]) for policy in prod.all("S3::BucketPolicy").values() if _tls_only(policy)}
    assert secured == {json.dumps({"Ref": name}) for name in prod.all("S3::Bucket")}


def test_every_bucket_is_private_and_encrypted(either: Synthesised) -> None:
    for bucket in either.all("S3::Bucket").values():
        assert all(bucket["PublicAccessBlockConfiguration"].values())
        assert bucket["BucketEncryption"]
        assert bucket["LifecycleConfiguration"]["Rules"]


def _tls_only(policy: dict[str, object]) -> bool:
    return '"Effect": "Deny"' in json.dumps(policy) and '"aws:SecureTransport": "false"' in json.dumps(policy)


def test_the_media_bucket_keeps_versions_and_says_what_comes_in(either: Synthesised) -> None:
    (media,) = [bucket for name, bucket in either.all("S3::Bucket").items() if name.startswith("StorageMedia")]
    assert media["VersioningConfiguration"] == {"Status": "Enabled"}
    assert media["NotificationConfiguration"] == {"EventBridgeConfiguration": {"EventBridgeEnabled": True}}


def test_pages_post_answers_with_a_form_and_read_nothing(either: Synthesised) -> None:
    """From any site, as they may call sessions: the form is what lets them in, and it is signed for one key."""
    buckets = {name: bucket.get("CorsConfiguration") for name, bucket in either.all("S3::Bucket").items()}
    [(name, opened)] = [(name, opened) for name, opened in buckets.items() if opened]
    assert name.startswith("StorageMedia")
    assert opened == {"CorsRules": [{"AllowedMethods": ["POST"], "AllowedOrigins": ["*"]}]}


def test_what_is_temporary_expires(either: Synthesised) -> None:
    (artifacts,) = [bucket for name, bucket in either.all("S3::Bucket").items() if name.startswith("StorageArtifacts")]
    (rule,) = [rule for rule in artifacts["LifecycleConfiguration"]["Rules"] if "TagFilters" in rule]
    assert (rule["ExpirationInDays"], rule["Status"]) == (PIECE_DAYS, "Enabled")
    (tag,) = rule["TagFilters"]
    assert f"{tag['Key']}={tag['Value']}" == TEMPORARY


def test_every_queue_of_production_is_tls_only(prod: Synthesised) -> None:
    policies = prod.all("SQS::QueuePolicy").values()
    secured = {json.dumps(queue) for policy in policies if _tls_only(policy) for queue in policy["Queues"]}
    assert secured == {json.dumps({"Ref": name}) for name in prod.all("SQS::Queue")}


def test_every_queue_is_encrypted(either: Synthesised) -> None:
    assert all(queue["SqsManagedSseEnabled"] is True for queue in either.all("SQS::Queue").values())


def test_on_a_laptop_nothing_asks_for_tls_that_is_not_there(local: Synthesised) -> None:
    assert "SecureTransport" not in json.dumps(local.template)


def test_uploads_wait_six_timeouts_and_are_tried_five_times(either: Synthesised) -> None:
    (rule,) = [rule for rule in either.all("Events::Rule").values() if rule["Name"].endswith("-object-created")]
    (left_out,) = rule["EventPattern"]["detail"]["object"]["key"]
    assert left_out == {"anything-but": {"wildcard": [f"*/{folder}/*" for folder in (SPOKEN, TURNS)]}}
    intake = _queue(either, "-intake")
    assert intake["VisibilityTimeout"] == 6 * either.functions()["start_run"]["Timeout"]
    assert intake["RedrivePolicy"]["maxReceiveCount"] == 5


def _queue(stage: Synthesised, name: str) -> dict[str, Any]:
    (queue,) = [queue for queue in stage.all("SQS::Queue").values() if queue["QueueName"].endswith(name)]
    assert "RedrivePolicy" in queue
    return queue


def test_analytics_have_a_queue_of_their_own_that_is_off_unless_configured(either: Synthesised) -> None:
    queue = _queue(either, "-analytics")
    assert queue["VisibilityTimeout"] == 6 * either.functions()["capture_analytics"]["Timeout"]
    (rule,) = [rule for rule in either.all("Events::Rule").values() if rule["Name"].endswith("-analytics")]
    assert rule["EventPattern"] == {"source": ["parley"], "detail-type": ["interview.completed"]}
    assert rule["State"] == "DISABLED"
    assert "POSTHOG_KEY_PARAMETER" not in either.functions()["finalize_interview"]["Environment"]["Variables"]


def test_every_dead_letter_queue_rings(either: Synthesised) -> None:
    ringing = {
        json.dumps(alarm["Dimensions"][0]["Value"])
        for alarm in either.all("CloudWatch::Alarm").values()
        if alarm.get("MetricName") == "ApproximateNumberOfMessagesVisible" and alarm["Threshold"] == 0
    }
    queues = {name for name, queue in either.all("SQS::Queue").items() if "RedrivePolicy" not in queue}
    assert len(queues) == 10
    assert {json.dumps({"Fn::GetAtt": [name, "QueueName"]}) for name in queues} == ringing


def test_a_run_that_waits_too_long_rings_by_lane(either: Synthesised) -> None:
    handler = (ROOT / "functions" / "settle_run" / "handler.py").read_text()
    assert "OldestWaitOf{lane.capitalize()}" in handler
    alarms = either.all("CloudWatch::Alarm").values()
    late = {a["MetricName"]: a for a in alarms if a.get("MetricName", "").startswith("OldestWaitOf")}
    assert {name: alarm["Threshold"] for name, alarm in late.items()} == {
        "OldestWaitOfInteractive": 1800,
        "OldestWaitOfBackfill": 86_400,
    }
    function = either.functions()["settle_run"]["FunctionName"]
    assert all(alarm["Dimensions"] == [{"Name": "FunctionName", "Value": function}] for alarm in late.values())


def test_every_alarm_names_its_section_of_the_runbook(either: Synthesised) -> None:
    sections = set(re.findall(r"^## ([a-z-]+)$", (ROOT / "docs" / "runbook.md").read_text(), flags=re.M))
    for alarm in either.all("CloudWatch::Alarm").values():
        anchor = re.search(r"docs/runbook\.md#([a-z-]+)$", alarm["AlarmDescription"])
        assert anchor
        assert re.fullmatch(rf"parley-(local|prod)-{anchor[1]}", alarm["AlarmName"])
        assert anchor[1] in sections


def test_alarms_reach_somebody_in_production(prod: Synthesised) -> None:
    assert all(alarm["AlarmActions"] for alarm in prod.all("CloudWatch::Alarm").values())
    (topic,) = prod.all("SNS::Topic").values()
    assert topic["KmsMasterKeyId"]
    assert any(_tls_only(policy) for policy in prod.all("SNS::TopicPolicy").values())
    assert prod.all("CloudWatch::Dashboard")


def test_the_machine_is_its_file_with_every_placeholder_filled(either: Synthesised) -> None:
    (machine,) = either.all("StepFunctions::StateMachine").values()
    assert json.loads(machine["DefinitionString"]) == json.loads(ASL)
    assert set(machine["DefinitionSubstitutions"]) == set(re.findall(r"\$\{(\w+)\}", ASL))


def test_pieces_of_one_recording_are_heard_so_many_at_a_time_as_the_stage_says(
    prod: Synthesised, local: Synthesised
) -> None:
    for stage, synthesised in (("prod", prod), ("local", local)):
        (machine,) = synthesised.all("StepFunctions::StateMachine").values()
        at_once = str(STAGES[stage].piece_concurrency)
        assert machine["DefinitionSubstitutions"]["PieceConcurrency"] == at_once
        pieces = json.loads(machine["DefinitionString"])["States"]["Transcribe Pieces"]
        filled = pieces["MaxConcurrency"].replace("${PieceConcurrency}", at_once)
        assert (pieces["Type"], filled) == ("Map", f"{{% {at_once} %}}")
        assert 0 < STAGES[stage].piece_concurrency < MAX_RECORDING_SECONDS / MAX_PIECE_SECONDS  # 0 is no bound


def test_the_machine_logs_without_what_travels_in_it(either: Synthesised) -> None:
    (machine,) = either.all("StepFunctions::StateMachine").values()
    assert machine["LoggingConfiguration"]["Level"] == "ALL"
    assert machine["LoggingConfiguration"]["IncludeExecutionData"] is False


def test_the_machine_may_call_its_functions_and_no_other(either: Synthesised) -> None:
    (machine,) = either.all("StepFunctions::StateMachine").values()
    role = {"Ref": machine["RoleArn"]["Fn::GetAtt"][0]}
    invoked = [
        resource
        for statement in either.statements(role)
        if "lambda:InvokeFunction" in as_list(statement["Action"])
        for resource in as_list(statement["Resource"])
    ]
    assert len(invoked) == len(set(re.findall(r"\$\{(\w+)FunctionArn\}", ASL)))
    assert not any(
        name in json.dumps(invoked) for name in ("StartRun", "SettleRun", "PublishEvents", "CaptureAnalytics")
    )


def test_a_new_definition_takes_a_tenth_of_the_runs_first(prod: Synthesised) -> None:
    (alias,) = prod.all("StepFunctions::StateMachineAlias").values()
    preference = alias["DeploymentPreference"]
    assert (alias["Name"], preference["Type"], preference["Percentage"]) == ("live", "CANARY", 10)
    assert preference["Alarms"]
    (version,) = [r for r in prod.template["Resources"].values() if r["Type"].endswith("StateMachineVersion")]
    assert version["DeletionPolicy"] == version["UpdateReplacePolicy"] == "Retain"
    # The machine names published versions of its functions, or the tenth would run the same code as the rest.
    (machine,) = prod.all("StepFunctions::StateMachine").values()
    substitutions = machine["DefinitionSubstitutions"]
    named = {value["Ref"] for name, value in substitutions.items() if name.endswith("FunctionArn")}
    assert named == {name for name in prod.all("Lambda::Version") if name.startswith("Steps")}


def test_a_run_that_ends_is_settled_by_event_and_by_the_clock(either: Synthesised) -> None:
    rules = [rule for rule in either.all("Events::Rule").values() if "SettleRun" in json.dumps(rule["Targets"])]
    (ended,) = [rule["EventPattern"] for rule in rules if "EventPattern" in rule]
    assert ended["detail"]["status"] == ["SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]
    assert [rule["ScheduleExpression"] for rule in rules if "ScheduleExpression" in rule] == ["rate(1 minute)"]
    assert all(target["DeadLetterConfig"] for rule in rules for target in rule["Targets"])
    assert either.all("Lambda::EventInvokeConfig")


def test_the_end_of_a_transcription_job_is_heard_by_event_and_looked_for_by_the_clock(prod: Synthesised) -> None:
    found = prod.all("Events::Rule").values()
    rules = [rule for rule in found if "FinishTranscriptionJob" in json.dumps(rule["Targets"])]
    (ended,) = [rule["EventPattern"] for rule in rules if "EventPattern" in rule]
    assert (ended["source"], ended["detail-type"]) == (["aws.transcribe"], ["Transcribe Job State Change"])
    assert ended["detail"] == {"TranscriptionJobStatus": ["COMPLETED", "FAILED"]}
    assert [rule["ScheduleExpression"] for rule in rules if "ScheduleExpression" in rule] == ["rate(5 minutes)"]
    assert all(target["DeadLetterConfig"] for rule in rules for target in rule["Targets"])


def test_only_new_outbox_events_are_published(either: Synthesised) -> None:
    mappings = [m for m in either.all("Lambda::EventSourceMapping").values() if "StartingPosition" in m]
    assert sorted(mapping["BatchSize"] for mapping in mappings) == [100, 500]  # to the bus, and to webhooks
    for outbox in mappings:
        pattern, *more = [json.loads(filters["Pattern"]) for filters in outbox["FilterCriteria"]["Filters"]]
        assert pattern == {"eventName": ["INSERT"], "dynamodb": {"NewImage": {"entity": {"S": ["OUTBOX_EVENT"]}}}}
        assert more == ([] if outbox["BatchSize"] == 500 else [SESSION_ENDED])
        assert (outbox["MaximumRetryAttempts"], outbox["BisectBatchOnFunctionError"]) == (10, True)
        assert outbox["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
        assert outbox["DestinationConfig"]["OnFailure"]


def test_that_a_session_has_ended_is_heard_of_by_who_hands_it_over(either: Synthesised) -> None:
    rules = [rule for rule in either.all("Events::Rule").values() if "CloseSessions" in json.dumps(rule["Targets"])]
    (ended,) = [rule for rule in rules if "EventPattern" in rule]
    assert ended["EventPattern"] == {"source": ["parley"], "detail-type": [SignalName.SESSION_ENDED.value]}
    assert ended["EventBusName"]
    assert [rule["ScheduleExpression"] for rule in rules if "ScheduleExpression" in rule] == ["rate(5 minutes)"]
    assert all(target["DeadLetterConfig"] for rule in rules for target in rule["Targets"])


def test_that_an_interview_was_abandoned_is_heard_of_by_who_hears_what_it_left(either: Synthesised) -> None:
    rules = [rule for rule in either.all("Events::Rule").values() if "HoldInterview" in json.dumps(rule["Targets"])]
    (abandoned,) = rules
    assert abandoned["EventPattern"] == {"source": ["parley"], "detail-type": [EventName.INTERVIEW_ABANDONED.value]}
    assert abandoned["EventBusName"]
    assert all(target["DeadLetterConfig"] for target in abandoned["Targets"])


def test_outputs_have_the_names_that_others_read(either: Synthesised) -> None:
    assert set(either.template["Outputs"]) >= OUTPUTS


def test_stages_differ_in_one_file_only() -> None:
    guilty = [
        f"{path.name}: {node.value}"
        for path in sorted((ROOT / "infra").rglob("*.py"))
        if path.name != "stages.py"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and node.value in STAGES
    ]
    # infra/packaging.py reads the folder `local/`.
    assert guilty == ["packaging.py: local"]


def test_a_breaker_that_opens_rings_by_the_metric_that_functions_write(either: Synthesised) -> None:
    (alarm,) = [a for a in either.all("CloudWatch::Alarm").values() if a.get("MetricName") == "BreakerOpened"]
    (dimension,) = alarm["Dimensions"]
    variables = either.functions()["extract_evidence"]["Environment"]["Variables"]
    assert alarm["Namespace"] == variables["POWERTOOLS_METRICS_NAMESPACE"]
    assert dimension == {"Name": "service", "Value": variables["POWERTOOLS_SERVICE_NAME"]}


def test_erasing_is_called_by_queue_and_clock_and_rings_when_it_is_late(either: Synthesised) -> None:
    (rule,) = [r for r in either.all("Events::Rule").values() if "EraseData" in json.dumps(r["Targets"])]
    assert rule["ScheduleExpression"] == "rate(1 minute)"
    assert all(target["DeadLetterConfig"] for target in rule["Targets"])
    mappings = either.all("Lambda::EventSourceMapping").values()
    (mapping,) = [m for m in mappings if "EraseData" in json.dumps(m["FunctionName"])]
    assert (mapping["BatchSize"], mapping["FunctionResponseTypes"]) == (1, ["ReportBatchItemFailures"])
    (alarm,) = [a for a in either.all("CloudWatch::Alarm").values() if a.get("MetricName") == "LatestErasure"]
    assert alarm["Threshold"] == 3600
    assert "LatestErasure" in (ROOT / "functions" / "erase_data" / "handler.py").read_text()
    assert alarm["Dimensions"] == [{"Name": "FunctionName", "Value": either.functions()["erase_data"]["FunctionName"]}]


def test_an_erasure_waits_longer_than_any_function_works_and_its_lease_than_its_worker() -> None:
    for name in ("dev", "prod"):
        assert STAGES[name].erasure_quiet_seconds > 900
    for stage in STAGES.values():
        assert stage.timeout(SHAPE.seconds).to_seconds() < LEASE.total_seconds()


def test_what_was_kept_long_enough_is_let_go_of_every_day(either: Synthesised) -> None:
    (rule,) = [r for r in either.all("Events::Rule").values() if "EnforceRetention" in json.dumps(r["Targets"])]
    assert rule["ScheduleExpression"] == "rate(1 day)"
    assert all(target["DeadLetterConfig"] for target in rule["Targets"])
    assert either.functions()["enforce_retention"]["Timeout"] == 900
