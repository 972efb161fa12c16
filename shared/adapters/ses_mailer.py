"""Letters by Amazon SES, and none at all."""

from datetime import datetime
from typing import Any, Final

from shared.domain.candidate import Candidate

SUBJECT: Final = "Your interview: {title}"
BODY: Final = """Hello {name},

you are invited to an interview: {title}

Open this link to take part. It is for you alone, and valid until {expires}.

{url}
"""


class NoMail:
    """Implements `Mailer` where no sender is configured."""

    def invite(self, candidate: Candidate, title: str, url: str, expires_at: datetime) -> str | None:
        del candidate, title, url, expires_at
        return "no sender is configured"


class SesMailer:
    """Implements `Mailer`."""

    def __init__(self, client: Any, sender: str) -> None:
        self._client, self._sender = client, sender

    def invite(self, candidate: Candidate, title: str, url: str, expires_at: datetime) -> str | None:
        from botocore.exceptions import BotoCoreError, ClientError

        named = title or "interview"
        said = BODY.format(name=candidate.name, title=named, expires=f"{expires_at:%Y-%m-%d %H:%M} UTC", url=url)
        content = {"Simple": {"Subject": _text(SUBJECT.format(title=named)), "Body": {"Text": _text(said)}}}
        try:
            self._client.send_email(
                FromEmailAddress=self._sender, Destination={"ToAddresses": [candidate.email]}, Content=content
            )
        except ClientError as refused:
            return f"SES answered {refused.response['Error']['Code']}"
        except BotoCoreError as lost:
            return f"SES could not be asked: {type(lost).__name__}"
        return None


def _text(said: str) -> dict[str, str]:
    return {"Data": said, "Charset": "UTF-8"}
