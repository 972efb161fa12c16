"""Faults on purpose. Stage `local` only: elsewhere no function can read them, and no command writes them."""

import os

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_table import ConditionFailed, DynamoTable, Put, Update
from shared.domain import errors
from shared.domain.errors import InvalidRequest, ParleyError
from shared.domain.interview_key import RunKey
from shared.domain.steps import Step

DIE = "die"
FOREVER = 1_000_000


class NoFaults:
    """Implements `FaultSwitch` where nothing may be broken on purpose."""

    def trip(self, key: RunKey, step: Step, part: str = "") -> None:
        """Nothing happens."""


class TableFaults:
    """Implements `FaultSwitch` with items of the table: an error's name, or `die`, and how many times."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def set(self, organisation_id: str, step: Step, error: str, times: int = FOREVER, *, part: str = "") -> None:
        """Breaks a step, or a part of it. Raises InvalidRequest for an error that has no name of ours."""
        if error != DIE:
            kind_of(error)
        key = keys.fault_key(organisation_id, step, part)
        self._table.write(Put(vars(key) | {"entity": "FAULT", "error": error, "times": times}))

    def clear(self, organisation_id: str) -> None:
        """Mends everything."""
        for step in Step:
            key = keys.fault_key(organisation_id, step)
            self._table.write(Put(vars(key) | {"entity": "FAULT", "error": "", "times": 0}))

    def trip(self, key: RunKey, step: Step, part: str = "") -> None:
        fault_key = keys.fault_key(key.organisation_id, step, part)
        try:
            one_less = Update(fault_key, "SET #times = #times - :one", "#times > :zero", {"one": 1, "zero": 0})
            fault = self._table.write(one_less)
        except ConditionFailed:
            return
        if fault["error"] == DIE:
            os._exit(1)
        raise kind_of(fault["error"])(f"broken on purpose in stage local, step {step}")


def kind_of(error: str) -> type[ParleyError]:
    """The error of that name."""
    kind = getattr(errors, error, None)
    if not (isinstance(kind, type) and issubclass(kind, ParleyError)):
        raise InvalidRequest("no error of that name", field="error", remedy="use a name of shared/domain/errors.py")
    return kind
