"""What the interview says to each question of the project."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

from shared.adapters.model_analyst.answers import QuestionAnswer, QuestionsAnswer
from shared.adapters.model_analyst.asking import Asker, in_parallel
from shared.adapters.model_analyst.evidence import pieces_of, segments_of, speakers_of
from shared.adapters.model_analyst.numbered import ids, named, numbered, share
from shared.adapters.model_analyst.sizes import as_json, parts_of, tokens_of
from shared.domain.attribution import AnswerAttribution, AnswerStatus
from shared.domain.evidence import EvidenceUnit
from shared.domain.limits import MAX_TEXT_CHARACTERS
from shared.domain.project import ProjectQuestion
from shared.domain.transcript import Segment, Transcript

PROMPT: Final = "attribute_answers"
QUESTIONS_SHARE: Final = 0.4  # of what fits at once
PIECE_SHARE: Final = 0.2
_WEIGHT: Final = {AnswerStatus.ANSWERED: 2, AnswerStatus.NOT_ANSWERED: 1, AnswerStatus.NOT_ASKED: 0}


def attribute_answers(
    asker: Asker, questions: Sequence[ProjectQuestion], transcript: Transcript, evidence: Sequence[EvidenceUnit]
) -> list[AnswerAttribution]:
    """One attribution per question, in their order. A long interview is read in parts, a long list in batches."""
    room = asker.room(PROMPT)
    batches = parts_of(questions, lambda question: tokens_of(as_json(_row(0, question))), int(room * QUESTIONS_SHARE))
    found = in_parallel(lambda batch: _ask(asker, batch, transcript, evidence), batches)
    by_question: defaultdict[str, list[AnswerAttribution]] = defaultdict(list)
    for answer in (answer for answers in found for answer in answers):
        by_question[answer.question_id].append(answer)
    return [_combined(question, by_question[question.id]) for question in questions]


def _row(number: int, question: ProjectQuestion) -> dict[str, Any]:
    return {"n": number, "text": question.text}


def _ask(
    asker: Asker, questions: Sequence[ProjectQuestion], transcript: Transcript, evidence: Sequence[EvidenceUnit]
) -> list[AnswerAttribution]:
    quotes = _by_segment(evidence)
    known = {
        "questions": [_row(number, question) for number, question in numbered(questions).items()],
        "speakers": speakers_of(transcript),
    }

    def data(part: Sequence[Segment]) -> dict[str, Any]:
        units = _units(part, quotes)
        rows = [{"n": n, "segment": unit.segment_index, "quote": unit.quote} for n, unit in numbered(units).items()]
        return known | {"segments": segments_of(part), "evidence": rows}

    pieces = list(pieces_of(transcript.segments, int(asker.room(PROMPT) * PIECE_SHARE)))
    answers = asker.ask_in_parts(PROMPT, pieces, data, QuestionsAnswer)
    return [
        attribution
        for part, answer in answers
        for attribution in _attributions(answer, questions, _units(part, quotes))
    ]


def _by_segment(evidence: Sequence[EvidenceUnit]) -> dict[int, list[EvidenceUnit]]:
    found: defaultdict[int, list[EvidenceUnit]] = defaultdict(list)
    for unit in evidence:
        found[unit.segment_index].append(unit)
    return found


def _units(part: Sequence[Segment], quotes: dict[int, list[EvidenceUnit]]) -> list[EvidenceUnit]:
    """The evidence in these segments. A piece of a long one has the quotes that it holds."""
    return [unit for segment in part for unit in quotes.get(segment.index, ()) if unit.quote in segment.text]


def _attributions(
    answer: QuestionsAnswer, questions: Sequence[ProjectQuestion], units: Sequence[EvidenceUnit]
) -> list[AnswerAttribution]:
    return [
        _attribution(each, question, units) for each in answer.answers for question in named([each.question], questions)
    ]


def _attribution(answer: QuestionAnswer, question: ProjectQuestion, units: Sequence[EvidenceUnit]) -> AnswerAttribution:
    answered = answer.status is AnswerStatus.ANSWERED
    return AnswerAttribution(
        question_id=question.id,
        status=answer.status,
        summary=answer.summary.strip()[:MAX_TEXT_CHARACTERS] if answered else "",
        evidence_ids=ids(answer.evidence, units) if answered else (),
        confidence=share(answer.confidence),
    )


def _combined(question: ProjectQuestion, parts: Sequence[AnswerAttribution]) -> AnswerAttribution:
    """What the parts of an interview say together: answered in one is answered."""
    if not parts:
        return AnswerAttribution(
            question_id=question.id, status=AnswerStatus.NOT_ASKED, summary="", evidence_ids=(), confidence=0.0
        )
    told = [part for part in parts if part.status is not AnswerStatus.ANSWERED or part.evidence_ids] or parts
    best = max(told, key=lambda part: (_WEIGHT[part.status], part.confidence))
    agreeing = [part for part in told if part.status is best.status]
    summaries = dict.fromkeys(part.summary for part in agreeing if part.summary)
    evidence_ids = dict.fromkeys(evidence_id for part in agreeing for evidence_id in part.evidence_ids)
    return best.model_copy(
        update={"summary": " ".join(summaries)[:MAX_TEXT_CHARACTERS], "evidence_ids": tuple(evidence_ids)}
    )
