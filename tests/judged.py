"""Schemathesis on the API, by nothing but its description: every operation, all checks, always the same requests."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import schemathesis
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from schemathesis.hooks import unregister

from tests.furnished import BEGUN, ELSEWHERE, GOING_ON, KNOWN, LEFT

SEED = 20261121
# What is well formed may yet be elsewhere, unknown, over, or changed by somebody else.
ACCEPTED = ["2xx", "302", "401", "403", "404", "409", "410", "412"]
# No schema can say that questions have ids of their own, and are so many over all sections of a guide.
OF_QUESTIONS = ("createCallGuide", "changeCallGuide", "putQuestions")
# As the page that asks for it was promised: whatever is wrong is an envelope with status 500.
ENVELOPED: dict[str, Any] = {
    "not_a_server_error": {"expected-statuses": ["2xx", "4xx", "500"]},
    "positive_data_acceptance": {"expected-statuses": [*ACCEPTED, "500"]},
    "negative_data_rejection": {"expected-statuses": ["4xx", "500"]},
}
# Routes of live interviews have two doors: the edges of their fields are tried at the candidate's.
BY_CHANCE: dict[str, Any] = {"phases": {"coverage": {"enabled": False}}}
AT_THE_OTHER_DOOR = ("startSessionByKey", "requestTurnUploadByKey", "getSessionByKey", "endSessionByKey")
BESIDE_TURNS = ("startSession", "getSession")
SOUND = "RIFF$\0\0\0WAVEfmt "  # a recorder's, as far as is looked at
# Their version is the project's.
PARTS = ("/questions", "/personas")


def settings(key: str, examples: int, base_url: str, *, links: Mapping[str, str], **phases: Any) -> SchemathesisConfig:
    """What every run of the judge keeps to. `links` are the tokens of candidates' links, by interview."""
    return SchemathesisConfig.from_dict(
        {
            "seed": SEED,
            "base-url": base_url,
            "continue-on-failure": True,
            "request-timeout": 60,  # a machine that is busy is no fault of the API's
            "headers": {"X-API-Key": key},
            "generation": {"max-examples": examples, "database": "none"},
            "checks": {
                "positive_data_acceptance": {"expected-statuses": ACCEPTED},
                "missing_required_header": {"expected-statuses": ["400", "401", "428"]},
            },
            "operations": [
                {"include-operation-id": list(OF_QUESTIONS), "checks": _accepting("422")},
                {"include-operation-id": ["takeTurnByKey"], "checks": _accepting("415", "422"), **BY_CHANCE},
                {"include-operation-id": list(AT_THE_OTHER_DOOR), **BY_CHANCE},
                {"include-operation-id": ["takeTurn"], "checks": _accepting("415", "422"), **_as(links[GOING_ON])},
                {"include-operation-id": list(BESIDE_TURNS), **_as(links[GOING_ON])},
                {"include-operation-id": ["requestTurnUpload"], **_as(links[BEGUN])},
                {"include-operation-id": ["endSession"], **_as(links[LEFT])},
                {"include-operation-id": ["askBrain"], "checks": ENVELOPED},
            ],
            "phases": phases,
        }
    )


def _accepting(*statuses: str) -> dict[str, Any]:
    """What cannot be said by a schema may be refused as well."""
    return {"positive_data_acceptance": {"expected-statuses": [*ACCEPTED, *statuses]}}


def _as(token: str) -> dict[str, Any]:
    return {"headers": {"Authorization": f"Bearer {token}"}}


@dataclass
class Judgement:
    """What the judge asked and found. `answers` counts them by operation and kind of status, such as 4."""

    known: Mapping[str, Any]
    own: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    answers: Counter[tuple[str, int]] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)

    @property
    def operations(self) -> set[str]:
        """Those that were answered."""
        return {operation for operation, _ in self.answers}

    @property
    def never_done(self) -> set[str]:
        """Those that refused whatever they were asked: neither answered, nor led on to what was asked for."""
        return {one for one in self.operations if not self.answers[one, 2] and not self.answers[one, 3]}

    def prepare(self, case: Any) -> None:
        """What the description cannot know: what there is, that a key is used once, that cursors are the server's."""
        if not (case.meta and case.meta.generation.mode.is_positive):
            return
        if case.headers and "Idempotency-Key" in case.headers:
            case.headers["Idempotency-Key"] = str(uuid4())
        self._name_what_is_there(case)
        if hasattr(case.body, "keys") and "audio" in case.body:
            case.body["audio"] = SOUND
        if case.headers and "If-Match" in case.headers:
            case.headers["If-Match"] = self.versions.get(_thing(case.formatted_path), '"v1"')

    def _name_what_is_there(self, case: Any) -> None:
        name = _operation(case)
        known = KNOWN | dict(self.known) | ELSEWHERE.get(name, {}) | dict(self.own.get(name, {}))
        for part in (case.path_parameters, case.query, case.body):
            if hasattr(part, "keys"):
                for name in known.keys() & part.keys():
                    part[name] = known[name]
            if hasattr(part, "pop"):
                part.pop("cursor", None)

    def remember(self, case: Any, response: Any) -> None:
        """A version that was seen is the one that the next change names."""
        if "etag" in response.headers:
            self.versions[_thing(case.formatted_path)] = response.headers["etag"][0]

    def take(self, recorder: Any) -> None:
        """What a scenario has shown."""
        for name, node in recorder.cases.items():
            interaction = recorder.interactions.get(name)
            if interaction and interaction.response:
                self.answers[_operation(node.value), interaction.response.status_code // 100] += 1
        checks = [check for found in recorder.checks.values() for check in found]
        self.failures += [_said(check) for check in checks if check.failure_info]


def judge(schema: Any, own: Mapping[str, Mapping[str, Any]] | None = None, **known: Any) -> Judgement:
    """Runs it. `known` is what there is beside what `furnish` puts there, `own` what there is for one operation."""
    made = Judgement(known, own or {})

    def before_call(_: object, case: Any, __: object) -> None:
        made.prepare(case)

    def after_call(_: object, case: Any, response: Any) -> None:
        made.remember(case, response)

    hooks = (before_call, after_call)
    for hook in hooks:
        schemathesis.hook(hook.__name__)(hook)
    try:
        for event in from_schema(schema).execute():
            if isinstance(event, events.ScenarioFinished):
                made.take(event.recorder)
            elif isinstance(event, events.NonFatalError | events.FatalError):
                made.failures.append(str(event))
    finally:
        for hook in hooks:
            unregister(hook)
    return made


def _operation(case: Any) -> str:
    return str(case.operation.definition.raw["operationId"])


def _thing(path: str) -> str:
    return next((path.partition(part)[0] for part in PARTS if part in path), path)


def _said(check: Any) -> str:
    """What was found, and the request that shows it."""
    info = check.failure_info
    return f"{check.name}: {info.failure.title}\n{info.failure.message}\n{info.code_sample}"
