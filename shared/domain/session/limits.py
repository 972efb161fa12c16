"""The limits of a live interview. Each is a row of docs/limits.md, which a test holds to them."""

from typing import Final

from shared.domain.limits import MEGABYTE

MAX_TURNS: Final = 60  # of a session, whatever its plan says
MAX_SESSION_MINUTES: Final = 90
DEFAULT_MINUTES: Final = 30
DEFAULT_ANSWER_SECONDS: Final = 120  # of speech, shown to who answers
MAX_ANSWER_SECONDS: Final = 600
ANSWER_GRACE_SECONDS: Final = 10  # a recorder that stops late loses nobody's last words
# A function of AWS takes 6 MB, and a body that is no text comes in base64, a third longer.
MAX_TURN_BYTES: Final = 4 * MEGABYTE  # of audio in a request; more goes by a presigned form
MAX_FORM_BYTES: Final = MAX_TURN_BYTES + MEGABYTE // 16  # with what a form says around it
MAX_TURN_UPLOAD_BYTES: Final = 25 * MEGABYTE  # what every engine takes in one request
MAX_ANSWER_CHARACTERS: Final = 10_000
MAX_CLIENT_TURN_ID_CHARACTERS: Final = 64
MIN_CONFIDENCE: Final = 0.35  # of speech to text; what is less sure counts as not understood

MAX_PLANNED_QUESTIONS: Final = 50
MAX_QUESTIONS_BYTES: Final = 256 * 1024  # of a guide or a plan: an item of the table holds 400 kB
WRITING_SECONDS: Final = 18.0  # for a model that makes questions; then the bank does: a request has 28
SPARE_TURNS: Final = 5  # of a session, for what is asked again
MIN_JOB_QUESTIONS: Final = 8  # that are made for a job, when nobody says how many
MAX_JOB_QUESTIONS: Final = 12
MAX_PRACTICE_QUESTIONS: Final = 20  # of a practice interview; fewer where the bank has fewer for the role
MAX_SECTIONS: Final = 20  # of a call guide
MAX_CRITERIA: Final = 8  # of what a good answer contains
MAX_FOLLOW_UP_RULES: Final = 10  # of a question
MAX_REQUIRED_DATA: Final = 10  # of a question
MAX_FOLLOW_UPS: Final = 3  # of a question
FOLLOW_UPS: Final = 2  # of a question, when nobody says how many
MAX_MISHEARD: Final = 2  # an answer that nobody understands is asked for so often; then text is offered
MAX_CLARIFICATIONS: Final = 3  # of a question, misheard ones apart; then the next question is asked
MAX_HOSTILE_ANSWERS: Final = 2  # of a session; then it ends

MAX_SUMMARY_CHARACTERS: Final = 2_000  # of what was said so far, for who decides
RECENT_EXCHANGES: Final = 3  # that who decides reads word for word
MAX_RECENT_CHARACTERS: Final = 1_000  # of each text of them
MAX_TOLD_CHARACTERS: Final = 200  # of the words in which one required datum was told
MAX_INSIGHTS: Final = 10  # that a session keeps while it lasts
# A model may take so long for a turn, repairs and stand-ins and all; then rules decide. Who hears leaves it that time.
CONSIDER_SECONDS: Final = 10.0
MAX_SAID_CHARACTERS: Final = 1_000  # of what the interviewer says in one turn

MAX_CLOSED_AT_ONCE: Final = 100  # sessions that one call of the clock closes
TELLING_SECONDS: Final = 60  # for so long whoever ended a session is left to tell of it
HEARING_LEFT_SECONDS: Final = 10 * 60  # for so long who hears is left to hear the last answer of an abandoned session
SPEECH_URL_SECONDS: Final = 60 * 60  # an address of synthesised speech is valid for so long
SPEAKING_SECONDS: Final = 30  # that all voices together may take; then what is said goes out as text alone
SPEECH_DAYS: Final = 90  # for so long what is said to everybody is kept at most; then it is synthesised anew
MAX_SPEECH_CHARACTERS: Final = MAX_SAID_CHARACTERS
