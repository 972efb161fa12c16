"""Authorize Call: a key in a header becomes the principal that the API is called by."""

from typing import Any

from snapshot_restore_py import register_before_snapshot

from functions.authorize_call.contract import Input, Settings, allowed, refused
from shared.domain.errors import InvalidApiKey
from shared.domain.presented_key import presented_key
from shared.runtime.access import Access
from shared.runtime.handler import lambda_handler
from shared.runtime.observability import logger
from shared.runtime.snapshot import load_what_answers_need
from shared.usecases.authorize_call import authorize_call

register_before_snapshot(load_what_answers_need)


@lambda_handler(Input, Settings)
def handler(call: Input, settings: Settings) -> dict[str, Any]:
    """Lets a call with a valid key through. A store that does not answer is an error, and lets nobody through."""
    root = Access.of(settings)
    try:
        key = presented_key(call.multi_value_headers or {}, call.address)
        principal = authorize_call(key, keys=root.api_keys, organisations=root.organisations, clock=root.clock)
    except InvalidApiKey as error:
        logger().info("not authorized", extra={"reason": error.message})
        return refused()
    logger().info("authorized", extra={"organisation_id": principal.organisation_id, "key_id": principal.key_id})
    return allowed(call, principal, settings)
