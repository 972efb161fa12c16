"""The prompts that ship with the functions: versioned files of `shared/prompts`, never changed once released."""

from functools import cache
from pathlib import Path
from typing import Final

from shared.domain.value import Value

FOLDER: Final = Path(__file__).resolve().parents[1] / "prompts"
# The version in use of each prompt. A changed prompt is a new file with a new number: a test pins the old ones.
VERSIONS: Final = {
    "extract_evidence": 1,
    "find_themes": 1,
    "merge_themes": 1,
    "match_personas": 1,
    "attribute_answers": 1,
    "summarise": 1,
    "consider_answer": 3,
    "write_questions": 2,
    "score_answer": 1,
}
# Those of the analyst, in the order in which its engine's version names them.
ANALYST: Final = (
    "extract_evidence",
    "find_themes",
    "merge_themes",
    "match_personas",
    "attribute_answers",
    "summarise",
)


class PromptFile(Value):
    """A prompt as it ships."""

    name: str
    version: int
    instructions: str


@cache
def prompt_file(name: str) -> PromptFile:
    """The version in use of the prompt of that name."""
    version = VERSIONS[name]
    text = (FOLDER / f"{name}.v{version}.md").read_text(encoding="utf-8")
    return PromptFile(name=name, version=version, instructions=text)


def versions_in_use() -> str:
    """The versions of the analyst's prompts, in the order of `ANALYST`, such as `1.1.1.2.1.1`."""
    return ".".join(str(VERSIONS[name]) for name in ANALYST)
