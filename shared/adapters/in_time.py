"""An engine of this process cannot be interrupted: it works in a thread of its own, and is waited for while time is."""

from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from pathlib import Path
from threading import Thread

from shared.domain.errors import EngineTimeout
from shared.domain.limits import CALL_MARGIN_SECONDS
from shared.ports import Recognition, SpeechToText


class InTimeSpeechToText:
    """Implements `SpeechToText` by another one. What is heard too late is heard by nobody."""

    def __init__(self, speech: SpeechToText, remaining: Callable[[], float]) -> None:
        self._speech, self._remaining = speech, remaining

    def transcribe(self, recording: Path, *, language_hint: str | None) -> Recognition:
        heard: Future[Recognition] = Future()
        context = copy_context()  # its limit of time goes with the work
        # No daemon: an engine whose process ends under it takes the process with it. It is to look at its time itself.
        Thread(target=context.run, args=(self._hear, heard, recording, language_hint)).start()
        try:
            return heard.result(max(0.0, self._remaining() - CALL_MARGIN_SECONDS))
        except TimeoutError:
            raise EngineTimeout("the engine of this process was too slow") from None

    def _hear(self, heard: Future[Recognition], recording: Path, hint: str | None) -> None:
        try:
            heard.set_result(self._speech.transcribe(recording, language_hint=hint))
        except BaseException as error:  # noqa: BLE001 - whoever waits raises it
            heard.set_exception(error)
