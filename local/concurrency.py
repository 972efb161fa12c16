"""Reserved concurrency, which the local AWS enforces but does not take from a stack's template."""

from collections.abc import Iterator
from pathlib import Path

from local.emulator import Emulator
from local.environment import local_client
from local.files import read_json


def reserve_concurrency(emulator: Emulator, assembly: Path) -> None:
    """Gives each function of the synthesised stacks the reserved concurrency of its template."""
    client = local_client("lambda", emulator.endpoint_url)
    for name, reserved in _reservations(assembly):
        client.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=reserved)


def _reservations(assembly: Path) -> Iterator[tuple[str, int]]:
    for template in assembly.glob("*.template.json"):
        for resource in read_json(template)["Resources"].values():
            properties = resource.get("Properties", {})
            if resource["Type"] == "AWS::Lambda::Function" and "ReservedConcurrentExecutions" in properties:
                yield properties["FunctionName"], int(properties["ReservedConcurrentExecutions"])
