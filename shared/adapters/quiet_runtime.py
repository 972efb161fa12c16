"""What models run in keeps to itself."""

import os
from typing import Final

# onnxruntime otherwise keeps a device's id and events for Microsoft below the home folder; read when it is loaded.
NO_TELEMETRY: Final = {"ORT_DISABLE_TELEMETRY": "1"}


def tell_nobody() -> None:
    """To be called before a package is imported that loads onnxruntime."""
    os.environ.update(NO_TELEMETRY)
