"""The API behind API Gateway."""

from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES

from functions.api.app import create_app
from functions.api.contract import Settings
from functions.api.problems import MEDIA_TYPE
from functions.api.served import SERVED
from shared.runtime.bootstrap import Root
from shared.runtime.settings import load_settings

# Made at import, so that a snapshot of the function holds it; what is outside is reached on first use. What is not
# named as text leaves as Base64, which API Gateway hands on as it is.
handler = Mangum(
    create_app(lambda: Root.of(load_settings(Settings)), SERVED),
    lifespan="off",
    text_mime_types=[*DEFAULT_TEXT_MIME_TYPES, MEDIA_TYPE],
)
