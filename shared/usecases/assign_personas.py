"""Each person gets a persona: one of the project's, or a proposed one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.domain.person import Person
from shared.domain.persona_assignment import PersonaAssignment
from shared.domain.steps import Step
from shared.domain.value import Value
from shared.usecases.read_evidence import read_evidence
from shared.usecases.run_step import StepResult, run_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from shared.domain.drafts import PersonaDraft
    from shared.domain.evidence import EvidenceUnit
    from shared.domain.interview_key import RunKey
    from shared.domain.project import Project
    from shared.domain.references import RowsReference
    from shared.ports import Engines, ResourceStore, ResultStore
    from shared.usecases.run_step import Attempt, StepPorts


class AssignPersonasOutput(Value):
    """Seed 000's output of this step."""

    persona_ids: tuple[str, ...]


def assign_personas(
    key: RunKey,
    project_id: str,
    evidence: RowsReference,
    *,
    steps: StepPorts,
    projects: ResourceStore[Project],
    results: ResultStore,
    engines: Engines,
) -> AssignPersonasOutput:
    """Upserts one assignment per person of the evidence's run."""

    def work(attempt: Attempt) -> StepResult[AssignPersonasOutput]:
        analyst = engines.analyst(attempt.scope)
        project = projects.get(key.organisation_id, project_id)
        people = results.load_rows(key.model_copy(update={"run": evidence.run}), Step.EVIDENCE, Person)
        units = read_evidence(key, evidence, results)
        drafts = analyst.match_personas(people, units, project.personas)
        assignments = _assignments(drafts, people, units)
        results.save_rows(attempt.record, assignments)
        return StepResult(
            output=AssignPersonasOutput(persona_ids=tuple(a.persona_id for a in assignments)),
            engine=analyst.engine,
            warnings=_warnings(assignments),
            inputs={Step.EVIDENCE: evidence.run},
        )

    return run_step(steps, key, Step.PERSONAS, work, AssignPersonasOutput)


def _assignments(
    drafts: Sequence[PersonaDraft], people: Sequence[Person], units: Sequence[EvidenceUnit]
) -> list[PersonaAssignment]:
    known_people = {person.id for person in people}
    known_evidence = {unit.id for unit in units}
    by_person = {draft.person_id: draft for draft in drafts if draft.person_id in known_people}
    return [_assignment(draft, known_evidence) for draft in by_person.values()]


def _assignment(draft: PersonaDraft, known_evidence: set[str]) -> PersonaAssignment:
    return PersonaAssignment(
        person_id=draft.person_id,
        persona_id=draft.persona.id,
        persona_name=draft.persona.name,
        proposed=draft.persona.proposed,
        confidence=draft.confidence,
        evidence_ids=tuple(evidence_id for evidence_id in draft.evidence_ids if evidence_id in known_evidence),
        reason=draft.reason,
    )


def _warnings(assignments: Sequence[PersonaAssignment]) -> tuple[str, ...]:
    proposed = sum(assignment.proposed for assignment in assignments)
    return (f"{proposed} persona(s) are proposed: none of the project's fitted",) if proposed else ()
