"""Organisations in the table."""

from collections.abc import Sequence

from shared.adapters import dynamodb_keys as keys
from shared.adapters.dynamodb_alongside import change
from shared.adapters.dynamodb_table import DynamoTable, Item, Put
from shared.domain.alongside import NOTHING, Alongside
from shared.domain.errors import OrganisationExists, UnknownOrganisation
from shared.domain.organisation import Organisation

PAGE = 100


class DynamoOrganisations:
    """Implements `OrganisationStore`."""

    def __init__(self, table: DynamoTable) -> None:
        self._table = table

    def create_organisation(self, organisation: Organisation, along: Alongside = NOTHING) -> None:
        taken = OrganisationExists("the organisation's id is taken", field="organisationId")
        change(self._table, [Put(_item(organisation), condition="attribute_not_exists(pk)")], taken, along)

    def put_organisation(self, organisation: Organisation, along: Alongside = NOTHING) -> None:
        change(self._table, [Put(_item(organisation), condition="attribute_exists(pk)")], _unknown(), along)

    def get_organisation(self, organisation_id: str) -> Organisation:
        found = self.find_organisation(organisation_id)
        if found is None:
            raise _unknown()
        return found

    def find_organisation(self, organisation_id: str) -> Organisation | None:
        item = self._table.get(keys.organisation_key(organisation_id))
        return keys.value_of(item, Organisation) if item else None

    def list_organisations(self) -> Sequence[Organisation]:
        found: list[Organisation] = []
        start: Item | None = None
        while True:
            items, start = self._table.query_index(
                "by_organisation", keys.ORGANISATIONS, limit=PAGE, start=start, newest_first=False
            )
            found += [keys.value_of(item, Organisation) for item in items]
            if start is None:
                return found


def _item(organisation: Organisation) -> Item:
    listed = {"gsi1pk": keys.ORGANISATIONS, "gsi1sk": organisation.id}
    return keys.item_of(keys.organisation_key(organisation.id), organisation, "ORGANISATION", **listed)


def _unknown() -> UnknownOrganisation:
    return UnknownOrganisation("there is no such organisation", field="organisationId")
