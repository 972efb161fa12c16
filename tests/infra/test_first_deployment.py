"""What only an account shows: a first deployment can be repeated, a release is whole, alarms and letters arrive."""

from collections.abc import Callable
from pathlib import Path

import pytest

from infra.constructs import python_function
from infra.packaging import function_code
from infra.stages import Stage
from tests.infra.conftest import Synthesised, as_list, synthesise

# The properties by which CloudFormation finds that a resource is there already.
NAMED = {
    "AWS::Logs::LogGroup": "LogGroupName",
    "AWS::SQS::Queue": "QueueName",
    "AWS::Events::EventBus": "Name",
    "AWS::SecretsManager::Secret": "Name",
    "AWS::StepFunctions::StateMachine": "StateMachineName",
    "AWS::Lambda::LayerVersion": "LayerName",
}


def test_what_has_a_name_is_gone_when_its_first_deployment_is_rolled_back(prod: Synthesised) -> None:
    """Else the second could never make it: it would be there, and nobody's."""
    kept = {
        name: resource["DeletionPolicy"]
        for name, resource in prod.template["Resources"].items()
        if NAMED.get(resource["Type"]) in resource.get("Properties", {}) and "DeletionPolicy" in resource
    }
    assert len(kept) > 40
    assert set(kept.values()) == {"RetainExceptOnCreate"}


def test_alarms_may_be_published(prod: Synthesised) -> None:
    """A policy of one's own takes the place of SNS's, which lets everything of the account publish."""
    (policy,) = prod.all("SNS::TopicPolicy").values()
    (allowed,) = [s for s in policy["PolicyDocument"]["Statement"] if s["Effect"] == "Allow"]
    assert (allowed["Action"], allowed["Principal"]) == ("sns:Publish", {"Service": "cloudwatch.amazonaws.com"})
    assert allowed["Condition"] == {"StringEquals": {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}}


def test_a_new_authorizer_is_a_new_deployment_of_the_api(
    prod: Synthesised, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the stage would go on calling a version that it may no longer call."""
    monkeypatch.setattr(python_function, "function_code", _changed("authorize_call", tmp_path))
    changed = synthesise("prod", tmp_path / "out")
    assert set(changed.all("ApiGateway::Deployment")).isdisjoint(prod.all("ApiGateway::Deployment"))


def _changed(function: str, folder: Path) -> Callable[[str, Stage], Path]:
    """The code of all functions, one of them with one file more."""

    def code(name: str, stage: Stage) -> Path:
        source = function_code(name, stage)
        if name != function:
            return source
        copy = folder / name
        copy.mkdir()
        (copy / "more.py").write_text("# one line more\n")
        return copy

    return code


def test_letters_are_sent_by_an_address_or_its_domain(tmp_path: Path) -> None:
    stage = synthesise("dev", tmp_path, senderEmail="jobs@example.org")
    (letters,) = stage.statements_about("api", "ses:SendEmail")
    identities = [str(one["Fn::Join"][1][-1]).rpartition("identity/")[2] for one in as_list(letters["Resource"])]
    assert sorted(identities) == ["example.org", "jobs@example.org"]
    assert letters["Condition"] == {"StringEquals": {"ses:FromAddress": "jobs@example.org"}}
