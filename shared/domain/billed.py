"""Uses on their way into the ledger."""

from shared.domain.engines import EngineUse
from shared.domain.value import Value


class Billed(Value):
    """Uses on their way into the ledger, which enters them once for each `receipt`."""

    receipt: str
    uses: tuple[EngineUse, ...]
