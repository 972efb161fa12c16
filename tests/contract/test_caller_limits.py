"""How fast tenants may call: the name of each is in exactly one plan.

On the local AWS only: moto's API Gateway needs packages that nothing else here does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ClientError

from shared.adapters.api_gateway_limits import ApiGatewayLimits
from shared.domain.errors import StorageThrottled
from shared.domain.organisation import Plan
from shared.domain.tenant import usage_identifier
from tests.contract.aws import client
from tests.contract.conftest import EMULATOR, endpoint_of


@dataclass(frozen=True)
class Gateway:
    """The adapter, and what API Gateway has."""

    limits: ApiGatewayLimits
    client: Any
    plans: dict[Plan, str]
    realm: str

    def plans_of(self, tenant: str) -> list[Plan]:
        """The plans that the tenant's calls are counted in."""
        name = usage_identifier(tenant, self.realm)
        found = {plan: self.client.get_usage_plan_keys(usagePlanId=one)["items"] for plan, one in self.plans.items()}
        return [plan for plan, keys in found.items() if name in {key["name"] for key in keys}]

    def names(self, tenant: str) -> list[dict[str, Any]]:
        """API Gateway's keys for the tenant."""
        name = usage_identifier(tenant, self.realm)
        keys = self.client.get_api_keys(nameQuery=name, includeValues=True)["items"]
        return [key for key in keys if key["name"] == name]


@pytest.fixture(params=[EMULATOR])
def gateway(request: pytest.FixtureRequest) -> Iterator[Gateway]:
    with client("apigateway", endpoint_of(request)) as apigateway:
        realm = f"parley-{uuid4().hex[:12]}"
        plans = {plan: apigateway.create_usage_plan(name=f"{realm}-{plan}")["id"] for plan in Plan}
        yield Gateway(ApiGatewayLimits(apigateway, plans, realm), apigateway, plans, realm)


def test_a_tenant_is_in_its_plan_once_however_often_that_is_said(gateway: Gateway) -> None:
    for _ in range(2):
        gateway.limits.set_plan("acme", Plan.ESSENTIAL)
    assert gateway.plans_of("acme") == [Plan.ESSENTIAL]
    (key,) = gateway.names("acme")
    assert (key["value"], key["enabled"]) == (usage_identifier("acme", gateway.realm), True)


def test_a_tenant_moves_to_another_plan(gateway: Gateway) -> None:
    for plan in (Plan.ESSENTIAL, Plan.ENTERPRISE, Plan.PROFESSIONAL):
        gateway.limits.set_plan("acme", plan)
        assert gateway.plans_of("acme") == [plan]
    assert len(gateway.names("acme")) == 1


def test_tenants_are_counted_apart(gateway: Gateway) -> None:
    gateway.limits.set_plan("acme", Plan.ESSENTIAL)
    gateway.limits.set_plan("acme__sandbox", Plan.ENTERPRISE)
    assert gateway.plans_of("acme") == [Plan.ESSENTIAL]
    assert gateway.plans_of("acme__sandbox") == [Plan.ENTERPRISE]


def test_a_tenant_is_forgotten_and_a_repeat_does_nothing(gateway: Gateway) -> None:
    gateway.limits.set_plan("acme", Plan.ESSENTIAL)
    for _ in range(2):
        gateway.limits.forget("acme")
    assert gateway.names("acme") == []


def test_impatience_is_ours_to_wait_for_and_other_errors_keep_their_names(gateway: Gateway) -> None:
    class Refusing:
        exceptions = gateway.client.exceptions

        def __init__(self, code: str) -> None:
            self._code = code

        def get_api_keys(self, **_: Any) -> Any:
            raise ClientError({"Error": {"Code": self._code, "Message": "x"}}, "GetApiKeys")

    with pytest.raises(StorageThrottled, match="TooManyRequestsException"):
        ApiGatewayLimits(Refusing("TooManyRequestsException"), gateway.plans, "x").set_plan("acme", Plan.ESSENTIAL)
    with pytest.raises(ClientError):
        ApiGatewayLimits(Refusing("UnauthorizedException"), gateway.plans, "x").forget("acme")
