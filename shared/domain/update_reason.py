"""Why results that were complete have changed."""

from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING

from shared.domain.run_status import RunStatus

if TYPE_CHECKING:
    from shared.domain.run import Run


class UpdateReason(StrEnum):
    """Why results that were complete have changed. Corrections by people have reasons of their own."""

    RERUN = "rerun"
    RESUMED = "resumed"
    INSTRUCTIONS = "instructions"
    REDRIVEN = "redriven"


def update_reason(run: "Run", earlier: "Sequence[Run]") -> UpdateReason | None:
    """Why a run that succeeds changes results that were complete; None when none of the earlier ones has succeeded."""
    if not any(one.status is RunStatus.SUCCEEDED for one in earlier):
        return None
    if earlier[-1].status is not RunStatus.SUCCEEDED:
        return UpdateReason.REDRIVEN
    if run.request.user_custom_instructions:
        return UpdateReason.INSTRUCTIONS
    return UpdateReason.RESUMED if run.request.resume_from else UpdateReason.RERUN
