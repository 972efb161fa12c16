"""What an interviewer does next."""

from enum import StrEnum


class ActionType(StrEnum):
    """What the interviewer does next."""

    ASK_FOLLOWUP = "ask_followup"
    NEW_QUESTION = "new_question"
    CLARIFY = "clarify"
    CONCLUDE = "conclude"
