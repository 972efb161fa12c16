"""An application behind API Gateway's proxy integration."""

from collections.abc import Sequence

from fastapi import APIRouter
from mangum import Mangum
from mangum.adapter import DEFAULT_TEXT_MIME_TYPES

from functions.api.app import create_app
from functions.api.problems import MEDIA_TYPE
from shared.domain.limits import MAX_BODY_BYTES
from shared.runtime.bootstrap import Root
from shared.runtime.settings import Settings, load_settings


def behind_gateway(settings: type[Settings], routers: Sequence[APIRouter], most: int = MAX_BODY_BYTES) -> Mangum:
    """The application of those routers; what is outside is reached on first use.

    What is not named as text leaves as Base64, which API Gateway hands on as it is.
    """
    return Mangum(
        create_app(lambda: Root.of(load_settings(settings)), routers, most),
        lifespan="off",
        text_mime_types=[*DEFAULT_TEXT_MIME_TYPES, MEDIA_TYPE],
    )
