"""Plan Run: ids in, plan and references out."""

from shared.domain.interview_key import RunKey
from shared.runtime.settings import Settings as FunctionSettings
from shared.usecases.plan_run import RunPlan

Input = RunKey
Output = RunPlan


class Settings(FunctionSettings):
    """The environment of the function."""

    table_name: str
    state_retention_days: int
