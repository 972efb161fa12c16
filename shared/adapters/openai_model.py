"""A language model by OpenAI's library: OpenAI's own, or at any address that speaks its protocol."""

import json
from dataclasses import dataclass
from functools import cache
from typing import Any, Final

from pydantic import BaseModel, Field

from shared.adapters.prompt_turns import turns_of
from shared.adapters.vendor_endpoint import Came, VendorEndpoint
from shared.adapters.vendor_errors import named_errors, refused_request
from shared.adapters.vendor_http import timeout
from shared.domain.catalogue import Structured
from shared.ports import ModelAnswer, Prompt

OPENAI_URL: Final = "https://api.openai.com/v1"
# Groq's way to say that the model's answer did not fit the schema, or came to the limit, without the answer.
_UNFIT: Final = "json_validate_failed"
_CUT_OFF: Final = "max completion tokens reached"


@dataclass(frozen=True, kw_only=True)
class OpenAIModel(VendorEndpoint):
    """Implements `LanguageModel`.

    `structured` is how answers are held to their schema: by the server itself, or only as JSON, with the schema told
    in words, for servers that know no more. `seed` and `temperature` are sent where they are known, but not with a
    question to which another answer is welcome.
    """

    context_tokens: int
    max_output_tokens: int
    structured: Structured = Structured.JSON_SCHEMA
    seed: int | None = None
    temperature: float | None = None

    @property
    def _own_url(self) -> str:
        return OPENAI_URL

    def answer(self, prompt: Prompt, schema: type[BaseModel]) -> ModelAnswer:
        seconds, key = self.seconds(), self.secret()
        import openai

        with named_errors(openai, self.who):
            client = openai.OpenAI(api_key=key, base_url=self.url, http_client=self.http, max_retries=0)
            try:
                came = client.chat.completions.with_raw_response.create(
                    model=self.model,
                    messages=self._messages(prompt, schema),
                    response_format=self._format(schema),
                    timeout=timeout(seconds),
                    **self._limits(),
                    **self._sampling(prompt),
                )
            except openai.BadRequestError as error:
                if error.code != _UNFIT:
                    raise
                return ModelAnswer(text="", truncated=_CUT_OFF in error.response.text)
        return self._answer(self.read(came.http_response.content, _Completion))

    def _messages(self, prompt: Prompt, schema: type[BaseModel]) -> list[dict[str, str]]:
        told = "" if self.structured is Structured.JSON_SCHEMA else _in_words(schema)
        system = {"role": "system", "content": prompt.instructions + told}
        return [system, *turns_of(prompt)]

    def _format(self, schema: type[BaseModel]) -> dict[str, Any]:
        if self.structured is Structured.JSON_OBJECT:
            return {"type": "json_object"}
        held = {"name": schema.__name__, "schema": _strict(schema), "strict": True}
        return {"type": "json_schema", "json_schema": held}

    def _limits(self) -> dict[str, Any]:
        """OpenAI calls the limit by a new name, which not every other server knows, and may keep what it is sent."""
        if self.url == OPENAI_URL:
            return {"max_completion_tokens": self.max_output_tokens, "store": False}
        return {"max_tokens": self.max_output_tokens}

    def _sampling(self, prompt: Prompt) -> dict[str, Any]:
        known = {} if prompt.varied else {"seed": self.seed, "temperature": self.temperature}
        return {name: value for name, value in known.items() if value is not None}

    def _answer(self, completion: "_Completion") -> ModelAnswer:
        choice, usage = completion.choices[0], completion.usage or _Usage()
        details = usage.prompt_tokens_details or _Details()
        answer = ModelAnswer(
            text=choice.message.content or "",
            tokens_in=usage.prompt_tokens,
            tokens_out=usage.completion_tokens,
            tokens_cached=details.cached_tokens or 0,
            truncated=choice.finish_reason == "length",
        )
        if choice.message.refusal or choice.finish_reason == "content_filter":
            raise refused_request(f"{self.who}: the model declined to answer", answered=answer)
        return answer


def _strict(schema: type[BaseModel]) -> Any:
    import openai

    return openai.pydantic_function_tool(schema)["function"]["parameters"]


@cache
def _in_words(schema: type[BaseModel]) -> str:
    return f"\nThe JSON fits this schema:\n{json.dumps(schema.model_json_schema(), separators=(',', ':'))}\n"


class _Message(Came):
    content: str | None = None
    refusal: str | None = None


class _Choice(Came):
    message: _Message
    finish_reason: str | None = None


class _Details(Came):
    cached_tokens: int | None = None


class _Usage(Came):
    prompt_tokens: int = 0
    completion_tokens: int = 0
    prompt_tokens_details: _Details | None = None


class _Completion(Came):
    choices: list[_Choice] = Field(min_length=1)
    usage: _Usage | None = None
