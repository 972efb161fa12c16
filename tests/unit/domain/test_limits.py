"""Every limit that a value holds itself, at its edge: the last that is accepted and the first that is not."""

from collections.abc import Callable
from typing import Any

import pytest
from pydantic import ValidationError

from shared.domain.persona import Persona
from shared.domain.project import ProjectQuestion
from shared.domain.run import RunRequest
from shared.domain.value import Value
from tests.builders import interview, project

Build = Callable[[int], Value]


def questions(count: int) -> Value:
    return project(questions=[ProjectQuestion(id=f"q{number}", text="?") for number in range(count)])


def personas(count: int) -> Value:
    return project(personas=[Persona(id=f"p{number}", name="P") for number in range(count)])


@pytest.mark.parametrize(
    ("build", "most"),
    [
        pytest.param(questions, 50, id="questions"),
        pytest.param(personas, 50, id="personas"),
        pytest.param(lambda n: project(name="n" * n), 200, id="project name"),
        pytest.param(lambda n: Persona(id="p", name="n" * n), 200, id="persona name"),
        pytest.param(lambda n: Persona(id="p", name="P", description="d" * n), 2000, id="persona description"),
        pytest.param(lambda n: ProjectQuestion(id="q", text="t" * n), 2000, id="question"),
        pytest.param(lambda n: RunRequest(user_custom_instructions="i" * n), 4000, id="instructions"),
        pytest.param(lambda n: project(id="p" * n), 63, id="project id"),
        pytest.param(lambda n: interview(organisation_id="o" * n), 63, id="organisation id"),
        pytest.param(lambda n: interview(project_id="o" * n), 63, id="interview's project id"),
        pytest.param(lambda n: interview(id="ü" * 0 + "i" * n), 63, id="interview id"),
    ],
)
def test_the_most_that_is_accepted(build: Build, most: int) -> None:
    build(most)
    with pytest.raises(ValidationError):
        build(most + 1)


@pytest.mark.parametrize(
    "build",
    [
        lambda: project(name=""),
        lambda: Persona(id="p", name=""),
        lambda: ProjectQuestion(id="q", text=""),
    ],
)
def test_what_must_not_be_empty(build: Callable[[], Value]) -> None:
    with pytest.raises(ValidationError):
        build()


@pytest.mark.parametrize("name", ["", "-a", "_a", "a b", "a/b", "a#b", "a\n", "ä", "a.b", "a%2f", " a"])
def test_what_is_no_identifier(name: str) -> None:
    for build in (lambda: project(id=name), lambda: interview(id=name), lambda: interview(organisation_id=name)):
        with pytest.raises(ValidationError):
            build()


@pytest.mark.parametrize("name", ["a", "0", "a-b_c", "01hxyz", "A" * 63])
def test_what_is_an_identifier(name: str) -> None:
    assert interview(id=name, organisation_id=name).id == name


def test_characters_are_counted_not_bytes() -> None:
    assert len(project(name="🙂" * 200).name) == 200


def test_values_are_frozen_and_closed() -> None:
    known: Any = project()
    with pytest.raises(ValidationError, match="frozen"):
        known.name = "other"
    with pytest.raises(ValidationError, match="extra"):
        project(nickname="x")


def test_values_are_camel_case_outside() -> None:
    wire = RunRequest(user_custom_instructions="x").model_dump(mode="json", by_alias=True)
    assert wire == {"resumeFrom": None, "skipSteps": [], "userCustomInstructions": "x", "lane": "interactive"}
    assert RunRequest.model_validate(wire) == RunRequest(user_custom_instructions="x")
