"""A live interview in the terminal, turn by turn."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from rich.console import Console
from rich.text import Text

from cli.answers import Answer, Answers
from cli.candidate_side import CandidateSide, Said
from cli.errors import NotNow
from cli.render_text import clock
from cli.speech_player import SpeechPlayer
from shared.domain.errors import InvalidInput

ENDED: Final = "session-ended"
LESS_THAN: Final = 60  # seconds left of an interview that are told in red


@dataclass(frozen=True)
class Conversation:
    """Who answers, from where, and where it is shown."""

    side: CandidateSide
    answers: Answers
    console: Console
    now: Callable[[], datetime]
    player: SpeechPlayer | None = None

    def hold(self) -> bool:
        """Asks and hears until the end. False when it is left open, to be gone on with by the same link.

        Raises ApiRefused, ConnectionLost.
        """
        said = self._begin()
        while said and said.goes_on:
            answer = self.answers.next()
            if answer is None and not self.answers.scripted:
                return False
            said = self._answered(answer or Answer(end=True), said)
        return True

    def _begin(self) -> Said | None:
        """None when it is over."""
        try:
            said = self.side.start()
        except NotNow as refused:
            if refused.body.get("code") != ENDED:
                raise
            return None
        if said.audio_url is None:
            self._tell("no voice on this stage: the interviewer writes", "yellow")
        if said.number > 1:
            self._tell(f"going on at answer {said.number}", "yellow")
        self._show(said)
        return said

    def _answered(self, answer: Answer, open_at: Said) -> Said:
        if answer.repeat:
            self._show(open_at)
            return open_at
        try:
            said = self._sent(answer, open_at.number)
        except NotNow:
            self._tell("the interview has gone on elsewhere; here is where it stands", "yellow")
            said = self.side.state()
        except InvalidInput as refused:
            if self.answers.scripted or not _can_be_mended(refused):
                raise
            self._tell(f"{refused.message}: {refused.advice}", "red")
            return open_at
        self._show(said)
        return said

    def _sent(self, answer: Answer, number: int) -> Said:
        if answer.end:
            return self.side.end()
        if answer.recording:
            self._echo(f"[{answer.recording.name}]")
            return self.side.play(answer.recording, number)
        self._echo(answer.text)
        return self.side.say(answer.text, number)

    def _echo(self, text: str) -> None:
        """What nobody has typed here is shown."""
        if self.answers.scripted:
            self.console.print(Text("you          ", style="green").append(text, style="not bold"))

    def _show(self, said: Said) -> None:
        self.console.print(Text("interviewer  ", style="cyan").append(said.text, style="bold"))
        if said.audio_url and self.player:
            self._tell(self.player.play(said.audio_url, said.number), "dim")
        if said.goes_on:
            self.console.print(self._left(said))
        if said.offers_text and said.goes_on:
            self._tell("your voice was not understood: type the answer", "yellow")

    def _left(self, said: Said) -> Text:
        seconds = max(0.0, (said.ends_at - self.now()).total_seconds())
        box = (
            f"             answer {said.number} · {clock(said.answer_seconds)} for it · {said.turns_left} answers and "
        )
        return (
            Text(box, style="dim").append(clock(seconds), style="red" if seconds < LESS_THAN else "dim").append(" left")
        )

    def _tell(self, text: str, style: str) -> None:
        self.console.print(Text(f"             {text}", style=style), soft_wrap=True)


def _can_be_mended(refused: InvalidInput) -> bool:
    """Whether another answer helps: a link that has ended is another matter."""
    status = getattr(refused, "body", {}).get("status")
    return status in {None, 413, 415, 422}
