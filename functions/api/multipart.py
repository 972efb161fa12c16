"""Bodies of multipart/form-data, as browsers send them (RFC 7578): small ones, read in memory."""

import re
from typing import Final, NamedTuple

MULTIPART: Final = "multipart/form-data"
MAX_PARTS: Final = 10
_BOUNDARY: Final = re.compile(r'boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))', re.IGNORECASE)
_NAME: Final = re.compile(r'(?:^|;)\s*name="([^"]*)"', re.IGNORECASE)
_BREAK: Final = b"\r\n"


class Part(NamedTuple):
    """A field of a form, or a file in it."""

    name: str
    body: bytes

    @property
    def text(self) -> str:
        """The field as text. Raises ValueError when it is none."""
        try:
            return self.body.decode("utf-8")
        except UnicodeDecodeError:
            raise ValueError(f"{self.name} is not UTF-8") from None


def parts_of(content_type: str, body: bytes) -> dict[str, Part]:
    """The parts by their names. Raises ValueError, with words that hold nothing of the body."""
    found = _BOUNDARY.search(content_type)
    if not found:
        raise ValueError("the form names no boundary")
    limit = b"--" + (found[1] or found[2]).encode()
    # What comes before the first limit and after the last one belongs to no part.
    _, *between = (_BREAK + body).split(_BREAK + limit)
    if not between or not between[-1].startswith(b"--"):
        raise ValueError("the form breaks off")
    if len(between) - 1 > MAX_PARTS:
        raise ValueError(f"the form has more than {MAX_PARTS} parts")
    parts = [_part(raw) for raw in between[:-1]]
    if len({part.name for part in parts}) < len(parts):
        raise ValueError("the form names a field twice")
    return {part.name: part for part in parts}


def _part(raw: bytes) -> Part:
    head, found, body = raw.removeprefix(_BREAK).partition(_BREAK + _BREAK)
    lines = head.decode("utf-8", "replace").split("\r\n")
    said = next((line for line in lines if line.lower().startswith("content-disposition:")), "")
    name = _NAME.search(said.partition(":")[2])
    if not found or not name:
        raise ValueError("a part of the form has no name")
    return Part(name[1], body)
