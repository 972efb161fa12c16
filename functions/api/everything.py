"""All routers, whoever serves them: what the API's description describes."""

from typing import Final

from functions.api.live import LIVE
from functions.api.served import SERVED

EVERYTHING: Final = (*SERVED, *LIVE)
