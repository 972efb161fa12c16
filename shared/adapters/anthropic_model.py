"""A language model by Anthropic's library."""

from dataclasses import dataclass
from typing import Final

from pydantic import BaseModel

from shared.adapters.prompt_turns import turns_of
from shared.adapters.vendor_endpoint import Came, VendorEndpoint
from shared.adapters.vendor_errors import named_errors, refused_request
from shared.adapters.vendor_http import timeout
from shared.ports import ModelAnswer, Prompt

ANTHROPIC_URL: Final = "https://api.anthropic.com"
_CUT_OFF: Final = frozenset({"max_tokens", "model_context_window_exceeded"})


@dataclass(frozen=True, kw_only=True)
class AnthropicModel(VendorEndpoint):
    """Implements `LanguageModel`. Answers are held to their schema by Anthropic's structured outputs."""

    context_tokens: int
    max_output_tokens: int

    @property
    def _own_url(self) -> str:
        return ANTHROPIC_URL

    def answer(self, prompt: Prompt, schema: type[BaseModel]) -> ModelAnswer:
        seconds, key = self.seconds(), self.secret()
        import anthropic

        with named_errors(anthropic, self.who):
            client = anthropic.Anthropic(api_key=key, base_url=self.url, http_client=self.http, max_retries=0)
            came = client.messages.with_raw_response.create(
                model=self.model,
                max_tokens=self.max_output_tokens,
                system=prompt.instructions,
                messages=turns_of(prompt),
                output_config={"format": {"type": "json_schema", "schema": anthropic.transform_schema(schema)}},
                timeout=timeout(seconds),
            )
        return self._answer(self.read(came.http_response.content, _Message))

    def _answer(self, message: "_Message") -> ModelAnswer:
        usage = message.usage or _Usage()
        answer = ModelAnswer(
            text="".join(block.text for block in message.content if block.type == "text"),
            tokens_in=usage.input_tokens + usage.written + usage.cached,
            tokens_out=usage.output_tokens,
            tokens_cached=usage.cached,
            truncated=message.stop_reason in _CUT_OFF,
        )
        if message.stop_reason == "refusal":
            raise refused_request(f"{self.who}: the model declined to answer", answered=answer)
        return answer


class _Block(Came):
    type: str
    text: str = ""


class _Usage(Came):
    """Tokens read from the cache and written to it are not among `input_tokens`."""

    input_tokens: int = 0
    output_tokens: int = 0
    cache_read_input_tokens: int | None = None
    cache_creation_input_tokens: int | None = None

    @property
    def cached(self) -> int:
        return self.cache_read_input_tokens or 0

    @property
    def written(self) -> int:
        return self.cache_creation_input_tokens or 0


class _Message(Came):
    content: list[_Block]
    stop_reason: str | None = None
    usage: _Usage | None = None
