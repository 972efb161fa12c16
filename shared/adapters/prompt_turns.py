"""A prompt as the turns of a conversation, for every vendor the same."""

from typing import Final

from shared.ports import Prompt

NO_ANSWER: Final = "(no answer)"  # vendors refuse a turn without text


def turns_of(prompt: Prompt) -> list[dict[str, str]]:
    """The data as the user's message, then each answer that did not fit and what was wrong with it."""
    turns = [{"role": "user", "content": prompt.data}]
    for repair in prompt.repairs:
        turns.append({"role": "assistant", "content": repair.answer.strip() or NO_ANSWER})
        turns.append({"role": "user", "content": repair.complaint})
    return turns
