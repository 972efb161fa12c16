"""The layers of third-party packages, from what `make layers` built."""

from collections.abc import Iterable

from aws_cdk import aws_lambda as lambda_
from constructs import Construct

from infra.build_layers import AWS, layer_folder
from infra.stages import Stage


class LayersNotBuilt(Exception):
    """The packages for AWS are not there."""


class DependenciesLayers(Construct):
    """A layer version per folder in `layers/`, made when the first function asks for it."""

    def __init__(self, scope: Construct, construct_id: str, *, stage: Stage) -> None:
        super().__init__(scope, construct_id)
        self._stage = stage
        self._made: dict[str, lambda_.LayerVersion] = {}

    def of(self, names: Iterable[str]) -> list[lambda_.ILayerVersion]:
        """The layers of those names; none where functions run in the Python that the project is installed in."""
        return [self._layer(name) for name in names] if self._stage.has_layers else []

    def _layer(self, name: str) -> lambda_.LayerVersion:
        if name not in self._made:
            self._made[name] = self._build_layer(name)
        return self._made[name]

    def _build_layer(self, name: str) -> lambda_.LayerVersion:
        folder = layer_folder(name, AWS)
        if not (folder / "python").is_dir():
            raise LayersNotBuilt(f"{folder} is not there: run `make layers` first")
        return lambda_.LayerVersion(
            self,
            name.capitalize(),
            layer_version_name=f"parley-{self._stage.name}-{name}",
            description=f"layers/{name}/requirements.txt",
            code=lambda_.Code.from_asset(str(folder)),
            compatible_runtimes=[self._stage.runtime],
            compatible_architectures=[lambda_.Architecture.ARM_64],
            removal_policy=self._stage.removal_policy_of_names,
        )
