"""Which function a step is, by the name that it has in every layer."""

from shared.domain.steps import Step

FUNCTION_OF: dict[Step, str] = {
    Step.UPLOAD: "upload_and_transcribe",
    Step.EVIDENCE: "extract_evidence",
    Step.INSIGHTS: "generate_insights",
    Step.PERSONAS: "assign_personas",
    Step.ANSWERS: "attribute_answers",
    Step.EVALUATION: "evaluate_interview",
    Step.FINALIZE: "finalize_interview",
}
