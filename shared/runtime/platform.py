"""What this process uses of AWS, counted once for all its clients."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from shared.adapters.aws_work import AwsWork
    from shared.domain.platform import Prices


@cache
def work() -> AwsWork:
    """The count of this process."""
    from shared.adapters.aws_work import AwsWork

    return AwsWork(load_prices)


@cache
def load_prices() -> Prices:
    """AWS's list prices, from the file that is shipped with the code."""
    import tomllib
    from importlib.resources import files

    from shared.domain.platform import AwsUnit, UnitPrice

    parsed = tomllib.loads(files("shared").joinpath("aws_prices.toml").read_text(encoding="utf-8"))
    return {unit: UnitPrice.model_validate(parsed[unit]) for unit in AwsUnit}


def note_invocation(context: Any) -> None:
    """An invocation begins; outside Lambda it has no size, and costs nothing."""
    work().begin(int(getattr(context, "memory_limit_in_mb", 0) or 0))
