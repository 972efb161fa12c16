"""Who may call, for whom, and how much; the record of who did what; and erasures."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from shared.runtime.outside import Outside

if TYPE_CHECKING:
    # For the checker only: a function imports the ports that it uses, not all.
    from collections.abc import Mapping

    from shared.ports import ApiKeyStore, AuditLog, CallerLimits, OrganisationStore, QuotaStore
    from shared.ports.erasure import ErasureQueue, ErasureStore
    from shared.usecases.manage_api_keys import KeyPorts
    from shared.usecases.manage_organisations import OrganisationPorts


class Access(Outside):
    """Adds them to the ports. `usage_plans` are known to the command line only: ids by the plan's name."""

    usage_plans: Mapping[str, str] | None = None

    @cached_property
    def organisations(self) -> OrganisationStore:
        """Organisations."""
        from shared.adapters.dynamodb_organisations import DynamoOrganisations

        return DynamoOrganisations(self.table)

    @cached_property
    def api_keys(self) -> ApiKeyStore:
        """API keys, by their hashes."""
        from shared.adapters.dynamodb_api_keys import DynamoApiKeys

        return DynamoApiKeys(self.table)

    @cached_property
    def quotas(self) -> QuotaStore:
        """What each tenant has used in a month."""
        from shared.adapters.dynamodb_quotas import DynamoQuotas

        return DynamoQuotas(self.table)

    @cached_property
    def caller_limits(self) -> CallerLimits:
        """How fast tenants may call."""
        from shared.adapters.api_gateway_limits import ApiGatewayLimits
        from shared.domain.organisation import Plan

        plans = {Plan(name): plan_id for name, plan_id in self._need("usage_plans").items()}
        return ApiGatewayLimits(self.client("apigateway"), plans, self._need("table_name"))

    @cached_property
    def audit(self) -> AuditLog:
        """Who did what."""
        from shared.adapters.dynamodb_audit import DynamoAudit

        return DynamoAudit(self.table)

    @cached_property
    def erasures(self) -> ErasureStore:
        """Erasures and their receipts."""
        from shared.adapters.dynamodb_erasures import DynamoErasures

        return DynamoErasures(self.table)

    @cached_property
    def erasure_queue(self) -> ErasureQueue:
        """What calls the worker that erases."""
        from shared.adapters.sqs_erasures import SqsErasures

        return SqsErasures(self.client("sqs"), self._need("erasure_queue_url"))

    @property
    def organisation_ports(self) -> OrganisationPorts:
        """What making and changing organisations needs."""
        from shared.usecases.manage_organisations import OrganisationPorts

        return OrganisationPorts(self.organisations, self.caller_limits, self.clock)

    @property
    def key_ports(self) -> KeyPorts:
        """What managing API keys needs."""
        from shared.usecases.manage_api_keys import KeyPorts

        return KeyPorts(self.organisations, self.api_keys, self.clock)
