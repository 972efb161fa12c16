"""The protocols that the tests speak: how a vendor is reached, what it answers, and how it says that it cannot."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from shared.adapters.anthropic_model import AnthropicModel
from shared.adapters.openai_model import OpenAIModel
from shared.adapters.vendor_endpoint import VendorEndpoint
from shared.ports import Prompt
from tests.vendors.server import Reply

KEY = "sk-test-4711"
PROMPT = Prompt(name="summarise", version=1, instructions="Be brief.", data='{"evidence":[]}')


class Said(BaseModel):
    """The schema of the tests."""

    said: str


def chat(text: str | None, *, finish: str = "stop", refusal: str | None = None) -> dict[str, Any]:
    """A chat completion."""
    message = {"role": "assistant", "content": text, "refusal": refusal}
    usage = {"prompt_tokens": 120, "completion_tokens": 7, "total_tokens": 127}
    return {
        "id": "c", "object": "chat.completion", "created": 1, "model": "m",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": usage | {"prompt_tokens_details": {"cached_tokens": 100}},
    }  # fmt: skip


def message(text: str, *, stop: str = "end_turn") -> dict[str, Any]:
    """A message of Anthropic's."""
    usage = {"input_tokens": 15, "output_tokens": 7, "cache_read_input_tokens": 100, "cache_creation_input_tokens": 5}
    content = [{"type": "text", "text": text}] if text else []
    return {
        "id": "m", "type": "message", "role": "assistant", "model": "m",
        "content": content, "stop_reason": stop, "usage": usage,
    }  # fmt: skip


def openai_error(status: int, code: str, text: str = "no", headers: dict[str, str] | None = None) -> Reply:
    error = {"message": text, "type": "some_error", "param": None, "code": code}
    return Reply({"error": error}, status=status, headers=headers or {})


def anthropic_error(status: int, code: str, text: str = "no", headers: dict[str, str] | None = None) -> Reply:
    error = {"type": "error", "error": {"type": code, "message": text}}
    return Reply(error, status=status, headers=headers or {})


@dataclass(frozen=True)
class Dialect:
    """One protocol. `ask` makes a call of an adapter; `said` is a good answer to it, `error` one that is none."""

    name: str
    adapter: Callable[..., Any]
    path: str
    ask: Callable[[Any], Any]
    said: Callable[[str], Any]
    error: Callable[..., Reply]


def adapter(kind: type[VendorEndpoint], base: str, **always: Any) -> Callable[..., Any]:
    """Builds an adapter of that kind for the address of a server."""

    def build(url: str, **fields: Any) -> Any:
        known: dict[str, Any] = {
            "provider": "vendor", "model": "model-1", "base_url": url + base, "key": lambda: KEY,
            "timeout_seconds": 5.0, "remaining": lambda: 300.0,
        }  # fmt: skip
        return kind(**known | always | fields)

    return build


def _ask(model: Any) -> Any:
    return model.answer(PROMPT, Said)


SIZES = {"context_tokens": 16_000, "max_output_tokens": 900}
OPENAI = Dialect("openai", adapter(OpenAIModel, "/v1", **SIZES), "/v1/chat/completions", _ask, chat, openai_error)
ANTHROPIC = Dialect("anthropic", adapter(AnthropicModel, "", **SIZES), "/v1/messages", _ask, message, anthropic_error)
