"""Tells a ready transcript from a recording, by the first bytes and never by the name."""

import re

SNIFF_BYTES = 4096
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_MEDIA = (b"RIFF", b"ID3", b"OggS", b"\x1aE\xdf\xa3", b"fLaC", b"FORM", b".snd", b"caff", b"#!AMR")
_PAGE = rb"(?i)\s*<(?:!doctype|html|\?xml|svg)"
_MPEG_FRAME = rb"\xff[\xe2-\xe7\xea-\xef\xf2-\xf7\xfa-\xff][\x00-\xef]"  # a layer and a bit rate that exist
_CONTROL = rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f]"


def is_transcript(head: bytes) -> bool:
    """Whether an upload that begins with these bytes (4 KiB are enough) is text to be parsed, and no media.

    What is neither, random bytes or a web page, counts as media: decoding then says that it cannot be read.
    """
    head = head[:SNIFF_BYTES]
    if head.startswith(_UTF16):
        return _is_utf16(head)
    is_media = head.startswith(_MEDIA) or head[4:8] == b"ftyp" or bool(re.match(_MPEG_FRAME, head))
    return bool(head.strip()) and not (is_media or re.match(_PAGE, head) or re.search(_CONTROL, head))


def _is_utf16(head: bytes) -> bool:
    try:
        text = head[: len(head) // 2 * 2].decode("utf-16", "ignore")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and not re.search(_CONTROL, text.encode("utf-8", "ignore"))
