"""The reviewed catalogue, read once per process."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from shared.domain.catalogue_file import read_catalogue
from shared.domain.errors import CatalogueInvalid
from shared.domain.own_server import OwnServer, with_own_server

if TYPE_CHECKING:
    from shared.domain.catalogue import Catalogue


@cache
def load_catalogue() -> Catalogue:
    """The catalogue that is shipped with the code. Raises CatalogueInvalid."""
    text = files("shared").joinpath("catalogue.toml").read_text(encoding="utf-8")
    try:
        return read_catalogue(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise CatalogueInvalid(f"is no TOML: {error}", field="shared/catalogue.toml") from None


def catalogue_with(own_server: str) -> Catalogue:
    """The catalogue of a stage whose setting `own_server` that is: JSON of OwnServer, or empty."""
    if not own_server:
        return load_catalogue()
    return with_own_server(load_catalogue(), OwnServer.model_validate_json(own_server))
