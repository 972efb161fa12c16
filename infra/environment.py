"""A function's environment, taken from the `Settings` of its contract, so that the two cannot differ."""

import ast
from collections.abc import Mapping
from pathlib import Path

from infra.packaging import ROOT
from infra.stages import Stage

SERVICE = "parley"


class SettingNotInCatalogue(Exception):
    """A function asks for a setting that the stack does not offer."""


def environment_of(name: str, catalogue: Mapping[str, str], stage: Stage) -> dict[str, str]:
    """What the `Settings` of function `name` ask for, and how it shall log. Nothing else."""
    wanted = settings_of(ROOT / "functions" / name / "contract.py")
    missing = [variable for variable in wanted if variable not in catalogue]
    if missing:
        raise SettingNotInCatalogue(f"functions/{name}/contract.py: Settings asks for {', '.join(missing)}")
    return {variable: catalogue[variable] for variable in wanted} | logging_environment(stage)


def settings_of(contract: Path) -> list[str]:
    """The environment variables of the class `Settings`: its annotated fields in capitals."""
    tree = ast.parse(contract.read_text(encoding="utf-8"))
    bodies = [node.body for node in tree.body if isinstance(node, ast.ClassDef) and node.name == "Settings"]
    return [variable for body in bodies for node in body if (variable := _variable(node))]


def logging_environment(stage: Stage) -> dict[str, str]:
    """The structured log is set for every function; what is local only is read by `local/bootstrap`."""
    powertools = {
        "POWERTOOLS_SERVICE_NAME": SERVICE,
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "POWERTOOLS_METRICS_NAMESPACE": metrics_namespace(stage),
    }
    untraced = {} if stage.traces else {"POWERTOOLS_TRACE_DISABLED": "true"}
    # Looking for plugins costs each new worker a walk over all installed packages; there are none.
    without_plugins = {"PYDANTIC_DISABLE_PLUGINS": "__all__"}
    return powertools | untraced | without_plugins | stage.local_environment


def metrics_namespace(stage: Stage) -> str:
    """Where a stage's own metrics are: two stages may share an account."""
    return f"Parley/{stage.name}"


def _variable(node: ast.stmt) -> str | None:
    if not isinstance(node, ast.AnnAssign) or not isinstance(node.target, ast.Name):
        return None
    is_field = "ClassVar" not in ast.unparse(node.annotation) and node.target.id != "model_config"
    return node.target.id.upper() if is_field else None
