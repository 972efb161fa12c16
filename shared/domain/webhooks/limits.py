"""Limits of webhooks. What a receiver or an owner meets of them is in docs/webhooks."""

from datetime import timedelta
from typing import Final

MAX_ENDPOINTS: Final = 20  # of a tenant
MAX_URL_CHARACTERS: Final = 2_048
MAX_HEADERS: Final = 20
MAX_HEADER_VALUE_BYTES: Final = 4_096
MAX_ENVELOPE_BYTES: Final = 20_000
MAX_ANSWER_BYTES: Final = 16 * 1024  # of the receiver's answer: read, and kept

MIN_SECRET_BYTES: Final = 24
MAX_SECRET_BYTES: Final = 64
FRESH_SECRET_BYTES: Final = 32  # of one that we make
SECRET_OVERLAP: Final = timedelta(hours=24)
MAX_LIVING_SECRETS: Final = 3  # a request carries a signature by each

CONNECT_SECONDS: Final = 5.0
TOTAL_SECONDS: Final = 15.0  # from the first look for an address to the last byte that is read

LEASE: Final = timedelta(seconds=90)  # a sender is done long before, or dead
MAX_CLAIMS: Final = 3  # of one attempt: senders that died over it, before it counts as failed
EARLY: Final = timedelta(seconds=5)  # a timer that fires so much too early fires in time
HORIZON: Final = timedelta(hours=48)  # after the first attempt nothing is attempted any more

FAILING_AFTER: Final = 4  # failures in a row: then somebody is told
DISABLED_AFTER: Final = timedelta(days=5)  # without one success
NOTICES: Final = (50, 70, 90, 100)  # per cent of that time, at which somebody is told again

MAX_IN_FLIGHT: Final = 20  # sends at once of one tenant
MAX_SHARE: Final = 50  # events of one tenant in a batch of the stream that are fanned out at once; more are a crowd
YOUNG: Final = timedelta(seconds=10)  # so long a delivery that finds no room stays among the first attempts
SOON: Final = 30  # seconds; what waits for a receiver that is well asks again after twice that at the latest
MAX_CROWD: Final = 100  # of its others, in one message
RECOVER_DAYS: Final = 14
MAX_RECOVERED: Final = 1_000  # of one call; the next goes on
LATE: Final = timedelta(minutes=2)  # past its time, a delivery's timer is taken for lost
MAX_RECONCILED: Final = 500  # of one shard and one look
MAX_RECONCILED_EVENTS: Final = 50
