"""Product analytics through PostHog's own library; off unless a key is configured."""

import logging
from typing import Any

LOG = logging.getLogger(__name__)
TIMEOUT_SECONDS = 3


class NoAnalytics:
    """Implements `Analytics` where none is configured."""

    def capture(self, event: str, properties: dict[str, Any]) -> bool:  # noqa: ARG002
        return False


class PostHogAnalytics:
    """Implements `Analytics`. Sends at once: a Lambda may be frozen before a background thread gets its turn."""

    def __init__(self, key: str, host: str) -> None:
        from posthog import Posthog

        self._client = Posthog(key, host=host, sync_mode=True, timeout=TIMEOUT_SECONDS, disable_geoip=True)

    def capture(self, event: str, properties: dict[str, Any]) -> bool:
        try:
            sent = self._client.capture(event, distinct_id="parley", properties=properties, uuid=properties.get("uuid"))
        except Exception as error:  # noqa: BLE001 - a lost analytics event must not fail a run
            LOG.warning("analytics event not sent", extra={"error": type(error).__name__})
            return False
        return sent is not None  # the library keeps its errors to itself and answers no id
