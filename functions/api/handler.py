"""The API behind API Gateway."""

from mangum import Mangum

from functions.api.app import create_app
from functions.api.contract import Settings
from shared.runtime.bootstrap import root_of
from shared.runtime.settings import load_settings

# Made at import, so that a snapshot of the function holds it; what is outside is reached on first use.
handler = Mangum(create_app(lambda: root_of(load_settings(Settings))), lifespan="off")
