"""Every limit of the product, in one place. Each is documented in the README and tested at its edge."""

from typing import Final

MEGABYTE: Final = 1024 * 1024

MAX_RECORDING_BYTES: Final = 500 * MEGABYTE
MAX_TRANSCRIPT_BYTES: Final = 5 * MEGABYTE
MIN_RECORDING_SECONDS: Final = 1.0
SHORT_RECORDING_SECONDS: Final = 10.0  # accepted, with a warning
MAX_RECORDING_SECONDS: Final = 2 * 60 * 60.0
MAX_SEGMENTS: Final = 20_000

UPLOAD_URL_SECONDS: Final = 15 * 60

MAX_QUESTIONS: Final = 50
MAX_PERSONAS: Final = 50
MAX_NAME_CHARACTERS: Final = 200
MAX_TEXT_CHARACTERS: Final = 2_000
MAX_INSTRUCTIONS_CHARACTERS: Final = 4_000
MAX_RUNS: Final = 999

WINDOW_SEGMENTS: Final = 60
WINDOW_OVERLAP_SEGMENTS: Final = 6
MAX_PARALLEL_WINDOWS: Final = 4
MAX_THEMES: Final = 12

LANGUAGE_CONFIDENCE_FLOOR: Final = 0.8  # below it the user is asked to confirm the language
STATE_RETENTION_DAYS: Final = 90
PAGE_LIMIT_DEFAULT: Final = 25
PAGE_LIMIT_MAX: Final = 100
