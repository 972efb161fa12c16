"""What is ready in the snapshot that AWS starts a function from (SnapStart).

To import a handler stays light. What its first answer would have waited for is made by runtime hooks just before AWS
takes the snapshot; where none is taken, the first request makes it.
<https://docs.aws.amazon.com/lambda/latest/dg/snapstart-runtime-hooks-python.html>
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, TypeVar

from snapshot_restore_py import register_before_snapshot

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


def made_before_snapshot(make: Callable[[], T]) -> Callable[[], T]:
    """What `make` makes, once: before the snapshot, or when it is first asked for."""
    made = cache(make)
    for prepare in (made, load_what_answers_need):
        register_before_snapshot(prepare)
    return made


def load_what_answers_need() -> None:
    """The SDK and the logger, as modules: keys, clients and connections are of the process that answers."""
    from importlib import import_module

    for module in ("boto3", "botocore.client", "aws_lambda_powertools.logging"):
        import_module(module)
