"""A project out of a JSON file."""

import json
from pathlib import Path
from typing import Any

from cli.arguments import slug
from shared.domain.errors import InvalidRequest
from shared.domain.project import Project


def read_project(file: Path, project_id: str | None) -> Project:
    """The project of the file, under `project_id`, its own id, or one made of its name. Raises InvalidRequest."""
    content = _content(file)
    found = content.get("project", content)
    if not isinstance(found, dict):
        raise InvalidRequest("is no JSON object", field="project")
    name = found.get("name")
    made = project_id or found.get("id") or (slug(name) if isinstance(name, str) else None)
    return Project.model_validate(found | ({"id": made} if made else {}))


def _content(file: Path) -> dict[str, Any]:
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise InvalidRequest(f"{file} cannot be read: {error.strerror}", field="file") from None
    except ValueError as error:
        raise InvalidRequest(f"{file} is no JSON: {error}", field="file") from None
    if not isinstance(content, dict):
        raise InvalidRequest(f"{file} holds no JSON object", field="file")
    return content
