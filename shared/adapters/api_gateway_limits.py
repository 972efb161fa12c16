"""How fast tenants may call: each has a name by which API Gateway counts, in the usage plan of its organisation."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from shared.adapters.aws_errors import for_later
from shared.domain.organisation import Plan
from shared.domain.tenant import usage_identifier

THROTTLES = frozenset({"TooManyRequestsException", "LimitExceededException", "ServiceUnavailableException"})
API_KEY = "API_KEY"


class ApiGatewayLimits:
    """Implements `CallerLimits`. `plans` are the ids of the usage plans, `realm` is what differs between stages.

    API Gateway calls these names API keys. They open nothing here: see docs/decisions.
    """

    def __init__(self, client: Any, plans: Mapping[Plan, str], realm: str) -> None:
        self._client, self._plans, self._realm = client, plans, realm

    def set_plan(self, organisation_id: str, plan: Plan) -> None:
        with for_later("API Gateway", THROTTLES):
            name = usage_identifier(organisation_id, self._realm)
            key_id = self._find(name) or self._create(name, organisation_id)
            for other, plan_id in self._plans.items():
                if other is not plan:
                    self._leave(plan_id, key_id)
            self._join(self._plans[plan], key_id)

    def forget(self, organisation_id: str) -> None:
        with for_later("API Gateway", THROTTLES):
            key_id = self._find(usage_identifier(organisation_id, self._realm))
            if key_id:
                self._client.delete_api_key(apiKey=key_id)

    def _find(self, name: str) -> str | None:
        found = self._client.get_api_keys(nameQuery=name, limit=10)["items"]
        return next((str(key["id"]) for key in found if key["name"] == name), None)

    def _create(self, name: str, tenant: str) -> str:
        made = self._client.create_api_key(name=name, value=name, description=f"counts calls of {tenant}", enabled=True)
        return str(made["id"])

    def _leave(self, plan_id: str, key_id: str) -> None:
        with suppress(self._client.exceptions.NotFoundException):
            self._client.delete_usage_plan_key(usagePlanId=plan_id, keyId=key_id)

    def _join(self, plan_id: str, key_id: str) -> None:
        try:
            self._client.get_usage_plan_key(usagePlanId=plan_id, keyId=key_id)
        except self._client.exceptions.NotFoundException:
            self._client.create_usage_plan_key(usagePlanId=plan_id, keyId=key_id, keyType=API_KEY)
