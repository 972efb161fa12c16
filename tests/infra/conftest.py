"""Each stage is synthesised once for all tests: one synthesis takes seconds."""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Validations
from cdk_nag import AwsSolutionsChecks

from infra.build_layers import AWS, LAYERS, build_layer
from infra.parley_stack import ParleyStack
from infra.stages import stage_from

ROOT = Path(__file__).parents[2]
# The Node of the project's own environment, whatever the caller's shell has.
os.environ["JSII_NODE"] = str(Path(sys.executable).parent / "node")


@dataclass(frozen=True)
class Synthesised:
    """A stage's template, and what cdk-nag says of it."""

    folder: Path
    template: dict[str, Any]
    violations: list[dict[str, Any]]
    acknowledged: dict[str, str]

    def all(self, kind: str) -> dict[str, dict[str, Any]]:
        """The properties of every resource of that type, by logical id."""
        return {
            name: resource.get("Properties", {})
            for name, resource in self.template["Resources"].items()
            if resource["Type"] == f"AWS::{kind}"
        }

    def functions(self) -> dict[str, dict[str, Any]]:
        """The functions' properties by the name of their folder."""
        found = self.all("Lambda::Function").values()
        return {str(function["Handler"]).split(".")[1]: function for function in found}

    def statements_of(self, function: str) -> list[dict[str, Any]]:
        """What the function may do."""
        role = self.functions()[function]["Role"]["Fn::GetAtt"][0]
        return self.statements({"Ref": role})

    def statements_about(self, function: str, action: str) -> list[dict[str, Any]]:
        """By what the function may do this."""
        return [one for one in self.statements_of(function) if action in as_list(one["Action"])]

    def statements(self, role: dict[str, str]) -> list[dict[str, Any]]:
        """What a role may do."""
        policies = [policy for policy in self.all("IAM::Policy").values() if role in policy["Roles"]]
        return [statement for policy in policies for statement in policy["PolicyDocument"]["Statement"]]


def as_list(value: Any) -> list[Any]:
    """CloudFormation writes a list of one as the one."""
    return value if isinstance(value, list) else [value]


def synthesise(stage: str, folder: Path, **said: str) -> Synthesised:
    """A stage, with what else its context says."""
    context = json.loads((ROOT / "cdk.json").read_text())["context"]
    app = App(context={**context, "stage": stage, **said}, outdir=str(folder))
    ParleyStack(app, stage=stage_from(app.node))
    Validations.of(app).add_plugins(AwsSolutionsChecks(app))
    acknowledged = _acknowledged(app)
    try:
        app.synth()
    except RuntimeError as error:
        if "Validation failed" not in str(error):
            raise
    report = json.loads((folder / "validation-report.json").read_text())
    template = json.loads((folder / f"parley-{stage}.template.json").read_text())
    violations = [violation for plugin in report["pluginReports"] for violation in plugin.get("violations", [])]
    return Synthesised(folder, template, violations, acknowledged)


def _acknowledged(app: App) -> dict[str, str]:
    """Rule and place -> reason."""
    key = Validations.ACKNOWLEDGED_RULES_METADATA_KEY
    return {
        f"{node.node.path} {rule}": reason
        for node in app.node.find_all()
        for entry in node.node.metadata
        if entry.type == key
        for rule, reason in entry.data.items()
    }


@pytest.fixture(scope="session")
def layers() -> dict[str, Path]:
    """The layers for AWS, built on first use and kept in build/."""
    return {name: build_layer(name, AWS) for name in LAYERS}


@pytest.fixture(scope="session")
def synthesised(tmp_path_factory: pytest.TempPathFactory, layers: dict[str, Path]) -> Callable[[str], Synthesised]:
    """A stage by its name."""
    return cache(lambda stage: synthesise(stage, tmp_path_factory.mktemp(stage)))


@pytest.fixture(scope="session")
def prod(synthesised: Callable[[str], Synthesised]) -> Synthesised:
    return synthesised("prod")


@pytest.fixture(scope="session")
def local(synthesised: Callable[[str], Synthesised]) -> Synthesised:
    return synthesised("local")


@pytest.fixture(params=["prod", "local"])
def either(request: pytest.FixtureRequest, synthesised: Callable[[str], Synthesised]) -> Synthesised:
    """What holds on AWS and on a laptop."""
    return synthesised(request.param)
