"""Addresses that are handed out: never made of what a caller says of the host."""

from typing import Any

from fastapi import Request
from starlette.types import Scope

from shared.domain.candidate_link import PLACE, token_of
from shared.domain.interview import Interview
from shared.domain.webhooks.destination import Destinations
from shared.runtime.bootstrap import Root


def public_url(scope: Scope) -> str:
    """Where the API is seen from outside; API Gateway says which of its APIs was called."""
    context: dict[str, Any] = scope.get("aws.event", {}).get("requestContext", {})
    root: Root = scope["app"].state.root()
    return root.public_url.replace("{api_id}", str(context.get("apiId", "")))


def check_not_ours(url: str, scope: Scope) -> None:
    """Raises InvalidRequest for a webhook to ourselves. Which API was called is known to the request alone."""
    context: dict[str, Any] = scope.get("aws.event", {}).get("requestContext", {})
    root: Root = scope["app"].state.root()
    hosts = root.own_hosts.replace("{api_id}", str(context.get("apiId", ""))).split(",")
    Destinations(loopback=root.loopback_webhooks, refused=tuple(filter(None, hosts))).parse(url)


def link_of(interview: Interview, request: Request, root: Root) -> str | None:
    """The candidate's link; None when the interview has none that opens anything."""
    token = token_of(interview, root.signing.keys())
    return public_url(request.scope) + PLACE + token if token else None
