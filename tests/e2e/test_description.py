"""The served description against the deployed API, through API Gateway: fault 27 as a stranger would try it.

In the gate it is asked for little, as each call starts two functions, and the edges of every field are tried in
process. `PARLEY_FUZZ_EXAMPLES=20` asks for more, edges included, and takes about twenty minutes.
"""

import os
import socket
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import schemathesis

from shared.domain.organisation import Quotas
from shared.usecases.manage_webhooks import delete_endpoint
from tests.e2e.deployed import Deployed
from tests.e2e.test_api import Platform, platform
from tests.furnished import AWAITED, BEGUN, GOING_ON, LEFT, furnish
from tests.judged import judge, settings

pytestmark = pytest.mark.emulator
ORG = "fuzz-acme"
EXAMPLES = int(os.environ.get("PARLEY_FUZZ_EXAMPLES", "0"))
IN_GATE = 1
PLENTY = Quotas(interviews=1_000_000, audio_minutes=1)


@pytest.fixture(scope="module")
def nobody() -> Iterator[str]:
    """An address of this machine that is taken, and where nobody listens: nothing that is sent leaves the machine."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{taken.getsockname()[1]}/in"


@pytest.fixture(scope="module")
def furnished(deployed: Deployed, nobody: str) -> Iterator[Platform]:
    made = platform(deployed, ORG)
    known = deployed.root.organisations.find_organisation(ORG)
    assert known
    deployed.root.organisations.put_organisation(known.model_copy(update={"quotas": PLENTY}))
    furnish(deployed.root, ORG, hook=nobody)
    yield made
    endpoints = deployed.root.endpoints
    for endpoint in endpoints.list_endpoints(ORG):
        delete_endpoint(ORG, endpoint.id, endpoints=endpoints)


@pytest.mark.timeout(3600 if EXAMPLES else 900)
def test_fault_27_schemathesis_finds_nothing_through_api_gateway(furnished: Platform, nobody: str) -> None:
    url = furnished.deployed.outputs["ApiUrl"]
    served = httpx.get(f"{url}/api/v1/openapi.json", timeout=60, trust_env=False).json()
    assert [server["url"] for server in served["servers"]] == [url]
    links = {one: _link(furnished, one) for one in (AWAITED, BEGUN, GOING_ON, LEFT)}
    config = settings(furnished.key, EXAMPLES or IN_GATE, url, links=links, coverage={"enabled": bool(EXAMPLES)})
    yesterday = datetime.now(UTC) - timedelta(days=1)
    judgement = judge(
        schemathesis.openapi.from_dict(served, config=config),
        token=links[AWAITED],
        url=nobody,
        since=yesterday.isoformat(),
    )
    assert judgement.failures == []
    described = {one["operationId"] for path in served["paths"].values() for one in path.values()}
    assert judgement.operations == described
    if EXAMPLES:  # few are not enough for each operation to meet what there is; the sound has a token of its own
        assert judgement.never_done <= {"getSpeech"}


def _link(furnished: Platform, interview_id: str) -> str:
    """The token of a candidate's link."""
    known = furnished.ask("GET", f"/api/v1/interviews/{interview_id}/link").json()
    return str(known["interview_url"].rpartition("/")[2])
