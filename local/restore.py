"""Repairs of what the local AWS finds on disk, done before it starts.

*Streams.* It remembers how far each consumer read a table's stream but not the stream itself, which starts again at
zero. A consumer left at position n would be blind to the next n changes without a word.

*Buckets.* It writes objects at once but the list of its buckets only when it is stopped in order. After a hard end
there can be objects of a bucket that no stack knows, and the next deployment could not create that bucket.
"""

import time
from pathlib import Path
from typing import Any, Final

from local.files import read_json, write_json

_POSITIONS: Final = {"lambda.json": "dynamodb_stream_positions", "pipes.json": "positions"}
_VERSIONS: Final = ".versions"


def repair(state: Path, objects: Path) -> None:
    """Make the state files under `state` and the objects under `objects` fit each other and an empty stream."""
    rewind_streams(state)
    set_aside_unknown_buckets(state, objects)


def rewind_streams(state: Path) -> None:
    """Set every reader of a table's stream back to its start, in the state files under `state`."""
    for file, name in _POSITIONS.items():
        content = read_json(state / file)
        positions = _store(content, name)
        if any(positions.values()):
            positions.update(dict.fromkeys(positions, 0))
            write_json(state / file, content)


def set_aside_unknown_buckets(state: Path, objects: Path) -> None:
    """Move what belongs to buckets that the state doesn't list beside `objects`, where the local AWS doesn't look."""
    known = {_account_and_name(key) for key in _store(read_json(state / "s3.json"), "buckets_meta")}
    aside = objects.with_name(f"{objects.name}-unknown") / str(time.time_ns())
    for layer in (objects, objects / _VERSIONS):
        for bucket in layer.glob("[0-9]*/*"):
            if (bucket.parent.name, bucket.name) not in known:
                target = aside / bucket.relative_to(objects)
                target.parent.mkdir(parents=True, exist_ok=True)
                bucket.rename(target)


def _store(content: dict[str, Any], name: str) -> dict[str, Any]:
    store: dict[str, Any] = content.get("payload", {}).get(name, {}).get("data", {})
    return store


def _account_and_name(key: str) -> tuple[str, str]:
    account, _, name = key.partition("\0")
    return account, name.strip("'")
