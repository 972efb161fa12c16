"""The language model that the user's environment names for the local stage."""

from collections.abc import Mapping
from typing import Any, Final

from shared.domain.errors import EngineUnavailable, InvalidRequest
from shared.domain.own_server import NAME, VARIABLES, OwnServer, checked_address, checked_prices, own_server

KEY: Final = "PARLEY_LLM_KEY"
ASK_SECONDS: Final = 10.0
SECRETS_PREFIX: Final = "parley/local/providers"


def own_server_of(environment: Mapping[str, str]) -> OwnServer | None:
    """The server of PARLEY_LLM_BASE_URL; None without it. Where no model is named, it is the server's first.

    Raises InvalidRequest that names the variable, EngineUnavailable when the server does not say what it serves.
    """
    base_url = environment.get(VARIABLES["base_url"], "").strip()
    if not base_url:
        return None
    address, key = checked_address(base_url), environment.get(KEY, "").strip()
    stated = [environment.get(VARIABLES[name], "") for name in ("price_in", "price_out")]
    prices = checked_prices(address, *stated)  # before anything is asked of the server
    model = environment.get(VARIABLES["model"], "").strip() or first_model(address, key)
    context = environment.get(VARIABLES["context_tokens"], "").strip()
    return own_server(address, model, **prices, has_key=bool(key), context_tokens=context)


def keep_own_key(endpoint_url: str, environment: Mapping[str, str]) -> None:
    """Puts the server's key where the functions of the local stage look for it: never into their environment."""
    from local.environment import local_client
    from shared.adapters.secrets_manager import SecretsManagerKeys

    key = environment.get(KEY, "").strip()
    if key:
        SecretsManagerKeys(local_client("secretsmanager", endpoint_url), SECRETS_PREFIX).put_key(NAME, key)


def first_model(base_url: str, key: str) -> str:
    """The first model that the server lists. Raises EngineUnavailable."""
    import httpx

    headers = {"Authorization": f"Bearer {key}"} if key else {}
    remedy = f"start the server, or name its model: {VARIABLES['model']}"
    try:
        with httpx.Client(trust_env=base_url.startswith("https:"), timeout=ASK_SECONDS) as client:
            listed = _ids(client.get(f"{base_url}/models", headers=headers).raise_for_status().json())
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        reason = f"{base_url} does not say which models it serves: {type(error).__name__}"
        raise EngineUnavailable(reason, field=VARIABLES["base_url"], remedy=remedy) from None
    if not listed:
        raise InvalidRequest("the server lists no model", field=VARIABLES["model"], remedy=remedy)
    return listed[0]


def _ids(answer: Any) -> list[str]:
    listed = answer.get("data") if isinstance(answer, dict) else None
    models = listed if isinstance(listed, list) else []
    return [str(model["id"]) for model in models if isinstance(model, dict) and model.get("id")]
