"""The kinds of things that an organisation keeps and changes. A function loads those that it uses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_resources import Kind
from shared.domain.errors import UnknownItem, UnknownProject

if TYPE_CHECKING:
    from shared.domain.call_guide import CallGuide
    from shared.domain.job_description import JobDescription
    from shared.domain.job_questions import JobQuestions
    from shared.domain.project import Project


def projects() -> Kind[Project]:
    """Projects, with their questions and personas."""
    from shared.domain.project import Project

    return Kind(
        Project,
        "PROJECT",
        keys.projects_of,
        lambda: UnknownProject("there is no such project in this organisation", field="projectId"),
    )


def job_descriptions() -> Kind[JobDescription]:
    """Job descriptions."""
    from shared.domain.job_description import JobDescription

    return Kind(
        JobDescription,
        "JOB_DESCRIPTION",
        keys.job_descriptions_of,
        lambda: UnknownItem("there is no such job description in this organisation", field="jobDescriptionId"),
    )


def call_guides() -> Kind[CallGuide]:
    """Call guides."""
    from shared.domain.call_guide import CallGuide

    return Kind(
        CallGuide,
        "CALL_GUIDE",
        keys.call_guides_of,
        lambda: UnknownItem("there is no such call guide in this organisation", field="callGuideId"),
    )


def job_questions() -> Kind[JobQuestions]:
    """The questions of jobs."""
    from shared.domain.job_questions import JobQuestions

    return Kind(
        JobQuestions,
        "JOB_QUESTIONS",
        keys.job_questions_of,
        lambda: UnknownItem("no questions were made for the job", field="jobDescriptionId"),
    )
