"""Versions as HTTP has them: `ETag` on an answer, `If-Match` on a change. RFC 9110, sections 8.8.3 and 13.1.1."""

import re
from typing import Annotated, Final

from fastapi import Depends, Header, Response

from shared.domain.errors import InvalidRequest, VersionMissing
from shared.domain.resource import Resource

TAG: Final = re.compile(r'"v([1-9][0-9]{0,9})"')
FIELD: Final = "header.if-match"
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        pattern=rf"^{TAG.pattern}$",
        description="The ETag of the version that you have seen; another one standing is 412, none given 428.",
        openapi_examples={"first": {"value": '"v1"'}},
    ),
]


def seen_version(if_match: IfMatch = None) -> int:
    """The version that the caller has seen. Raises VersionMissing, InvalidRequest."""
    if not if_match:
        raise VersionMissing("the request has no If-Match", field=FIELD)
    tag = TAG.fullmatch(if_match.strip())
    if not tag:
        raise InvalidRequest("not an ETag of ours", field=FIELD)
    return int(tag[1])


SeenVersion = Annotated[int, Depends(seen_version)]


def tagged(response: Response, resource: Resource) -> None:
    """Says which version the answer shows."""
    response.headers["ETag"] = f'"v{resource.version}"'
