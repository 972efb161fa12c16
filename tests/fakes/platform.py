"""A platform that has used what a test says."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from shared.domain.engines import EngineUse
from shared.domain.platform import AwsUnit, UnitPrice, aws_use

DATE = date(2026, 1, 1)
PRICES = {
    unit: UnitPrice(dollars=Decimal("0.000001"), source="https://x", reviewed=DATE, confirmed=True) for unit in AwsUnit
}


@dataclass
class ScriptedPlatform:
    """Implements `PlatformMeter`. Everything costs a millionth of a dollar."""

    used: list[EngineUse] = field(default_factory=list)

    def use(self, unit: AwsUnit, count: float) -> EngineUse:
        return aws_use(unit, count, PRICES)

    def drain(self) -> Sequence[EngineUse]:
        used, self.used = self.used, []
        return used
