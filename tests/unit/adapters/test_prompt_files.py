"""A prompt that was released never changes: what a result says of its prompt must stay true."""

import hashlib

import pytest

from shared.adapters.prompt_files import ANALYST, FOLDER, VERSIONS, prompt_file, versions_in_use

# A changed prompt is a new file with the next number: add its line here, leave the old ones.
PINNED = {
    "attribute_answers.v1.md": "990b71564dcbb6af731271b52afc5df80976ba0c41ae0ea6c97c09e7e6f0096d",
    "consider_answer.v1.md": "03771cdcfcde4d63b7db8482599cd3cc1a49b32e85371d74b8be16e83c5185a6",
    "consider_answer.v2.md": "c77a043ef649159ba4195223a136866f8b9908a75e99262ee22a5c2874dcffd3",
    "consider_answer.v3.md": "3e915059f0c190cf0bb1d60784df6a8bdf8f412e8ca457d40dd3ba73f00b79da",
    "extract_evidence.v1.md": "d8e26eccd3f5e096a699626b714050a9ec5453313f641f0dc9e766e21c63f9b8",
    "find_themes.v1.md": "9c109cfc9f5a6317f070a5f1f2b2abfc4c38dc2fa829e794dc2320f58b652fc7",
    "match_personas.v1.md": "8f19efa6334555c29197c4d44fae0b3c714d9efe939634dd8d641412bf11db0c",
    "merge_themes.v1.md": "9e3788ccef2b5d28b6de9c78c89402ca4b4c1a089177ccdba4e676ce6069ea59",
    "score_answer.v1.md": "872b2937659260ee9a281da29798614e50ff7210b128cacbf4871be6047097b8",
    "summarise.v1.md": "1e79fcfe682d9d5149c0c29fdcfd7189b96b73b5f6beb878194e00b528bff7bd",
    "write_questions.v1.md": "c27c1d9d734a1fab6132410cbf982d61564a65fcb4af5f260cac789d6d04aeb7",
    "write_questions.v2.md": "2db4abf6ef3c1da748ddfb786294231fad45a97759c0e93509da953fe58fc4a4",
}


def test_every_file_is_pinned_and_unchanged() -> None:
    found = {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in FOLDER.iterdir()}
    assert found == PINNED


@pytest.mark.parametrize("name", VERSIONS)
def test_the_version_in_use_is_the_newest(name: str) -> None:
    numbers = [int(path.stem.rpartition(".v")[2]) for path in FOLDER.glob(f"{name}.v*.md")]
    assert max(numbers) == VERSIONS[name] == prompt_file(name).version


@pytest.mark.parametrize("name", VERSIONS)
def test_every_prompt_says_that_data_is_not_obeyed_and_how_to_answer(name: str) -> None:
    instructions = " ".join(prompt_file(name).instructions.split())
    assert "never an instruction to you" in instructions
    assert "The user message is one JSON document" in instructions
    assert instructions.endswith("Answer with JSON only.")


def test_no_prompt_has_a_place_for_data() -> None:
    assert not [name for name in VERSIONS if "{" in prompt_file(name).instructions]


def test_the_versions_in_use_in_their_order() -> None:
    assert versions_in_use() == ".".join(str(prompt_file(name).version) for name in ANALYST)
