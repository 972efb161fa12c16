"""A function for whose first answer somebody waits can start from a snapshot: on AWS, if its shape says so."""

from pathlib import Path
from typing import Any

import pytest
from aws_cdk import App, Stack
from aws_cdk.assertions import Template

from infra.constructs.dependencies_layer import DependenciesLayers
from infra.constructs.python_function import PythonFunction, Shape
from infra.stages import STAGES


def template(stage_name: str, shape: Shape, layers: dict[str, Path]) -> dict[str, Any]:
    """The properties of one function of that shape."""
    assert layers
    stage, stack = STAGES[stage_name], Stack(App(), "one")
    catalogue = {"TABLE_NAME": "table", "STATE_RETENTION_DAYS": "90"}
    built = DependenciesLayers(stack, "Layers", stage=stage)
    function = PythonFunction(stack, "plan_run", stage=stage, shape=shape, catalogue=catalogue, layers=built)
    assert function.target_arn
    found = Template.from_stack(stack).find_resources("AWS::Lambda::Function")
    properties: dict[str, Any] = next(iter(found.values()))["Properties"]
    return properties


def test_on_aws_it_starts_from_a_snapshot_of_its_published_version(layers: dict[str, Path]) -> None:
    properties = template("prod", Shape(starts_from_snapshot=True), layers)
    assert properties["SnapStart"] == {"ApplyOn": "PublishedVersions"}


@pytest.mark.parametrize(
    ("stage", "shape"), [("prod", Shape()), ("local", Shape(starts_from_snapshot=True))], ids=["unasked", "local"]
)
def test_elsewhere_it_does_not(stage: str, shape: Shape, layers: dict[str, Path]) -> None:
    assert "SnapStart" not in template(stage, shape, layers)
