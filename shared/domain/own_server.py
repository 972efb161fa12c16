"""A language model that the user serves, by OpenAI's protocol, in place of the embedded analyst."""

from ipaddress import ip_address
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import ConfigDict, Field, ValidationError

from shared.domain.catalogue import AiEnv, Dollars, Price
from shared.domain.errors import InvalidRequest
from shared.domain.limits import MAX_NAME_CHARACTERS
from shared.domain.value import Value

if TYPE_CHECKING:
    from shared.domain.catalogue import Catalogue

NAME = "local"  # of its provider and of its model in the catalogue
EARS = "local-ears"
WHISPER = "whisper-base"  # its ears cost what those on this machine do: nothing
VARIABLES = {
    "base_url": "PARLEY_LLM_BASE_URL",
    "model": "PARLEY_LLM_MODEL",
    "price_in": "PARLEY_LLM_PRICE_IN",
    "price_out": "PARLEY_LLM_PRICE_OUT",
    "context_tokens": "PARLEY_LLM_CONTEXT",
}
MIN_CONTEXT_TOKENS = 2_048  # with less, instructions and answer leave no room for what is asked about
MAX_CONTEXT_TOKENS = 2_000_000
ANSWER_SHARE = 4  # an answer may take a quarter of a context
_REMEDY = "write http://127.0.0.1:PORT/v1 for a server on this machine, or an address with https"
_PRICES = ("price_in", "price_out")
NOTHING = "0"


class OwnServer(Value):
    """Where it is, which model it shall run, dollars per million tokens. `has_key`: whether a key is kept for it.

    `context_tokens` are those that it takes at once, answer and all; the catalogue says how many when None.
    Its prices are always stated: by `own_server` for a server on this machine. `seed` is sent for a measurement only:
    not every server takes one. `hears` names a model by which the same server hears, too, `timeout_seconds` says how
    long it is waited for: benches alone set them.
    """

    model_config = ConfigDict(loc_by_alias=False)

    base_url: str
    model: str = Field(min_length=1, max_length=MAX_NAME_CHARACTERS)
    price_in: Dollars
    price_out: Dollars
    has_key: bool = False
    seed: int | None = None
    context_tokens: int | None = Field(default=None, ge=MIN_CONTEXT_TOKENS, le=MAX_CONTEXT_TOKENS)
    hears: str = ""
    timeout_seconds: float | None = Field(default=None, gt=0)


def own_server(
    base_url: str, model: str, price_in: str = "", price_out: str = "", *, has_key: bool, context_tokens: str = ""
) -> OwnServer:
    """A price that is empty is missing: see `checked_prices`. Raises InvalidRequest that names the variable."""
    address = checked_address(base_url)
    prices = checked_prices(address, price_in, price_out)
    try:
        stated = {"base_url": address, "model": model, "has_key": has_key, "context_tokens": context_tokens or None}
        return OwnServer.model_validate(stated | prices)
    except ValidationError as error:
        first = error.errors()[0]
        raise InvalidRequest(first["msg"], field=VARIABLES[str(first["loc"][0])]) from None


def checked_address(base_url: str) -> str:
    """The address, when transcripts may be sent there: by TLS, or to this machine. Raises InvalidRequest."""
    field = VARIABLES["base_url"]
    try:
        parts = urlsplit(base_url.strip())
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        raise InvalidRequest("is no address", field=field, remedy=_REMEDY) from None
    if parts.scheme not in {"http", "https"} or not host:
        raise InvalidRequest("is no address of a server", field=field, remedy=_REMEDY)
    if parts.username or parts.password or parts.query or parts.fragment:
        remedy = "put a key into PARLEY_LLM_KEY"
        raise InvalidRequest("may hold no user, key or query", field=field, remedy=remedy)
    if parts.scheme == "http" and not _is_this_machine(host):
        raise InvalidRequest("what was said would travel unencrypted", field=field, remedy=_REMEDY)
    return base_url.strip().rstrip("/")


def checked_prices(address: str, price_in: str, price_out: str) -> dict[str, str]:
    """The prices by their names. Where none is stated, a server on this machine costs nothing.

    Anybody else's would be billed as zero by mistake. Raises InvalidRequest that names the variable.
    """
    here = _is_this_machine(urlsplit(address).hostname or "")
    prices = dict(zip(_PRICES, (price_in.strip(), price_out.strip()), strict=True))
    for name, price in prices.items():
        if not price and not here:
            variable = VARIABLES[name]
            remedy = f"set {variable} to dollars per million tokens, to 0 if the server costs you nothing"
            raise InvalidRequest(
                "the price is missing: the server is not on this machine", field=variable, remedy=remedy
            )
    return {name: price or NOTHING for name, price in prices.items()}


def with_own_server(catalogue: "Catalogue", server: OwnServer) -> "Catalogue":
    """The catalogue in which the server analyses for every tier of the embedded stage, and nobody stands in."""
    provider, model = catalogue.providers[NAME], catalogue.models[NAME]
    price = Price(
        tokens_in=server.price_in,
        tokens_out=server.price_out,
        tokens_cached=server.price_in,
        source=model.price.source,
        reviewed=model.price.reviewed,
    )
    here = {
        "base_url": server.base_url,
        "secret": provider.secret if server.has_key else None,
        "timeout_seconds": server.timeout_seconds or provider.timeout_seconds,
    }
    context = server.context_tokens or model.context_tokens
    sizes = {"context_tokens": context, "max_output_tokens": min(model.max_output_tokens, context // ANSWER_SHARE)}
    served = {"id": server.model, "price": price, "seed": server.seed} | sizes
    ears = {"name": EARS, "id": server.hears, "provider": NAME}
    asked = {"analysis": (NAME,)} | ({"speech": (EARS,)} if server.hears else {})
    embedded = catalogue.chains[AiEnv.EMBEDDED]
    chains = {tier: chain.model_copy(update=asked) for tier, chain in embedded.items()}
    models = {NAME: model.model_copy(update=served), EARS: catalogue.models[WHISPER].model_copy(update=ears)}
    return catalogue.model_copy(
        update={
            "providers": {**catalogue.providers, NAME: provider.model_copy(update=here)},
            "models": {**catalogue.models, **(models if server.hears else {NAME: models[NAME]})},
            "chains": {**catalogue.chains, AiEnv.EMBEDDED: chains},
        }
    )


def _is_this_machine(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
