"""What a function loads before its first request: bare Python, pydantic, and our own code."""

import subprocess
import sys

from bench.imports import functions, handler_module, outside_modules
from bench.record import ROOT

PYDANTIC = {"annotated_types", "pydantic", "pydantic_core", "typing_extensions", "typing_inspection"}
HEAVY = "boto3 botocore openai anthropic numpy av scipy faster_whisper onnxruntime httpx posthog aws_lambda_powertools"


def test_nothing_heavy_is_loaded_by_importing_the_handlers() -> None:
    imports = "\n".join(f"import {handler_module(name)}" for name in functions())
    code = f"{imports}\nimport sys\nprint(*[name for name in '{HEAVY}'.split() if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_only_pydantic_and_what_it_needs_is_loaded_from_outside() -> None:
    assert {module.partition(".")[0] for module in outside_modules("upload_and_transcribe")} == PYDANTIC
