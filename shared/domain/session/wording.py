"""What the interviewer says where no model words it. Plain, kind, and never a judgement of an answer."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Final

from shared.domain.mixed_languages import is_mixed, spoken_tag
from shared.domain.session.limits import MAX_TURNS
from shared.domain.session.plan_kinds import FollowUpCause, InterviewKind

if TYPE_CHECKING:
    from shared.domain.session.plan import SessionPlan

GREETING: Final = {
    InterviewKind.JOB: "Hello, and thank you for your time. I am an automated interviewer{about}. "
    "Take all the time you need to think; your answer ends when you say so.",
    InterviewKind.RESEARCH: "Hello, and thank you for talking to us. I am an automated interviewer{about}. "
    "There are no wrong answers. Take all the time you need; your answer ends when you say so.",
}
# Where an interview is in another language: whoever words the questions, these sentences are English.
ONLY_ENGLISH: Final = "My own words are in English; please answer in {language}."
ENGLISH_TOO: Final = "My own words are in English; answer in {language}, in English, or in both."
CLOSING: Final = "That was my last question. Thank you, that is all; you can close this page now."
CLOSING_EARLY: Final = "We stop here. Thank you for your time; what you have said is kept. You can close this page now."

SAY_AGAIN: Final = "I could not understand that. Please say it once more, close to the microphone."
NOT_HEARD: Final = "I could not hear that in time; it is kept. Please say it once more, or type your answer."
PLEASE_TYPE: Final = "I still could not understand that. Please type your answer instead."
CANNOT_HEAR: Final = "I cannot follow spoken {language} here. Please type your answer instead."
TAKE_TIME: Final = "Of course, take your time. The question was: {question}"
AGAIN: Final = "Gladly. {question}"
BACK: Final = {
    "off_topic": "Thank you. Let us come back to the question: {question}",
    "question_back": "I cannot answer that myself; I have noted it for the people who read this. For now: {question}",
    "other_language": "I can only follow {language} here. Could you answer in {language}? {question}",
    "instruction": "I cannot change how this interview works. Back to the question: {question}",
    "hostile": "I would like us to stay courteous; you can also stop whenever you like. The question was: {question}",
}
BRIDGE: Final = ("Thank you.", "Thank you for that.", "I see, thank you.", "Good to know, thank you.")
BRIDGE_DECLINED: Final = "That is all right. Let us go on."
BRIDGE_GIVEN_UP: Final = "Let us leave that one and go on."

# Nothing is asked twice in a session, so each cause needs as many wordings as it may come up.
FOLLOW_UPS: Final[dict[FollowUpCause, tuple[str, ...]]] = {
    FollowUpCause.SHORT: (
        "Could you tell me a little more about that?",
        "What else belongs to that?",
        "Could you go into that a bit further?",
        "How would you describe that to somebody who was not there?",
        "What more can you say about it?",
        "Which part of that matters most to you?",
    ),
    FollowUpCause.NO_EXAMPLE: (
        "Can you take me through one time when that happened?",
        "What would be a concrete example of that?",
        "When was the last time that it was so?",
        "Is there one situation that shows it well?",
        "Could you pick one case and tell me about it?",
        "What did that look like on a particular day?",
    ),
    FollowUpCause.NO_NUMBER: (
        "Roughly how much, or how often, was that?",
        "Can you put a rough figure on that?",
        "About how many are we talking of?",
        "What order of size was it?",
    ),
    FollowUpCause.NO_OUTCOME: (
        "How did it turn out in the end?",
        "What changed because of it?",
        "What came of it?",
        "Where did things stand afterwards?",
        "How did the others see it afterwards?",
    ),
    FollowUpCause.VAGUE: (
        "What exactly was your own part in that?",
        "What do you mean by that, in practice?",
        "What did you do first, and what then?",
        "Could you say that again in terms of one thing that you did?",
        "Who did what there, and what was left to you?",
        "If I had stood beside you, what would I have seen?",
    ),
    FollowUpCause.FEELING: (
        "What was it that made you feel so?",
        "Why was that?",
        "What stood behind that feeling?",
        "What would have had to be different?",
    ),
    FollowUpCause.MISSING_DATA: (
        "And what about the {data}?",
        "Could you also tell me about the {data}?",
        "What can you say of the {data}?",
        "What do you know about the {data}?",
    ),
}
MARK_CHARACTERS: Final = 10
BLANK: Final = "-" * MARK_CHARACTERS
# Places for all that a session may ask, so that it is as large after its last turn as before its first.
NOTHING_SAID: Final = BLANK * (MAX_TURNS + 1)
LANGUAGES: Final = {"en": "English", "hi": "Hindi", "de": "German", "fr": "French", "es": "Spanish", "it": "Italian"}


def greeting(plan: SessionPlan) -> str:
    """What is said before the first question."""
    about = f", and we talk about {plan.title}" if plan.title else ""
    spoken = f" {_spoken(plan)}" if speaks_otherwise(plan) else ""
    return GREETING[plan.kind].format(about=about) + spoken


def speaks_otherwise(plan: SessionPlan) -> bool:
    """Whether the interview is in a language in which the interviewer has no words of its own."""
    return language_name(plan.language) != LANGUAGES["en"]


def _spoken(plan: SessionPlan) -> str:
    said = ENGLISH_TOO if is_mixed(spoken_tag(plan.language)) else ONLY_ENGLISH
    return said.format(language=language_name(plan.language))


def bridge(place: int) -> str:
    """A word of thanks before the question at that place of the plan: its neighbour has another one.

    The same question has always the same one, so that what is said need not be spoken anew for each who hears it.
    """
    return BRIDGE[place % len(BRIDGE)]


def follow_up(cause: FollowUpCause, said: str, data: str = "") -> str | None:
    """A follow-up for that cause that was not said yet; None when all were."""
    wordings = (text.format(data=data) for text in FOLLOW_UPS[cause])
    return next((text for text in wordings if mark_of(text) not in said), None)


def mark_of(text: str) -> str:
    """A short mark of a question, the same for the same words in whatever letters and stops."""
    return hashlib.sha256(plain(text).encode()).hexdigest()[:MARK_CHARACTERS]


def plain(text: str) -> str:
    """The words of a text, whatever its letters and stops."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


def with_mark(said: str, text: str) -> str:
    """The marks of what was asked, with that of the text in the first free place."""
    return said.replace(BLANK, mark_of(text), 1)


def language_name(code: str) -> str:
    """The name of a language in English; its code where we know none."""
    return LANGUAGES.get(code.split("-", maxsplit=1)[0], code)


def opening(plan: SessionPlan) -> str:
    """What is said first: a greeting, and the first question."""
    return f"{greeting(plan)} {plan.questions[0].text}"
