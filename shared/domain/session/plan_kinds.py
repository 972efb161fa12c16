"""Kinds of interviews, of their questions, and of what follows up."""

from enum import StrEnum


class InterviewKind(StrEnum):
    """What an interview is for: to judge who applies for a job, or to learn from whom one asks."""

    JOB = "job"
    RESEARCH = "research"


class QuestionKind(StrEnum):
    """What a question asks for."""

    BACKGROUND = "background"
    MOTIVATION = "motivation"
    BEHAVIOURAL = "behavioural"
    SITUATIONAL = "situational"
    TECHNICAL = "technical"
    RESEARCH = "research"
    CLOSING = "closing"  # what who answers wants to add: it is scored by nobody


class FollowUpCause(StrEnum):
    """What an answer lacks or has, that a follow-up is asked for."""

    SHORT = "short"
    NO_EXAMPLE = "no_example"
    NO_NUMBER = "no_number"
    NO_OUTCOME = "no_outcome"
    VAGUE = "vague"
    FEELING = "feeling"
    MISSING_DATA = "missing_data"


class PlanSource(StrEnum):
    """What a plan was made from."""

    JOB_DESCRIPTION = "job_description"
    CALL_GUIDE = "call_guide"
    ROLE = "role"  # a role that is named and no more: practice
