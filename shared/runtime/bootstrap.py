"""The composition root of all: settings become ports, each on first use, so that one pays only for what one uses.

What answers requests and the command line have it. Other functions have the part of it that they use, which they load
in less time: `Pipeline`, `Webhooks`, `Access`, `Outside`.
"""

from __future__ import annotations

from shared.runtime.door import Door
from shared.runtime.pipeline import Pipeline
from shared.runtime.webhooks import Webhooks


class Root(Door, Pipeline, Webhooks):
    """Puts ports together."""
