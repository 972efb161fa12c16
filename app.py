"""The CDK app: `cdk synth -c stage=local|dev|prod`. Reads the context and files of this checkout, nothing else."""

from aws_cdk import App

from infra.parley_stack import ParleyStack
from infra.stages import stage_from
from shared.runtime.catalogue import load_catalogue

load_catalogue()  # a mistake in it, as a price that is missing, is refused before anything is deployed
app = App()
ParleyStack(app, stage=stage_from(app.node))
app.synth()
