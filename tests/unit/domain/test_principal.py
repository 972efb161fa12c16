import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.errors import InternalError, MissingScope
from shared.domain.organisation import Plan
from shared.domain.principal import Principal, Scope, principal_from
from shared.domain.tenant import Mode
from tests.builders import principal

PRINCIPALS = st.builds(
    principal,
    organisation_id=st.sampled_from(["acme", "acme__sandbox"]),
    key_id=st.just("key_1"),
    mode=st.sampled_from(Mode),
    scopes=st.frozensets(st.sampled_from(Scope)),
    plan=st.sampled_from(Plan),
)


@given(PRINCIPALS)
def test_a_principal_survives_api_gateway(caller: Principal) -> None:
    context = caller.as_context()
    assert all(isinstance(value, str) for value in context.values())
    assert principal_from(context | {"principalId": "x", "integrationLatency": 3}) == caller


def test_admin_may_everything_and_others_only_what_is_theirs() -> None:
    assert all(principal(scopes={Scope.ADMIN}).may(scope) for scope in Scope)
    reader = principal(scopes={Scope.INTERVIEWS_READ})
    assert [scope for scope in Scope if reader.may(scope)] == [Scope.INTERVIEWS_READ]
    reader.need(Scope.INTERVIEWS_READ)
    with pytest.raises(MissingScope, match="interviews:write"):
        reader.need(Scope.INTERVIEWS_WRITE)
    with pytest.raises(MissingScope, match="admin"):
        reader.need(Scope.ADMIN)


def test_the_organisation_of_a_sandbox_key() -> None:
    assert principal(organisation_id="acme__sandbox").organisation == "acme"


@pytest.mark.parametrize("change", [{"mode": "other"}, {"scopes": "root"}, {"plan": ""}, {"keyId": None}])
def test_a_context_that_is_none_is_a_fault_of_ours(change: dict[str, str | None]) -> None:
    context = {**principal().as_context(), **change}
    with pytest.raises(InternalError):
        principal_from({name: value for name, value in context.items() if value is not None})
