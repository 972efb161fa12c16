"""The state machine, which here only remembers what was asked of it."""

from dataclasses import dataclass, field

from shared.domain.errors import RedriveRefused, WorkflowUnavailable
from shared.domain.interview_key import RunKey
from shared.domain.run_status import RunStatus
from shared.ports import Execution, ExecutionWork

PREFIX = "arn:aws:states:us-east-1:000000000000:execution:parley"
REDRIVEN = (RunStatus.FAILED, RunStatus.STOPPED, RunStatus.TIMED_OUT)


@dataclass
class MemoryWorkflow:
    """Implements `Workflow`. `failing_starts` is how many starts are refused before one is accepted.

    `started` has every execution once, `asked` every request for a start.
    """

    failing_starts: int = 0
    started: list[RunKey] = field(default_factory=list)
    asked: list[RunKey] = field(default_factory=list)
    redriven: list[str] = field(default_factory=list)
    stopped: list[tuple[RunKey, str]] = field(default_factory=list)
    refuses_redrives: bool = False
    work: ExecutionWork = field(default_factory=lambda: ExecutionWork(transitions=1, function_calls=0))
    _status: dict[str, RunStatus] = field(default_factory=dict)

    def start(self, run: RunKey) -> str:
        self.asked.append(run)
        if self.failing_starts:
            self.failing_starts -= 1
            raise WorkflowUnavailable("Step Functions answered ServiceUnavailable")
        arn = self.arn_of(run)
        if arn not in self._status:
            self._status[arn] = RunStatus.RUNNING
            self.started.append(run)
        return arn

    def describe(self, run: RunKey, execution_arn: str | None) -> Execution | None:
        arn = execution_arn or self.arn_of(run)
        return Execution(arn=arn, status=self._status[arn]) if arn in self._status else None

    def count_work(self, execution_arn: str) -> ExecutionWork:
        if execution_arn not in self._status:
            raise WorkflowUnavailable("Step Functions answered ExecutionDoesNotExist")
        return self.work

    def stop(self, run: RunKey, error: str) -> bool:
        arn = self.arn_of(run)
        if arn not in self._status:
            return False
        if self._status[arn] is RunStatus.RUNNING:
            self._status[arn] = RunStatus.STOPPED
            self.stopped.append((run, error))
        return True

    def redrive(self, execution_arn: str) -> None:
        status = self._status.get(execution_arn)
        if self.refuses_redrives or status not in REDRIVEN:
            raise RedriveRefused(f"the execution is {status or 'unknown'}")
        self._status[execution_arn] = RunStatus.RUNNING
        self.redriven.append(execution_arn)

    def end(self, run: RunKey, status: RunStatus) -> None:
        """The execution has ended, by itself or from outside."""
        self._status[self.arn_of(run)] = status

    @staticmethod
    def arn_of(run: RunKey) -> str:
        """What `start` answers."""
        return f"{PREFIX}:{run.execution_name}"
