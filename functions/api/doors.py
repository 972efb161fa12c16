"""By which door an address is entered: with an API key, with the token of a candidate's link, or by anybody."""

from typing import Final

KEYED: Final = "/api/"
PRACTICE: Final = "/brain"  # below no version, as the pages that call it were promised
LINKED: Final = "/session/"  # the token of a candidate's link, as if it were a key
SPOKEN: Final = "/session/speech/"  # the token stands in the address
OPEN: Final = "/interview/"


def is_keyed(path: str) -> bool:
    """Whether it asks for an API key."""
    return path.startswith(KEYED) or path == PRACTICE


def is_linked(path: str) -> bool:
    """Whether it asks for the token of a candidate's link, as a bearer's."""
    return path.startswith(LINKED) and not path.startswith(SPOKEN)


def is_live(path: str) -> bool:
    """Whether it is about an interview that is held live."""
    return LINKED in path


def ends(path: str) -> bool:
    """Whether a link opens it, which can have ended."""
    return path.startswith(OPEN) or is_linked(path)
