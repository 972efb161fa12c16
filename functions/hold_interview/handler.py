"""Live interviews behind API Gateway: of the functions that answer requests, the one that has engines."""

from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES

from functions.api.app import create_app
from functions.api.live import LIVE
from functions.api.problems import MEDIA_TYPE
from functions.hold_interview.contract import Settings
from shared.domain.session.limits import MAX_FORM_BYTES
from shared.runtime.bootstrap import Root
from shared.runtime.handler import watched
from shared.runtime.settings import load_settings

# Made at import, as that of the API is.
_answer = Mangum(
    create_app(lambda: Root.of(load_settings(Settings)), LIVE, MAX_FORM_BYTES),
    lifespan="off",
    text_mime_types=[*DEFAULT_TEXT_MIME_TYPES, MEDIA_TYPE],
)
handler = watched(lambda event, context: _answer(dict(event), context))
