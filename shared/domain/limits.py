"""Limits of the pipeline, the API and providers. Each is a row of docs/limits.md, which a test holds to them."""

from typing import Final

MEGABYTE: Final = 1024 * 1024

MAX_RECORDING_BYTES: Final = 2048 * MEGABYTE
MAX_TRANSCRIPT_BYTES: Final = 5 * MEGABYTE
MIN_RECORDING_SECONDS: Final = 1.0
SHORT_RECORDING_SECONDS: Final = 10.0  # accepted, with a warning
MAX_RECORDING_SECONDS: Final = 4 * 60 * 60.0
MAX_PIECE_SECONDS: Final = 10 * 60.0  # of a recording, heard at once; as FLAC never the 25 MB of providers
PIECE_DAYS: Final = 15  # how long pieces and what was heard in them are kept: AWS redrives for 14 days
JOB_START_SECONDS: Final = (
    150.0  # for so long a provider may not know a job: the function that starts it has two minutes
)
JOB_WAIT_DAYS: Final = 2  # a provider's job that says nothing for so long is waited for no more
LEDGER_RECEIPT_DAYS: Final = 100  # says that an entry was made; AWS keeps jobs of Amazon Transcribe for 90 days
MAX_SEGMENTS: Final = 20_000

UPLOAD_URL_SECONDS: Final = 15 * 60
MAX_BODY_BYTES: Final = MEGABYTE  # of a request to the API

MAX_QUESTIONS: Final = 50
MAX_PERSONAS: Final = 50
MAX_NAME_CHARACTERS: Final = 200
MAX_TEXT_CHARACTERS: Final = 2_000
MAX_DESCRIPTION_CHARACTERS: Final = 20_000  # of a job
MAX_INSTRUCTIONS_CHARACTERS: Final = 4_000
MAX_RUNS: Final = 999

WINDOW_SEGMENTS: Final = 60
WINDOW_OVERLAP_SEGMENTS: Final = 6
MAX_PARALLEL_WINDOWS: Final = 4
MAX_THEMES: Final = 12

LANGUAGE_CONFIDENCE_FLOOR: Final = 0.8  # below it the user is asked to confirm the language
# A slot is free again after so long without a sign of life. Every function of the machine that begins gives one, and
# steps again and again while they work; none can while Lambda refuses the next call. The machine then asks 200 times,
# every 20 s at the most: 65 minutes, 33 on average, so that a call outlasts the longest functions before it. Less
# patience would fail runs that only had to wait. Before it may be the half hour in which a job of a provider says
# nothing: tests/workflow/test_silence.py computes the longest silence from the definition. A run that has ended frees
# its slot at once, whatever its lease: what holds one for so long for nothing is rare.
SLOT_LEASE_SECONDS: Final = 100 * 60
LEASE_RENEWAL_SECONDS: Final = 60  # a step at work renews no more often

STATE_RETENTION_DAYS: Final = 90
PAGE_LIMIT_DEFAULT: Final = 25
PAGE_LIMIT_MAX: Final = 100

# A provider is left alone after so many calls in a row that failed, were throttled or were refused, within the window.
BREAKER_FAILURES: Final = 5
BREAKER_THROTTLES: Final = 20
BREAKER_REFUSALS: Final = 3
BREAKER_WINDOW_SECONDS: Final = 60.0
BREAKER_COOL_DOWN_SECONDS: Final = 30.0  # doubled by each probe that fails
BREAKER_MAX_COOL_DOWN_SECONDS: Final = 600.0
BREAKER_LEASE_MARGIN_SECONDS: Final = 10.0  # a probe's lease lasts so much longer than its call may
BREAKER_VIEW_SECONDS: Final = 3.0  # for so long a process goes by what it last read

ENGINE_ATTEMPTS: Final = 3  # of one model, before the next in the chain is asked
THROTTLED_ATTEMPTS: Final = 6
THROTTLED_BACK_OFF_SECONDS: Final = 2.0
ENGINE_BACK_OFF_SECONDS: Final = 0.5  # the longest first wait; doubled by each attempt
MAX_ENGINE_WAIT_SECONDS: Final = 60.0  # a provider that asks for more is not waited for
MIN_CALL_SECONDS: Final = 2.0  # with less time left no call is begun

ANSWER_DAYS: Final = 30  # how long a model's answer is kept, so that nobody pays for it again
MAX_ANSWER_BYTES: Final = 350 * 1024  # a larger one is not kept: an item of the table holds 400 kB

PROVIDER_KEY_SECONDS: Final = 300.0  # for so long a key is believed before it is read again
MAX_RETRY_AFTER_SECONDS: Final = 600.0  # a provider that names a longer wait is taken at this one
CALL_MARGIN_SECONDS: Final = 5.0  # of a function's time, kept from every call to write down what it has
MAX_HOSTED_SPEECH_BYTES: Final = 25 * MEGABYTE  # what OpenAI and Groq take in one request
MAX_KEY_CHARACTERS: Final = 500

MAX_ORGANISATION_ID_CHARACTERS: Final = 54  # a tenant's id adds `__sandbox`, and is no longer than other ids
MAX_RETENTION_DAYS: Final = 3650
MIN_STATE_DAYS: Final = 15  # of steps: AWS redrives for 14 days
MIN_DELIVERY_DAYS: Final = 3  # the last attempt is after two days
RETENTION_VIEW_SECONDS: Final = 300.0  # for so long a process goes by the retention it last read
API_KEY_ENTROPY_BYTES: Final = 20
MAX_API_KEYS: Final = 50  # of an organisation, that work
MAX_KEY_OVERLAP_HOURS: Final = 30 * 24  # how long the old key of a rotation may work on
MAX_AUDIT_OBJECTS: Final = 20  # ids that one entry of the audit log names

MAX_IDEMPOTENCY_KEY_CHARACTERS: Final = 255
IDEMPOTENCY_HOURS: Final = 24  # for so long a repeat finds what the first request has made

MAX_EMAIL_CHARACTERS: Final = 254
MAX_METADATA_ENTRIES: Final = 20
MAX_METADATA_CHARACTERS: Final = 500  # of a value; a name has 40
MAX_INVITATIONS: Final = 100  # in one request
LINK_DAYS: Final = 14  # a candidate's link is valid for so long, when nobody says otherwise
MAX_LINK_DAYS: Final = 90
SIGNING_KEY_SECONDS: Final = 300.0  # for so long a key that signs is believed before it is read again
ABANDONED_MINUTES: Final = 30  # of a live interview without a turn, when the organisation says nothing else
MAX_ABANDONED_MINUTES: Final = 24 * 60
