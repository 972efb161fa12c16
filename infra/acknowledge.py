"""Findings of cdk-nag that stand, each with the reason why."""

from aws_cdk import Acknowledgment, CfnElement, Stack, Validations
from constructs import IConstruct


def acknowledge(construct: IConstruct, rule: str, reason: str) -> None:
    """Lets the finding `rule` stand on `construct` and what is below it."""
    Validations.of(construct).acknowledge(Acknowledgment(id=f"AwsSolutions-{rule}", reason=reason))


def acknowledge_plain_http(construct: IConstruct, rule: str) -> None:
    """For a stage without TLS, where a demand for it would shut everybody out."""
    acknowledge(construct, rule, "this stage speaks plain HTTP and never leaves the machine")


def acknowledge_any_resource(construct: IConstruct, reason: str) -> None:
    """For actions that AWS knows no resource for."""
    acknowledge(construct, "IAM5[Resource::*]", reason)


def acknowledge_all_below(construct: IConstruct, owner: IConstruct, suffix: str, reason: str) -> None:
    """For permissions of `construct` on everything below the address of `owner`, such as a bucket's objects."""
    resource = owner.node.default_child
    if not isinstance(resource, CfnElement):
        raise TypeError(f"{owner.node.path} has no resource of its own")
    name = Stack.of(owner).get_logical_id(resource)
    acknowledge(construct, f"IAM5[Resource::<{name}.Arn>{suffix}]", reason)


def acknowledge_names_below(construct: IConstruct, service: str, name: str, reason: str) -> None:
    """For permissions of `construct` on all names of `service` that begin as `name` does, which ends with a star."""
    address = f"arn:<AWS::Partition>:{service}:<AWS::Region>:<AWS::AccountId>:{name}"
    acknowledge(construct, f"IAM5[Resource::{address}]", reason)
