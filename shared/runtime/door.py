"""What the API needs of what is outside, beside what every function does."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from shared.runtime.outside import Outside

if TYPE_CHECKING:
    from shared.domain.project import Project
    from shared.ports import IdempotencyStore, JobDescriptionStore, ResourceStore


@dataclass
class Door(Outside):
    """Builds the ports that only the API uses."""

    @cached_property
    def idempotency(self) -> IdempotencyStore:
        """What requests have made before."""
        from shared.adapters.dynamodb_idempotency import DynamoIdempotency

        return DynamoIdempotency(self.table)

    @cached_property
    def project_resources(self) -> ResourceStore[Project]:
        """Projects, as those see them who change them."""
        from shared.adapters.dynamodb_resources import PROJECTS, DynamoResources

        return DynamoResources(self.table, PROJECTS)

    @cached_property
    def job_descriptions(self) -> JobDescriptionStore:
        """Job descriptions."""
        from shared.adapters.dynamodb_resources import JOB_DESCRIPTIONS, DynamoResources

        return DynamoResources(self.table, JOB_DESCRIPTIONS)
