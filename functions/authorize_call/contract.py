"""Authorize Call: what API Gateway asks before each call, and what it is answered."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from shared.domain.principal import Principal
from shared.domain.tenant import usage_identifier
from shared.domain.value import camel
from shared.runtime.settings import Settings as FunctionSettings


class Input(BaseModel):
    """A call, as API Gateway's REQUEST authorizers are shown it."""

    model_config = ConfigDict(extra="ignore", alias_generator=camel, defer_build=True)

    method_arn: str
    path: str = Field(default="", repr=False)
    multi_value_headers: dict[str, list[str]] | None = Field(default=None, repr=False)
    multi_value_query_string_parameters: dict[str, list[str]] | None = Field(default=None, repr=False)

    @property
    def address(self) -> list[str]:
        """The parts of its URL."""
        query = self.multi_value_query_string_parameters or {}
        return [self.path, *query, *(value for values in query.values() for value in values)]


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str


def allowed(call: Input, principal: Principal, settings: Settings) -> dict[str, Any]:
    """The answer that lets the call through: who calls, and by which name API Gateway counts their calls."""
    api, stage, *_ = call.method_arn.split("/")
    counted = usage_identifier(principal.organisation_id, settings.table_name)
    context = {"context": principal.as_context(), "usageIdentifierKey": counted}
    return _answer(principal.key_id, "Allow", f"{api}/{stage}/*") | context


def refused() -> dict[str, Any]:
    """The answer that does not. API Gateway makes the same 401 of it whatever was wrong."""
    return _answer("nobody", "Deny", "*")


def _answer(principal_id: str, effect: str, resource: str) -> dict[str, Any]:
    statement = {"Action": "execute-api:Invoke", "Effect": effect, "Resource": resource}
    return {"principalId": principal_id, "policyDocument": {"Version": "2012-10-17", "Statement": [statement]}}
